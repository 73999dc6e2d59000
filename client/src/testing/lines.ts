import type { ServerEventName, ServerEvents } from '../types.ts';
import type { State } from './state.ts';

/** One connection. */
export type Line = {
  readonly id: string;
  readonly userId: string;
  readonly rooms: Set<string>;
  /** Says something to it, after all that was said before. */
  say(name: string, payload: object): void;
  /** Ends it. */
  end(): void;
};

/** Says something to all connections of these people but one; `made` is what each of them sees. */
export function tell<Name extends ServerEventName>(
  state: State,
  userIds: Iterable<string>,
  name: Name,
  made: ServerEvents[Name] | ((userId: string) => ServerEvents[Name]),
  except: Line | null = null,
): void {
  for (const userId of new Set(userIds)) {
    for (const line of linesOf(state, userId)) {
      if (line !== except) line.say(name, typeof made === 'function' ? made(userId) : made);
    }
  }
}

export function linesOf(state: State, userId: string): readonly Line[] {
  return [...state.lines].filter((line) => line.userId === userId);
}

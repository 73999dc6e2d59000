import type { ServerEventName, ServerEvents } from '../types.ts';
import type { Line, State } from './state.ts';

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

import type { Actor } from '../actor.ts';
import type { TicketMove } from './writer.ts';

/** A message that waits in a line. */
type Waiting = { readonly actor: Actor; readonly draft: { readonly move?: TicketMove | null } };

/** Does what it can of a round, whose messages are of one person in one role; returns what is to be tried again, in its order. */
type Serve<T> = (round: readonly [T, ...T[]]) => Promise<readonly T[]>;

/**
 * What people send into conversations while something of theirs has to be looked at again there: one line for each person and
 * conversation, so that nothing overtakes what was sent before it. There is none while all goes straight to the writer.
 */
export class Lines<T extends Waiting> {
  readonly #lines = new Map<string, T[]>();

  /** Whether something of somebody waits there. */
  has(conversationId: string, userId: string): boolean {
    return this.#lines.size > 0 && this.#lines.has(keyOf(conversationId, userId));
  }

  /** Puts a message at the end of its line; one that was empty is served from now on. `serve` must not reject. */
  add(conversationId: string, message: T, serve: Serve<T>): void {
    const key = keyOf(conversationId, message.actor.userId);
    const line = this.#lines.get(key);
    if (line) line.push(message);
    else {
      const opened = [message];
      this.#lines.set(key, opened);
      void this.#serve(key, opened, serve);
    }
  }

  async #serve(key: string, line: T[], serve: Serve<T>): Promise<void> {
    // What was turned back together stands in line together.
    await Promise.resolve();
    for (let round = takeRound(line); round; round = takeRound(line)) line.unshift(...(await serve(round)));
    this.#lines.delete(key);
  }
}

function keyOf(conversationId: string, userId: string): string {
  return `${conversationId}\n${userId}`;
}

/** The messages from the head of a line that may be looked at together; null where there is none. */
function takeRound<T extends Waiting>(line: T[]): readonly [T, ...T[]] | null {
  const [first] = line;
  if (!first) return null;
  const alike = ({ actor, draft }: T) =>
    actor.role === first.actor.role && (draft.move ?? null) === null && (first.draft.move ?? null) === null;
  const end = line.findIndex((message, index) => index > 0 && !alike(message));
  const [, ...others] = line.splice(0, end < 0 ? line.length : end);
  return [first, ...others];
}

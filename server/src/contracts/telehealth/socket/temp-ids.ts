import { createRecentMap } from '../../../core/lru.ts';

const CAPACITY = 10_000;

/**
 * Numbers that clients use as `tempId`, while what was sent with them is under way: the engine knows ids as text, and what
 * came as a number goes back as one.
 */
export class TempIds {
  readonly #numbers = createRecentMap<string, number>(CAPACITY);

  /** Remembers the form of an id for a send that begins. */
  note(conversationId: string, senderId: string, tempId: string | number | undefined): void {
    if (typeof tempId === 'number') this.#numbers.set(keyOf(conversationId, senderId, String(tempId)), tempId);
  }

  /** A message's client id in the form in which it came. */
  formOf(conversationId: string, senderId: string, clientId: string | null): string | number | null {
    if (clientId === null) return null;
    return this.#numbers.get(keyOf(conversationId, senderId, clientId)) ?? clientId;
  }
}

function keyOf(conversationId: string, senderId: string, clientId: string): string {
  return `${conversationId}\n${senderId}\n${clientId}`;
}

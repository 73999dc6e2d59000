import type { Message } from '../../../core/conversations/types.ts';
import { createRecentMap } from '../../../core/lru.ts';

const CAPACITY = 20_000;

/**
 * The forms in which clients gave the ids that they made for messages under way: the engine keeps texts, and a number is to go
 * back as a number. Only numbers are noted, and only for as long as a message may be on its way.
 */
export class TempIds {
  readonly #numbers = createRecentMap<string, number>(CAPACITY);

  /** The core's form of a client's id. */
  take(conversationId: string, userId: string, tempId: string | number | null | undefined): string | null {
    if (tempId === null || tempId === undefined) return null;
    if (typeof tempId === 'string') {
      // What was a number once and comes as a text now is a text now.
      this.#numbers.delete(keyOf(conversationId, userId, tempId));
      return tempId;
    }
    const text = String(tempId);
    this.#numbers.set(keyOf(conversationId, userId, text), tempId);
    return text;
  }

  /** The id that the sender gave the message, as JSON in the sender's form; null for none. */
  jsonOf({ conversationId, senderId, clientId }: Message): string | null {
    if (clientId === null) return null;
    const number = this.#numbers.get(keyOf(conversationId, senderId, clientId));
    return JSON.stringify(number ?? clientId);
  }
}

function keyOf(conversationId: string, userId: string, tempId: string): string {
  return `${conversationId}\n${tempId}\n${userId}`;
}

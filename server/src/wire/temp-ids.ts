import { createRecentMap } from '../core/lru.ts';

/** A client's own id of a message, as it writes it. */
export type TempId = string | number;

const CAPACITY = 20_000;

/**
 * Numbers that clients use as ids for what they send, while it is under way: the engine keeps texts, and what came as a number
 * goes back as one.
 */
export class TempIds {
  readonly #numbers = createRecentMap<string, number>(CAPACITY);

  /** The engine's form of the id of a message that somebody begins to send; null for none. */
  take(conversationId: string, senderId: string, tempId: TempId | null | undefined): string | null {
    if (tempId === null || tempId === undefined) return null;
    const text = String(tempId);
    if (typeof tempId === 'number') this.#numbers.set(keyOf(conversationId, senderId, text), tempId);
    // What was a number once and comes as a text is a text now.
    else if (this.#numbers.size > 0) this.#numbers.delete(keyOf(conversationId, senderId, text));
    return text;
  }

  /** The id of a message as its sender wrote it; null for none. */
  formOf(conversationId: string, senderId: string, clientId: string | null): TempId | null {
    if (clientId === null || this.#numbers.size === 0) return clientId;
    return this.#numbers.get(keyOf(conversationId, senderId, clientId)) ?? clientId;
  }
}

function keyOf(conversationId: string, senderId: string, clientId: string): string {
  return `${conversationId}\n${senderId}\n${clientId}`;
}

import type { NewMessage, WriteResult } from '../../core/conversations/writer.ts';
import type { Placed } from './writer-statements.ts';

/** A message whose sender waits for what becomes of it. */
export type Waiting = {
  readonly message: NewMessage;
  /** Shares a commit with what has the same one, and with nothing else; null for all that may share it with anybody. */
  readonly apart: object | null;
  readonly resolve: (result: WriteResult) => void;
  readonly reject: (error: Error) => void;
};

/** Whether it is several messages that are written together or not at all. */
export function inseparable(batch: readonly Waiting[]): boolean {
  return batch.length > 1 && batch[0]?.apart !== null;
}

/** The messages of one person in one conversation. */
export function lineOf({ conversationId, senderId }: NewMessage): string {
  return `${conversationId}\n${senderId}`;
}

/** Gives each message of a batch what became of it; returns whose in which conversation are stale. */
export function answer(batch: readonly Waiting[], placed: Placed, now: number): ReadonlySet<string> {
  const stale = new Set<string>();
  const next = new Map(placed.first);
  const reactions = new Map(placed.reactions);
  for (const { message, resolve } of batch) {
    const seq = next.get(message.conversationId);
    if (seq === undefined) {
      stale.add(lineOf(message));
      resolve({ kind: 'stale' });
    } else {
      next.set(message.conversationId, seq + 1);
      const reaction = reactions.get(message.conversationId) ?? null;
      // Told once, with the first message of the batch.
      if (reaction) reactions.delete(message.conversationId);
      resolve({ kind: 'written', seq, createdAt: now, reaction });
    }
  }
  return stale;
}

/** The client ids of a batch. Most are of one message only, and need no key of sender and conversation to be told apart. */
export class ClientIds {
  readonly #first = new Map<string, NewMessage>();
  readonly #others = new Set<string>();

  /** False when an earlier message has the same sender, conversation and client id. */
  add(message: NewMessage): boolean {
    const { clientId, conversationId, senderId } = message;
    if (clientId === null) return true;
    const first = this.#first.get(clientId);
    if (!first) {
      this.#first.set(clientId, message);
      return true;
    }
    const key = `${conversationId}\n${senderId}\n${clientId}`;
    if (this.#others.has(key) || (first.conversationId === conversationId && first.senderId === senderId)) return false;
    this.#others.add(key);
    return true;
  }
}

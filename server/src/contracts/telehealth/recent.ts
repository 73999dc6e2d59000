import type { Message } from '../../core/conversations/types.ts';
import type { Core } from '../../core/core.ts';
import { createRecentMap } from '../../core/lru.ts';

/** Senders of successive messages, from number `first` on. */
type Stretch = { readonly first: number; readonly senders: (string | null)[] };

const CONVERSATIONS = 10_000;
const LONGEST = 128;

/**
 * Who sent the last messages that passed through here, so that a mark which moves behind live traffic is put into ids
 * without asking the store. What is deleted takes its conversation's memory with it.
 */
export class RecentSenders {
  readonly #core: Core;
  readonly #stretches = createRecentMap<string, Stretch>(CONVERSATIONS);

  constructor(core: Core) {
    this.#core = core;
    core.bus.subscribe((event) => {
      if (event.type === 'message.deleted') this.#stretches.delete(event.conversationId);
    });
  }

  /** Remembers a message; those of a conversation come in order, perhaps with holes. */
  add({ conversationId, seq, senderId, type }: Message): void {
    const sender = type === 'system' ? null : senderId;
    const stretch = this.#stretches.get(conversationId);
    if (!stretch || seq !== stretch.first + stretch.senders.length || stretch.senders.length >= LONGEST) {
      // A full one begins anew: the few looks that fall behind its beginning go to the store.
      this.#stretches.set(conversationId, { first: seq, senders: [sender] });
    } else stretch.senders.push(sender);
  }

  /** Who sent a message; null for the server itself, undefined when that is not remembered. */
  senderOf(conversationId: string, seq: number): string | null | undefined {
    const stretch = this.#stretches.get(conversationId);
    return stretch?.senders[seq - stretch.first];
  }

  /** Numbers in (afterSeq, upToSeq] that somebody sent and nobody deleted, ascending; all of them, or the newest `limit`. */
  sentBetween(
    conversationId: string,
    senderId: string,
    afterSeq: number,
    upToSeq: number,
    limit: number,
  ): number[] | Promise<number[]> {
    const stretch = this.#stretches.get(conversationId);
    if (!stretch || afterSeq + 1 < stretch.first || upToSeq >= stretch.first + stretch.senders.length)
      return this.#core.messages.sentBetween(conversationId, senderId, afterSeq, upToSeq, limit);
    const found: number[] = [];
    for (let seq = afterSeq + 1; seq <= upToSeq; seq += 1) {
      if (stretch.senders[seq - stretch.first] === senderId) found.push(seq);
    }
    return found.slice(-limit);
  }
}

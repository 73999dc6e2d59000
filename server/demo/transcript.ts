import type { WireEvent, WireMessage } from './wire.ts';

/**
 * The messages of one conversation as one client knows them, put together from acks, events and catch-up alone. At the
 * end it must equal what a fresh reading of the history gives.
 */
export class Transcript {
  readonly #bySeq = new Map<number, WireMessage>();

  /** The number up to which nothing is missing; this is what a returning client tells the server. */
  get lastSeq(): number {
    let last = 0;
    while (this.#bySeq.has(last + 1)) last++;
    return last;
  }

  /** Takes a message in; of two states of the same message the one with the higher version stays. */
  keep(message: WireMessage): void {
    const known = this.#bySeq.get(message.seq);
    if (!known || message.version >= known.version) this.#bySeq.set(message.seq, message);
  }

  /** Applies an event of this conversation. Events that say nothing about messages change nothing. */
  apply({ name, body }: WireEvent): void {
    if (name === 'new_message' || name === 'message_updated') this.keep(body);
    if (name === 'message_deleted') {
      const { version, deletedAt } = body;
      this.#change(body.messageId, { content: '', attachments: [], reactions: [], version, deletedAt });
    }
    if (name === 'reaction_updated') {
      this.#change(body.messageId, { reactions: body.reactions, version: body.version });
    }
  }

  /** Where this differs from `fresh`, one line each. */
  differences(fresh: readonly WireMessage[]): string[] {
    const lines: string[] = [];
    for (const message of fresh) {
      const known = this.#bySeq.get(message.seq);
      if (!known) lines.push(`#${message.seq} never reached this client`);
      else if (gist(known) !== gist(message))
        lines.push(`#${message.seq} is ${gist(message)}, known as ${gist(known)}`);
    }
    const stored = new Set(fresh.map((message) => message.seq));
    for (const seq of this.#bySeq.keys()) if (!stored.has(seq)) lines.push(`#${seq} is not in the history`);
    return lines;
  }

  #change(messageId: string, change: Partial<WireMessage>): void {
    for (const message of this.#bySeq.values()) {
      if (message.id === messageId) this.keep({ ...message, ...change });
    }
  }
}

/** What two readers of a message must agree on. */
function gist(message: WireMessage): string {
  return JSON.stringify({
    id: message.id,
    by: message.senderId,
    content: message.content,
    version: message.version,
    edited: message.editedAt !== null,
    deleted: message.deletedAt !== null,
    files: message.attachments.map((file) => file.id),
    reactions: message.reactions.map(({ emoji, userIds }) => [emoji, userIds]),
  });
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../conversations/types.ts';
import type { CoreEvent, EventOf } from '../events.ts';

type ConversationEvent = CoreEvent & { readonly conversationId: string };

type Stream = {
  /** The number of the last message that was handed on; 0 when none was yet. */
  lastSeq: number;
  /** Events that wait until the one before them is through; null when nothing is under way. */
  queue: ConversationEvent[] | null;
  /** Messages that came before their predecessor. */
  held: Map<number, EventOf<'message.sent'>> | null;
  /** Whether somebody looks after what is held. */
  isWatched: boolean;
  usedAt: number;
};

export type StreamOptions = {
  /** Hands an event on; a promise holds back the conversation's next events until it is settled. It must not reject. */
  readonly deliver: (event: ConversationEvent) => void | Promise<void>;
  /** Reads messages past a number from the store, ascending; with null the last one. */
  readonly loadAfter: (conversationId: string, seq: number | null) => Promise<readonly Message[]>;
  /**
   * Where there are other nodes: the messages right before this one that were sent a moment earlier, ascending. Of a conversation
   * that was quiet here they may be on their way, and must not come after it.
   */
  readonly loadRecent: ((message: Message) => Promise<readonly Message[]>) | null;
  readonly now: () => number;
};

function isBusy(stream: Stream): boolean {
  return stream.queue !== null;
}

/** While a hole in the numbers stays for so long the node reads the store: what other nodes say is longer on its way. */
const GAP_MS = 250;
const GAP_BETWEEN_NODES_MS = 1_000;
const AGAIN_MS = 1_000;
const IDLE_MS = 10 * 60_000;
/** Longer than a message is on its way between nodes. */
const PASSED_MS = 5_000;

/**
 * Puts the events of each conversation in order: messages by their numbers, everything else as it came. A hole in the
 * numbers (two commits whose replies crossed, or an event that the bus lost) is filled from the store.
 */
export class Streams {
  readonly #options: StreamOptions;
  readonly #streams = new Map<string, Stream>();
  /** Of conversations that nobody here had to do with: the last number that came not long ago, oldest first. */
  readonly #passed = new Map<string, { readonly seq: number; readonly at: number }>();
  readonly #sweeper: NodeJS.Timeout;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#sweeper = setInterval(() => this.#sweep(), 60_000);
    this.#sweeper.unref();
  }

  close(): void {
    clearInterval(this.#sweeper);
  }

  accept(event: ConversationEvent): void {
    const stream = this.#of(event.conversationId);
    if (stream.queue) stream.queue.push(event);
    else this.#advance(stream, event);
  }

  /**
   * Announces what the store holds past the last announced message: used when a commit may have succeeded without this
   * process hearing of it. Of a conversation that was quiet here so far the last message is announced.
   */
  async heal(conversationId: string): Promise<void> {
    const stream = this.#of(conversationId);
    const messages = await this.#options.loadAfter(conversationId, stream.lastSeq === 0 ? null : stream.lastSeq);
    for (const message of messages) this.accept({ type: 'message.sent', conversationId, message, connectionId: null });
  }

  /** Conversations of which something came not long ago. */
  ids(): IterableIterator<string> {
    return this.#streams.keys();
  }

  /** The number of the last message that was handed on, or that nobody here needed; 0 where that is not remembered. */
  lastSeq(conversationId: string): number {
    return this.#streams.get(conversationId)?.lastSeq || (this.#passed.get(conversationId)?.seq ?? 0);
  }

  /**
   * Passes over something that nobody here needs: a message by its number, or (0) what has none. False when it is needed after all,
   * because of what is under way or missing.
   */
  pass(conversationId: string, seq: number): boolean {
    const stream = this.#streams.get(conversationId);
    if (!stream || stream.lastSeq === 0) {
      if (stream?.queue) return false;
      if (seq > 0) this.#notePassed(conversationId, seq);
      return true;
    }
    if (stream.queue || stream.held || seq > stream.lastSeq + 1) return false;
    if (seq > stream.lastSeq) stream.lastSeq = seq;
    return true;
  }

  /** Who belongs to a conversation changed: what was passed over may have been somebody's who is here. */
  forgetPassed(conversationId: string): void {
    this.#passed.delete(conversationId);
  }

  #notePassed(conversationId: string, seq: number): void {
    const at = this.#options.now();
    const before = this.#passed.get(conversationId);
    this.#passed.delete(conversationId);
    this.#passed.set(conversationId, { seq: Math.max(seq, before?.seq ?? 0), at });
    for (const [id, entry] of this.#passed) {
      if (Math.abs(at - entry.at) <= PASSED_MS) return;
      this.#passed.delete(id);
    }
  }

  #of(conversationId: string): Stream {
    let stream = this.#streams.get(conversationId);
    if (!stream) {
      stream = { lastSeq: 0, queue: null, held: null, isWatched: false, usedAt: 0 };
      this.#streams.set(conversationId, stream);
    }
    stream.usedAt = this.#options.now();
    return stream;
  }

  #advance(stream: Stream, event: ConversationEvent): void {
    if (event.type === 'message.sent') {
      const { seq } = event.message;
      // Whoever is here now came after what was passed over, and after all that was stored before it.
      const passed = stream.lastSeq === 0 ? (this.#passed.get(event.conversationId)?.seq ?? 0) : 0;
      if (seq <= Math.max(stream.lastSeq, passed)) return;
      if (stream.lastSeq === 0 && seq > passed + 1 && this.#options.loadRecent) {
        const recent = this.#options.loadRecent(event.message);
        this.#begin(
          stream,
          event,
          recent.then((messages) => messages.filter((message) => message.seq > passed)),
        );
        return;
      }
      if (stream.lastSeq > 0 && seq > stream.lastSeq + 1) {
        this.#hold(stream, event);
        return;
      }
      stream.lastSeq = seq;
    }
    const pending = this.#options.deliver(event);
    if (pending) this.#wait(stream, pending);
    else this.#release(stream);
  }

  #wait(stream: Stream, pending: Promise<void>): void {
    stream.queue ??= [];
    void pending.then(() => {
      const waiting = stream.queue ?? [];
      stream.queue = null;
      this.#release(stream);
      this.#resume(stream, waiting);
    });
  }

  #resume(stream: Stream, waiting: ConversationEvent[]): void {
    while (waiting.length > 0 && !isBusy(stream)) {
      const event = waiting.shift();
      if (event) this.#advance(stream, event);
    }
    // What is under way now was earlier in line than what came while it waited.
    if (waiting.length > 0) stream.queue = [...waiting, ...(stream.queue ?? [])];
  }

  /** Begins with what was sent right before the first message that came. */
  #begin(stream: Stream, first: EventOf<'message.sent'>, loading: Promise<readonly Message[]>): void {
    stream.queue = [];
    const { conversationId } = first;
    const begin = (earlier: readonly Message[]) => {
      const waiting = stream.queue ?? [];
      const came = new Map(
        waiting.flatMap((event) => (event.type === 'message.sent' ? [[event.message.seq, event]] : [])),
      );
      stream.queue = null;
      stream.lastSeq = (earlier[0] ?? first.message).seq - 1;
      const events = earlier.map(
        (message): ConversationEvent =>
          came.get(message.seq) ?? { type: 'message.sent', conversationId, message, connectionId: null },
      );
      this.#resume(stream, [...events, first, ...waiting]);
    };
    loading.then(begin, () => begin([]));
  }

  #release(stream: Stream): void {
    const next = stream.queue ? undefined : stream.held?.get(stream.lastSeq + 1);
    if (!next) return;
    stream.held?.delete(next.message.seq);
    if (stream.held?.size === 0) stream.held = null;
    this.#advance(stream, next);
  }

  #hold(stream: Stream, event: EventOf<'message.sent'>): void {
    if (stream.held) {
      stream.held.set(event.message.seq, event);
      return;
    }
    stream.held = new Map([[event.message.seq, event]]);
    if (!stream.isWatched) this.#watch(stream, event.conversationId);
  }

  /** Fills the hole before what is held, unless it fills by itself. Holes that come and go while much is said are no reason to read. */
  #watch(stream: Stream, conversationId: string): void {
    stream.isWatched = true;
    const { lastSeq } = stream;
    const look = async () => {
      if (stream.held && stream.lastSeq === lastSeq) {
        await this.heal(conversationId).catch(() => sleep(AGAIN_MS, null, { ref: false }));
      }
      if (stream.held) this.#watch(stream, conversationId);
      else stream.isWatched = false;
    };
    // Where this thread was held up, what is missing may have come and is read before the immediate.
    const whenRead = () => setImmediate(() => void look());
    setTimeout(whenRead, this.#options.loadRecent ? GAP_BETWEEN_NODES_MS : GAP_MS).unref();
  }

  #sweep(): void {
    const before = this.#options.now() - IDLE_MS;
    for (const [id, stream] of this.#streams) {
      if (stream.usedAt < before && !stream.queue && !stream.held) this.#streams.delete(id);
    }
  }
}

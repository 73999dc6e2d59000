import { iso } from '../clock.ts';
import type { CoreEvent } from '../events.ts';
import { CROWD } from './types.ts';

export type MarkMove = { readonly conversationId: string; readonly userId: string; readonly upToSeq: number };

/** A read mark after a move (or none). `deliveredFrom` is set when the delivery mark moved with it. */
export type ReadMark = {
  readonly conversationId: string;
  readonly userId: string;
  readonly fromSeq: number;
  readonly lastReadSeq: number;
  readonly readAt: string | null;
  readonly unreadCount: number;
  readonly deliveredFrom: number | null;
};

export type MarkStore = {
  /** Moves read marks forward, never back, and never past the last message. Answers each move, in order. */
  read(moves: readonly MarkMove[], at: number): Promise<ReadMark[]>;
  /** Moves delivery marks forward; answers those that moved. */
  deliver(moves: readonly MarkMove[], at: number): Promise<(MarkMove & { readonly fromSeq: number })[]>;
};

type Waiting = { readonly resolve: (mark: ReadMark) => void; readonly reject: (error: unknown) => void };

export type MarkKeeperOptions = {
  readonly store: MarkStore;
  readonly publish: (event: CoreEvent) => void;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
  /** Members of a conversation, where that is known without asking. */
  readonly memberCount: (conversationId: string) => number;
};

const MAX_BATCH = 1_000;
/** Delivery marks wait a moment for company: the longer, the more of them there are (milliseconds). */
const DELIVERY_MIN_MS = 20;
const DELIVERY_MAX_MS = 1_000;
const DELIVERY_RETRY_MS = 1_000;
const CROWD_MS = 5_000;

/**
 * Moves marks in groups: one statement for all moves that gathered while the one before was under way. A person's moves
 * in a conversation merge into the furthest.
 */
export class MarkKeeper {
  readonly #options: MarkKeeperOptions;
  #reads = new Map<string, { move: MarkMove; waiting: Waiting[] }>();
  #reading = false;
  #deliveries = new Map<string, Map<string, number>>();
  #crowdDeliveries = new Map<string, Map<string, number>>();
  #timer: NodeJS.Timeout | null = null;
  #crowdTimer: NodeJS.Timeout | null = null;
  #delivering: Promise<void> = Promise.resolve();

  constructor(options: MarkKeeperOptions) {
    this.#options = options;
  }

  /** Moves somebody's read mark; resolves with where it stands then, once that is durable. */
  read(move: MarkMove): Promise<ReadMark> {
    return new Promise((resolve, reject) => {
      const key = `${move.conversationId}\n${move.userId}`;
      const known = this.#reads.get(key);
      if (known) {
        known.waiting.push({ resolve, reject });
        if (move.upToSeq > known.move.upToSeq) known.move = move;
      } else {
        this.#reads.set(key, { move, waiting: [{ resolve, reject }] });
      }
      if (this.#reading) return;
      this.#reading = true;
      setImmediate(() => void this.#runReads());
    });
  }

  /** Notes that messages up to `seq` reached somebody; becomes durable, and is announced, a moment later. */
  delivered(conversationId: string, userId: string, seq: number): void {
    const crowd = this.#options.memberCount(conversationId) > CROWD;
    const pending = crowd ? this.#crowdDeliveries : this.#deliveries;
    const marks = pending.get(conversationId) ?? new Map<string, number>();
    if (marks.size === 0) pending.set(conversationId, marks);
    if ((marks.get(userId) ?? 0) < seq) marks.set(userId, seq);
    if (crowd) this.#crowdTimer ??= setTimeout(() => this.#flushCrowds(), CROWD_MS);
    else this.#timer ??= setTimeout(() => this.#flush(), DELIVERY_MIN_MS);
  }

  /** Writes what is still pending. */
  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#crowdTimer) clearTimeout(this.#crowdTimer);
    this.#flush();
    this.#flushCrowds();
    await this.#delivering;
  }

  async #runReads(): Promise<void> {
    while (this.#reads.size > 0) {
      const batch = [...this.#reads.values()];
      this.#reads = new Map();
      for (let start = 0; start < batch.length; start += MAX_BATCH)
        await this.#commitReads(batch.slice(start, start + MAX_BATCH));
    }
    this.#reading = false;
  }

  async #commitReads(batch: readonly { move: MarkMove; waiting: Waiting[] }[]): Promise<void> {
    try {
      const marks = await this.#options.store.read(
        batch.map(({ move }) => move),
        this.#options.now(),
      );
      for (const [index, { waiting }] of batch.entries()) {
        const mark = marks[index];
        // The first that asked hears of the move; the others find the mark where it is.
        for (const [place, { resolve }] of waiting.entries()) {
          if (mark) resolve(place === 0 ? mark : { ...mark, fromSeq: mark.lastReadSeq, deliveredFrom: null });
        }
      }
    } catch (error) {
      for (const { waiting } of batch) for (const { reject } of waiting) reject(error);
    }
  }

  #flush(): void {
    const marks = this.#deliveries;
    this.#deliveries = new Map();
    this.#timer = null;
    this.#deliver(marks);
  }

  #flushCrowds(): void {
    const marks = this.#crowdDeliveries;
    this.#crowdDeliveries = new Map();
    this.#crowdTimer = null;
    this.#deliver(marks);
  }

  #deliver(marks: Map<string, Map<string, number>>): void {
    const moves: MarkMove[] = [];
    for (const [conversationId, people] of marks) {
      for (const [userId, upToSeq] of people) moves.push({ conversationId, userId, upToSeq });
    }
    if (moves.length === 0) return;
    this.#delivering = this.#delivering.then(async () => {
      // A wait that grows with the number of marks merges more of them just when that pays.
      await new Promise((resolve) => setTimeout(resolve, Math.min(DELIVERY_MAX_MS, moves.length) - 1));
      for (let start = 0; start < moves.length; start += MAX_BATCH)
        await this.#commitDeliveries(moves.slice(start, start + MAX_BATCH));
    });
  }

  async #commitDeliveries(moves: readonly MarkMove[]): Promise<void> {
    const at = this.#options.now();
    try {
      for (const { conversationId, userId, fromSeq, upToSeq } of await this.#options.store.deliver(moves, at)) {
        this.#options.publish({
          type: 'mark.delivered',
          conversationId,
          userId,
          fromSeq,
          seq: upToSeq,
          deliveredAt: iso(at),
        });
      }
    } catch (error) {
      this.#options.onFault(error);
      const retry = setTimeout(() => {
        for (const { conversationId, userId, upToSeq } of moves) this.delivered(conversationId, userId, upToSeq);
      }, DELIVERY_RETRY_MS);
      retry.unref();
    }
  }
}

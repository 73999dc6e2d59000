import { iso } from '../clock.ts';
import type { CoreEvent } from '../events.ts';
import { type Tracing, traced } from '../tracing.ts';
import type { ConversationScope } from './scope.ts';
import { CROWD } from './types.ts';

export type MarkMove = { readonly conversationId: string; readonly userId: string; readonly upToSeq: number };

/** A move that somebody asked for; `named` are the messages that they named, where these were several. */
export type ReadMove = MarkMove & { readonly named?: readonly number[] };

/** A read mark after a move (or none). `deliveredFrom` is set when the delivery mark moved with it. */
export type ReadMark = {
  readonly conversationId: string;
  readonly userId: string;
  readonly fromSeq: number;
  readonly lastReadSeq: number;
  readonly readAt: string | null;
  readonly unreadCount: number;
  /** The last number that `unreadCount` takes into account. */
  readonly countedSeq: number;
  readonly deliveredFrom: number | null;
  /** What was named for a mark that moved, by everybody whose moves became this one. */
  readonly named?: readonly number[];
};

export type MarkStore = {
  /** Moves read marks forward, never back, and never past the last message. Answers each move, in order. */
  read(moves: readonly MarkMove[], at: number): Promise<ReadMark[]>;
  /** Moves delivery marks forward; answers those that moved. */
  deliver(moves: readonly MarkMove[], at: number): Promise<DeliveredMove[]>;
  /** Moves somebody's delivery marks in all conversations of a scope to the end; answers those that moved. */
  deliverAll(userId: string, scope: ConversationScope, at: number): Promise<DeliveredMove[]>;
};

/** A delivery mark that moved, and from where. */
export type DeliveredMove = MarkMove & { readonly fromSeq: number };

/** Moves of somebody's in a conversation that became one. */
type Reading = { move: MarkMove; named: readonly number[]; readonly waiting: Waiting[] };

/** Who names nothing by itself names the message up to which they read. */
function namedBy({ move, named }: Pick<Reading, 'move' | 'named'>): readonly number[] {
  return named.length > 0 ? named : [move.upToSeq];
}

type Waiting = { readonly resolve: (mark: ReadMark) => void; readonly reject: (error: unknown) => void };

export type MarkKeeperOptions = {
  readonly store: MarkStore;
  readonly publish: (event: CoreEvent) => void;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
  /** Members of a conversation, where that is known without asking. */
  readonly memberCount: (conversationId: string) => number;
  readonly tracing: Tracing | null;
  /** How many nodes move marks, this one included: each shows what any of them moved. */
  readonly nodes: () => number;
};

const MAX_BATCH = 1_000;
const MOVE_FACTS = { 'db.system.name': 'postgresql', 'db.operation.name': 'UPDATE' };
/** Delivery marks wait for company: a millisecond for each that the last round had on all nodes, as far as one can tell, within these bounds. */
const DELIVERY_MIN_MS = 100;
const DELIVERY_MAX_MS = 1_000;
const RETRY_MS = 1_000;
const CROWD_MS = 5_000;

/**
 * Moves marks in groups: one statement for all moves that gathered while the one before was under way. A person's moves
 * in a conversation merge into the furthest.
 */
export class MarkKeeper {
  readonly #options: MarkKeeperOptions;
  #reads = new Map<string, Reading>();
  #reading = false;
  readonly #deliveries: DeliveryRound;
  readonly #crowdDeliveries: DeliveryRound;

  constructor(options: MarkKeeperOptions) {
    this.#options = options;
    const commit = (moves: readonly MarkMove[]) => this.#commitDeliveries(moves);
    this.#deliveries = new DeliveryRound(commit, DELIVERY_MIN_MS, options);
    this.#crowdDeliveries = new DeliveryRound(commit, CROWD_MS, options);
  }

  /** Moves somebody's read mark; resolves with where it stands then, once that is durable. */
  read(move: ReadMove): Promise<ReadMark> {
    const { tracing } = this.#options;
    // The statement is shared with others: what it took of it is told here.
    return tracing ? traced(tracing, 'move read mark', MOVE_FACTS, () => this.#enqueue(move)) : this.#enqueue(move);
  }

  #enqueue(move: ReadMove): Promise<ReadMark> {
    return new Promise((resolve, reject) => {
      const key = `${move.conversationId}\n${move.userId}`;
      const known = this.#reads.get(key);
      if (known) {
        known.waiting.push({ resolve, reject });
        known.named = [...namedBy(known), ...namedBy({ move, named: move.named ?? [] })];
        if (move.upToSeq > known.move.upToSeq) known.move = move;
      } else {
        this.#reads.set(key, { move, named: move.named ?? [], waiting: [{ resolve, reject }] });
      }
      if (this.#reading) return;
      this.#reading = true;
      const run = () => void this.#runReads();
      const { tracing } = this.#options;
      if (tracing) tracing.apart(() => setImmediate(run));
      else setImmediate(run);
    });
  }

  /** Notes that messages up to `seq` reached somebody; becomes durable, and is announced, a moment later. */
  delivered(conversationId: string, userId: string, seq: number): void {
    const round = this.#options.memberCount(conversationId) > CROWD ? this.#crowdDeliveries : this.#deliveries;
    round.add(conversationId, userId, seq);
  }

  /** Notes that messages up to `seq` reached somebody; durable and announced when it resolves. */
  deliveredNow(conversationId: string, userId: string, seq: number): Promise<void> {
    return this.#commitDeliveries([{ conversationId, userId, upToSeq: seq }]);
  }

  /** Notes that all messages of somebody's conversations in a scope reached them; durable and announced when it resolves. */
  async deliveredAll(userId: string, scope: ConversationScope): Promise<void> {
    const at = this.#options.now();
    this.#announce(await this.#options.store.deliverAll(userId, scope, at), at);
  }

  /** Writes at once what of a conversation is still pending, for somebody who is about to look; announced when it resolves. */
  settled(conversationId: string): Promise<void> | void {
    return this.#deliveries.settle(conversationId);
  }

  /** Writes what is still pending. */
  async close(): Promise<void> {
    await this.#deliveries.close();
    await this.#crowdDeliveries.close();
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

  async #commitReads(batch: readonly Reading[]): Promise<void> {
    try {
      const marks = await this.#options.store.read(
        batch.map(({ move }) => move),
        this.#options.now(),
      );
      for (const [index, { waiting, named }] of batch.entries()) {
        const moved = marks[index];
        const mark = moved && named.length > 0 ? { ...moved, named } : moved;
        // The first that asked hears of the move; the others find the mark where it is.
        for (const [place, { resolve }] of waiting.entries()) {
          if (mark) resolve(place === 0 ? mark : { ...mark, fromSeq: mark.lastReadSeq, deliveredFrom: null });
        }
      }
    } catch (error) {
      for (const { waiting } of batch) for (const { reject } of waiting) reject(error);
    }
  }

  async #commitDeliveries(moves: readonly MarkMove[]): Promise<void> {
    const at = this.#options.now();
    this.#announce(await this.#options.store.deliver(moves, at), at);
  }

  #announce(moved: readonly DeliveredMove[], at: number): void {
    for (const { conversationId, userId, fromSeq, upToSeq } of moved) {
      this.#options.publish({
        type: 'mark.delivered',
        conversationId,
        userId,
        fromSeq,
        seq: upToSeq,
        deliveredAt: iso(at),
      });
    }
  }
}

/** Gathers delivery marks and commits them in rounds, one round at a time; a round that failed is tried again. */
class DeliveryRound {
  readonly #commit: (moves: readonly MarkMove[]) => Promise<void>;
  readonly #minMs: number;
  readonly #onFault: (error: unknown) => void;
  readonly #nodes: () => number;
  #marks = new Map<string, Map<string, number>>();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #waitMs: number;

  constructor(
    commit: (moves: readonly MarkMove[]) => Promise<void>,
    minMs: number,
    { onFault, nodes }: Pick<MarkKeeperOptions, 'onFault' | 'nodes'>,
  ) {
    this.#commit = commit;
    this.#minMs = minMs;
    this.#onFault = onFault;
    this.#nodes = nodes;
    this.#waitMs = minMs;
  }

  add(conversationId: string, userId: string, seq: number): void {
    let people = this.#marks.get(conversationId);
    if (!people) {
      people = new Map();
      this.#marks.set(conversationId, people);
    }
    if ((people.get(userId) ?? 0) < seq) people.set(userId, seq);
    this.#schedule();
  }

  /** Commits the marks of one conversation ahead of the round; when that fails the next round has them. */
  settle(conversationId: string): Promise<void> | void {
    const people = this.#marks.get(conversationId);
    const running = this.#running;
    if (!people) return running ?? undefined;
    this.#marks.delete(conversationId);
    const moves = [...people].map(([userId, upToSeq]) => ({ conversationId, userId, upToSeq }));
    return Promise.all([running, this.#commit(moves)]).then(
      () => {},
      (error: unknown) => {
        for (const { userId, upToSeq } of moves) this.add(conversationId, userId, upToSeq);
        this.#onFault(error);
      },
    );
  }

  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#run().catch(this.#onFault);
  }

  #schedule(): void {
    if (this.#timer || this.#running) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#running = this.#run().catch((error: unknown) => {
        this.#waitMs = RETRY_MS;
        this.#onFault(error);
      });
      void this.#running.then(() => {
        this.#running = null;
        if (this.#marks.size > 0) this.#schedule();
      });
    }, this.#waitMs);
  }

  async #run(): Promise<void> {
    const moves: MarkMove[] = [];
    for (const [conversationId, people] of this.#marks) {
      for (const [userId, upToSeq] of people) moves.push({ conversationId, userId, upToSeq });
    }
    this.#marks = new Map();
    this.#waitMs = Math.max(this.#minMs, Math.min(DELIVERY_MAX_MS, moves.length * this.#nodes()));
    for (let start = 0; start < moves.length; start += MAX_BATCH) {
      const part = moves.slice(start, start + MAX_BATCH);
      try {
        await this.#commit(part);
      } catch (error) {
        for (const { conversationId, userId, upToSeq } of moves.slice(start)) this.add(conversationId, userId, upToSeq);
        throw error;
      }
    }
  }
}

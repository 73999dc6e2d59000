import type { Delivery, Fact } from './types.ts';

/** A webhook that is switched on, and the types of events that it wants. */
export type Hook = { readonly id: string; readonly events: readonly string[] };

/** A delivery that is to be kept for an outlet; `at` is when what it tells of happened, in milliseconds. */
export type PlannedDelivery = Delivery & { readonly outlet: string; readonly at: number };

/** A delivery that waits. */
export type WaitingDelivery = Delivery & {
  readonly row: string;
  /** Milliseconds since what it tells of happened. */
  readonly ageMs: number;
};

/** What waits for one outlet under one key, lent to one process for a while. */
export type Queue = {
  readonly key: string;
  /** Names this loan; what is settled under another one moves nothing but its own deliveries. */
  readonly lease: string;
  /** How often the oldest delivery failed so far. */
  readonly failures: number;
  /** Milliseconds since when nothing of this queue was taken; null where the last one was. */
  readonly failingMs: number | null;
  /** The oldest ones, in order. */
  readonly deliveries: readonly WaitingDelivery[];
};

/** One attempt to deliver, for an outlet's log: the status of the answer, and in what way it went wrong; null: it did not. */
export type Attempt = { readonly row: string; readonly status: number | null; readonly error: string | null };

/** What came of a loan. */
export type QueueOutcome = {
  readonly key: string;
  readonly lease: string;
  /** Rows that were taken. */
  readonly done: readonly string[];
  /** The row that is given up: kept aside, and its key goes on without it. */
  readonly parked: string | null;
  readonly failures: number;
  readonly isFailing: boolean;
  /** Milliseconds until the queue is due again. */
  readonly waitMs: number;
};

/**
 * What a fact leads to; null where nothing can be made of it. `seed` is the same whenever this fact is looked at, and no other fact's.
 */
export type Turn = (fact: Fact, hooks: readonly Hook[], seed: string) => readonly PlannedDelivery[] | null;

/** The short way out, past the queues. */
export type Shortcut = {
  /** The outlets that can be reached that way now. */
  readonly outlets: ReadonlySet<string>;
  /** Sends deliveries before which nothing waits for their outlets under their keys; resolves with those that were taken. Never rejects. */
  readonly send: (planned: readonly PlannedDelivery[]) => Promise<ReadonlySet<PlannedDelivery>>;
};

/**
 * How many events wait for an outlet (of webhooks: for all of them, as `hook`), how many milliseconds ago the one in front happened (0: there
 * is none), and how many were given up and are kept aside.
 */
export type Backlog = {
  readonly outlet: string;
  readonly waiting: number;
  readonly oldestMs: number;
  readonly parked: number;
};

/**
 * What was put down for the outside and what is on its way there. Facts enter it with the transactions that they tell of
 * (`NewMessage.fact`, `MarkStore`).
 */
export type OutboxStore = {
  /**
   * Takes facts, the oldest first, and puts down what `turn` makes of them and the shortcut did not take, all in one transaction; a fact of
   * which it makes null is kept aside. `hooks` are the webhooks that a fact is for, if they want it. One process at a time does this.
   * Returns how many facts were taken and how many deliveries were put down, and null when another process is at it.
   */
  fanOut(
    limit: number,
    turn: Turn,
    shortcut?: Shortcut,
  ): Promise<{ readonly facts: number; readonly queued: number } | null>;
  /**
   * Borrows up to `limit` queues that are due, each with a few of its deliveries, or with more where that makes `deliveries` altogether; a
   * loan that is not settled within `leaseMs` is void.
   */
  take(outlet: string, limit: number, leaseMs: number, deliveries?: number): Promise<readonly Queue[]>;
  /** Milliseconds until a queue is due; null when none waits. */
  nextDue(outlet: string): Promise<number | null>;
  /**
   * Puts down what came of loans, in one transaction. Deliveries that were taken are gone, but where the outlet has a log: then
   * `attempts` names each that was tried once, and they stay in it.
   */
  settle(outlet: string, outcomes: readonly QueueOutcome[], attempts?: readonly Attempt[]): Promise<void>;
  /** Forgets what was given up longer ago than `ageMs`, facts and deliveries alike, and what was taken longer ago than `loggedMs`. */
  prune(ageMs: number, loggedMs: number): Promise<void>;
  /** What waits: facts as `outbox`, deliveries by outlet; where nothing waits or is parked there is no entry. */
  backlog(): Promise<readonly Backlog[]>;
};

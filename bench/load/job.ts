import type { DialectName } from './dialects.ts';

/** Who takes part: client i connects with `tokens[i]`; a conversation names its members by index. */
export type Roster = {
  /** The wire that everybody speaks, or each client's own; native where nothing is said. */
  readonly dialect?: DialectName | readonly DialectName[];
  readonly tokens: readonly string[];
  readonly conversations: readonly {
    readonly id: string;
    readonly members: readonly number[];
    /** Their ids, in the same order, where the dialect asks for the receiver's. */
    readonly memberIds?: readonly string[];
    /** The last number that is taken already (0). */
    readonly lastSeq?: number;
  }[];
};

type Timed = { readonly port: number; readonly warmupSeconds: number; readonly seconds: number };

/** `numbered` targets give each conversation's messages the numbers 1, 2, 3 ..., which the load then verifies. */
type Messages = Timed & { readonly roster: Roster; readonly numbered: boolean };

export type Job =
  /** Every client of a pair keeps one message outstanding. */
  | ({ readonly kind: 'pairs' } & Messages)
  /** Messages leave at a fixed rate, whatever becomes of the earlier ones; connections without a conversation stay idle. */
  | ({ readonly kind: 'open'; readonly rate: number } & Messages)
  /** The first member of each conversation keeps `inFlight` messages on the way to all others. */
  | ({ readonly kind: 'fanout'; readonly inFlight: number } & Messages)
  /** Connects the first `base` clients, then the rest, and announces both. */
  | {
      readonly kind: 'idle';
      readonly port: number;
      readonly roster: Roster;
      readonly base: number;
    }
  /** Keeps `connections` HTTP connections busy with these requests, in turn. */
  | ({ readonly kind: 'http'; readonly requests: readonly string[]; readonly connections: number } & Timed);

/** What must not happen to messages, counted. All zero in a good run. */
export type Faults = {
  /** Acks and answers that were errors. */
  readonly refused: number;
  /** Messages still not acknowledged and delivered some seconds after the last was sent. */
  readonly unfinished: number;
  readonly doubled: number;
  readonly missing: number;
  readonly misordered: number;
};

export type LoadResult = {
  /** Messages (or HTTP requests) complete inside the window. */
  readonly completed: number;
  /** Copies that reached a receiver inside the window. */
  readonly deliveries: number;
  readonly seconds: number;
  /** Milliseconds from the (intended) sending to completion; null where nothing completed. */
  readonly p50: number | null;
  readonly p99: number | null;
  /** Messages acknowledged in the whole life of the load, warm-up included. */
  readonly acked: number;
  /** Part of a core that the load itself used inside the window. */
  readonly ownShare: number;
  readonly faults: Faults;
  readonly firstError: string | null;
};

/** Moments that the load announces; it goes on once the other side has answered. */
export type Mark = 'begin' | 'end';

export type ToLoad = { readonly type: 'job'; readonly job: Job } | { readonly type: 'go' };
export type FromLoad =
  | { readonly type: 'mark'; readonly mark: Mark }
  | { readonly type: 'result'; readonly result: LoadResult }
  | { readonly type: 'failed'; readonly message: string };

export const noFaults: Faults = { refused: 0, unfinished: 0, doubled: 0, missing: 0, misordered: 0 };

import type { Tracing } from '../tracing.ts';
import { track } from './spans.ts';
import type { Attempt, OutboxStore, Queue, QueueOutcome, WaitingDelivery } from './store.ts';
import { type Outlet, OutletAway, RefusedError, SEND_LIMIT_MS, Undeliverable } from './types.ts';

/** Hears how outlets fare, for figures and the operator. */
export type OutletReport = {
  sent(outlet: string): void;
  failed(outlet: string, error: unknown): void;
  /** Dropped: nobody wants it any more. */
  expired(outlet: string): void;
  /** Given up: after a day of trying, because the other side will never take it, or because a contract cannot speak of it. */
  parked(outlet: string, delivery: { readonly id: string; readonly name: string }): void;
};

export type SenderOptions = {
  readonly outlet: Outlet;
  readonly outbox: Pick<OutboxStore, 'take' | 'nextDue' | 'settle'>;
  readonly report: OutletReport;
  /** Null where no traces are wanted. */
  readonly tracing: Tracing | null;
  /** Something was taken. */
  readonly onTaken?: () => void;
  readonly onFault: (error: unknown) => void;
};

/** Keys that are sent at once, where the outlet does not say. */
const KEYS_AT_ONCE = 16;
/** Deliveries that are borrowed at once for an outlet that takes several together. */
const TOGETHER = 2_000;
/** Milliseconds. */
const POLL = 1_000;
const SHORTEST_PAUSE = 50;
const BACKOFF = 2_000;
const FIRST_RETRY = 1_000;
const LONGEST_RETRY = 60_000;
/** How often one that is away is looked for. */
const FIRST_LOOK = 500;
const LONGEST_LOOK = 4_000;
const GIVE_UP = 24 * 60 * 60 * 1_000;
/** A queue is sent from for so long before others have their turn. */
const TURN = 1_000;
/** Whoever died holds up its keys no longer than this; whoever lives is done before. */
const LEASE = TURN + SEND_LIMIT_MS + 2_000;

/**
 * Sends what waits for one outlet: a few keys at once, of each its deliveries one after the other. What fails is tried again
 * after 1, 2, 4 … at most 60 seconds, for a day, and only its key waits meanwhile; what will never be taken is given up at once. While
 * the other side is away as a whole no key is blamed for it: one is tried now and then, and all go on once that is through. What was
 * sent is put down afterwards, so that it leaves at least once. Several processes may each have one.
 */
export class OutletSender {
  readonly #options: SenderOptions;
  readonly #finished: Finished[] = [];
  #active = 0;
  /** Until when the other side is left alone, and for how long it was. Null: it is not known to be away. */
  #away: { readonly until: number; readonly pause: number } | null = null;
  #stopped = false;
  #wake: (() => void) | null = null;
  #woken = false;
  #running: Promise<void> | null = null;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Something is due. */
  wake(): void {
    this.#woken = true;
    this.#wake?.();
  }

  /** Takes nothing new, and ends when what is under way is through and put down. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped || this.#active > 0 || this.#finished.length > 0) {
      let pause = POLL;
      this.#woken = false;
      try {
        pause = await this.#step();
      } catch (error) {
        this.#options.onFault(error);
        pause = BACKOFF;
        // What was sent and could not be put down is sent again: its loan runs out.
        if (this.#stopped) this.#finished.length = 0;
      }
      await this.#rest(pause);
    }
  }

  /** One round; returns for how many milliseconds there is nothing to do unless something happens. */
  async #step(): Promise<number> {
    const { outlet, outbox } = this.#options;
    if (this.#finished.length > 0) {
      const outcomes = [...this.#finished];
      const attempts = outlet.keepsLog ? outcomes.flatMap((outcome) => outcome.attempts) : [];
      await outbox.settle(outlet.name, outcomes, attempts);
      this.#finished.splice(0, outcomes.length);
    }
    const room = this.#room();
    if (this.#stopped || room <= 0) return Math.min(POLL, this.#quietFor());
    const queues = await outbox.take(outlet.name, room, LEASE, outlet.sendAll ? TOGETHER : 0);
    for (const queue of queues) {
      this.#active += 1;
      void this.#send(queue).then((outcome) => {
        this.#active -= 1;
        this.#finished.push(outcome);
        this.wake();
      });
    }
    if (queues.length > 0) return 0;
    const due = await outbox.nextDue(outlet.name);
    // What is due and was not lent is locked by somebody: asking on without a pause would not get it sooner.
    return due === null ? POLL : Math.min(POLL, Math.max(due, SHORTEST_PAUSE));
  }

  /** How many more keys may be tried now. */
  #room(): number {
    const room = (this.#options.outlet.keysAtOnce ?? KEYS_AT_ONCE) - this.#active;
    if (this.#away === null) return room;
    return this.#active > 0 || this.#away.until > performance.now() ? 0 : 1;
  }

  /** Milliseconds for which one that is away is left alone still. */
  #quietFor(): number {
    const left = this.#away === null || this.#active > 0 ? 0 : this.#away.until - performance.now();
    return left > 0 ? left : Number.POSITIVE_INFINITY;
  }

  async #rest(pause: number): Promise<void> {
    if (this.#woken || pause === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pause);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = null;
  }

  async #send(queue: Queue): Promise<Finished> {
    const { outlet, report, tracing } = this.#options;
    const { key, lease, deliveries } = queue;
    const started = performance.now();
    const done: string[] = [];
    const attempts: Attempt[] = [];
    const tried = { key, lease, done, attempts };
    // Where several were refused together they go one by one, so that only the culprit is given up.
    let isSingle = outlet.sendAll === undefined;
    while (done.length < deliveries.length) {
      if (this.#stopped || performance.now() - started > TURN) break;
      const rest = deliveries.slice(done.length);
      const [first] = rest;
      if (!first) break;
      if (isStale(first, outlet)) {
        done.push(first.row);
        report.expired(outlet.name);
        continue;
      }
      const run = isSingle ? [first] : untilStale(rest, outlet);
      const tracked = track(tracing, outlet, run);
      try {
        const { taken, status } = await sendFirst(outlet, tracked.run);
        tracked.end(taken);
        this.#away = null;
        this.#options.onTaken?.();
        for (const { row } of run.slice(0, taken)) {
          done.push(row);
          attempts.push(success(row, status));
          report.sent(outlet.name);
        }
      } catch (error) {
        tracked.end(0, error instanceof Error ? error.name : 'failed');
        if (error instanceof Undeliverable && run.length > 1) {
          isSingle = true;
          continue;
        }
        report.failed(outlet.name, error);
        if (error instanceof OutletAway) {
          this.#leaveAlone();
          break;
        }
        this.#away = null;
        attempts.push(attemptOf(first.row, error));
        return { ...tried, ...this.#afterFailure(done.length === 0 ? queue : FRESH, first, error) };
      }
    }
    // Untouched only where the server is about to end, or the other side is away: then what was counted so far stays.
    const { failures, failingMs } = done.length === 0 ? queue : FRESH;
    return { ...tried, parked: null, failures, isFailing: failingMs !== null, waitMs: 0 };
  }

  /** Of those that were under way when it went away only the first one counts. */
  #leaveAlone(): void {
    const now = performance.now();
    if (this.#away && this.#away.until > now) return;
    const pause = this.#away ? Math.min(LONGEST_LOOK, this.#away.pause * 2) : FIRST_LOOK;
    this.#away = { until: now + pause, pause };
  }

  #afterFailure({ failures, failingMs }: Failing, delivery: WaitingDelivery, error: unknown) {
    if (error instanceof Undeliverable) {
      this.#options.report.parked(this.#options.outlet.name, delivery);
      return { parked: delivery.row, failures: 0, isFailing: false, waitMs: 0 };
    }
    // A day of silence and a day old: what is new in a queue that failed for long has a day of its own.
    if ((failingMs ?? 0) >= GIVE_UP && delivery.ageMs >= GIVE_UP) {
      this.#options.report.parked(this.#options.outlet.name, delivery);
      return { parked: delivery.row, failures: 0, isFailing: true, waitMs: 0 };
    }
    const longest = this.#options.outlet.longestPauseMs ?? LONGEST_RETRY;
    const waitMs = Math.min(longest, FIRST_RETRY * 2 ** Math.min(failures, 16));
    return { parked: null, failures: failures + 1, isFailing: true, waitMs };
  }
}

type Finished = QueueOutcome & { readonly attempts: readonly Attempt[] };

const MAX_ERROR = 300;

/** What the log says of an attempt that went through, with what `Outlet.send` answered. */
export function success(row: string, status: unknown): Attempt {
  return { row, status: typeof status === 'number' ? status : null, error: null };
}

/** What the log says of an attempt that failed. */
export function attemptOf(row: string, error: unknown): Attempt {
  if (error instanceof RefusedError) return { row, status: error.status, error: error.message };
  const text = error instanceof Error ? error.message : String(error);
  return { row, status: null, error: text.slice(0, MAX_ERROR) || 'failed' };
}

type Failing = Pick<Queue, 'failures' | 'failingMs'>;
const FRESH: Failing = { failures: 0, failingMs: null };

/** Sends as many of the first ones as go together; resolves with how many, and with the answer's status. */
async function sendFirst(outlet: Outlet, run: readonly WaitingDelivery[]) {
  const [first] = run;
  if (!first) return { taken: 0, status: null };
  if (outlet.sendAll && run.length > 1) return { taken: await outlet.sendAll(run), status: null };
  return { taken: 1, status: await outlet.send(first) };
}

function untilStale(deliveries: readonly WaitingDelivery[], outlet: Outlet): readonly WaitingDelivery[] {
  const end = deliveries.findIndex((one) => isStale(one, outlet));
  return end === -1 ? deliveries : deliveries.slice(0, end);
}

function isStale({ ageMs }: WaitingDelivery, { freshForMs = Number.POSITIVE_INFINITY }: Outlet): boolean {
  return ageMs > freshForMs;
}

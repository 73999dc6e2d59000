import type { Tracing } from '../tracing.ts';
import type { OutletReport } from './sender.ts';
import { track } from './spans.ts';
import type { PlannedDelivery } from './store.ts';
import { type Outlet, Undeliverable } from './types.ts';

export type ExpressOptions = {
  readonly outlet: Outlet;
  readonly report: Pick<OutletReport, 'sent' | 'failed'>;
  /** Null where no traces are wanted. */
  readonly tracing: Tracing | null;
};

/** Milliseconds after which nothing more is begun: whoever waits for it keeps a transaction open meanwhile. */
const TURN = 2_000;
/** For which nothing is tried after something went wrong. */
const REST = 10_000;

/**
 * The short way to one outlet: what just happened leaves without being kept as a delivery first. Only the first ones of a key are sent
 * this way, in their order and all of them before any later one; where one is not taken, it and those behind it are for the queue. After anything
 * but a refusal all are, until the queue's sender was heard of again.
 */
export class Express {
  readonly #options: ExpressOptions;
  readonly #sendAll: NonNullable<Outlet['sendAll']>;
  #shutUntil: number | null = null;

  constructor(options: ExpressOptions, sendAll: NonNullable<Outlet['sendAll']>) {
    this.#options = options;
    this.#sendAll = sendAll;
  }

  get outlet(): string {
    return this.#options.outlet.name;
  }

  get isOpen(): boolean {
    return this.#shutUntil === null;
  }

  /** The queue's sender got something through. */
  reopen(): void {
    if (this.#shutUntil !== null && performance.now() >= this.#shutUntil) this.#shutUntil = null;
  }

  /** Sends deliveries before which nothing waits; resolves with those that were taken. Never rejects, and takes some seconds at most. */
  async send(planned: readonly PlannedDelivery[]): Promise<ReadonlySet<PlannedDelivery>> {
    const taken = new Set<PlannedDelivery>();
    const until = performance.now() + TURN;
    const keys = Map.groupBy(planned, ({ key }) => key);
    await Promise.all([...keys.values()].map((run) => this.#sendKey(run, until, taken)));
    return taken;
  }

  async #sendKey(run: readonly PlannedDelivery[], until: number, taken: Set<PlannedDelivery>): Promise<void> {
    const { outlet, report, tracing } = this.#options;
    for (let rest = run; rest.length > 0 && this.isOpen && performance.now() < until; ) {
      const tracked = track(tracing, outlet, rest);
      try {
        const count = await this.#sendAll(tracked.run);
        tracked.end(count);
        for (const one of rest.slice(0, count)) {
          taken.add(one);
          report.sent(outlet.name);
        }
        rest = rest.slice(count);
      } catch (error) {
        tracked.end(0, error instanceof Error ? error.name : 'failed');
        // Which one of them it is the queue's sender finds out.
        if (error instanceof Undeliverable) return;
        this.#shutUntil = performance.now() + REST;
        report.failed(outlet.name, error);
        return;
      }
    }
  }
}

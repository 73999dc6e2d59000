import { setTimeout as sleep } from 'node:timers/promises';
import type { Ticket } from '../tickets/types.ts';
import type { Escalation, SlaStore } from './store.ts';

export type SlaKeeperOptions = {
  readonly store: SlaStore;
  readonly now: () => number;
  /** Tells the world of an escalation, after its commit. */
  readonly announce: (escalation: Escalation) => Promise<void>;
  /** Hears of work that failed; it is tried again. */
  readonly onFault: (error: unknown) => void;
};

/** Milliseconds. */
const GLANCE = 10_000;
const RETRY = 250;
const BACKOFF = 5_000;
const PATIENCE = 5_000;
/** Between two looks for tickets that a process which is gone left under an older policy. */
const SWEEP = 3_600_000;
const BATCH = 50;

/**
 * Watches the deadlines of tickets. What is due stands in the store, so that a restart loses nothing and of several processes
 * one alone does what is due. It sleeps until the next deadline; every few seconds it asks for that one again, because
 * others change tickets too.
 */
export class SlaKeeper {
  readonly #options: SlaKeeperOptions;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | null = null;
  #again = false;
  #stopped = true;
  /** When it will look again. */
  #nextAt = 0;
  /** Counts the calls for an adoption, and up to which of them all was done. */
  #wanted = 1;
  #adopted = 0;
  #waiting: { readonly until: number; readonly tell: () => void }[] = [];
  #sweptAt = Number.NEGATIVE_INFINITY;

  constructor(options: SlaKeeperOptions) {
    this.#options = options;
  }

  /** Starts to watch, first what became due while nobody did. */
  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.wake();
  }

  /** Ends after the ticket in hand. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const { tell } of this.#waiting) tell();
    await this.#round;
  }

  /** Has it look earlier where the ticket has a deadline before the next look. */
  expect({ sla, status }: Pick<Ticket, 'sla' | 'status'>): void {
    if (sla === null || (status !== 'open' && status !== 'in_progress')) return;
    const now = this.#options.now();
    // A look that is under way may have asked before the ticket changed.
    const next = this.#round ? now + GLANCE : this.#nextAt;
    const isNear = [sla.firstResponseDueAt, sla.resolutionDueAt].some((dueAt) => {
      const at = dueAt === null ? 0 : Date.parse(dueAt);
      return at > now && at < next;
    });
    if (isNear) this.wake();
  }

  /** Has it look now. */
  wake(): void {
    this.#again = true;
    if (this.#stopped || this.#round) return;
    clearTimeout(this.#timer);
    this.#round = this.#work().finally(() => {
      this.#round = null;
    });
  }

  /** Brings all tickets under way under the latest policy. Resolves when that is done, or goes on behind the caller's back. */
  async adopt(): Promise<void> {
    const until = ++this.#wanted;
    this.wake();
    if (this.#stopped) return;
    const patience = new AbortController();
    const done = new Promise<void>((tell) => this.#waiting.push({ until, tell }));
    await Promise.race([done, rest(PATIENCE, patience.signal)]);
    patience.abort();
  }

  async #work(): Promise<void> {
    let delay = 0;
    while (this.#again && !this.#stopped) {
      this.#again = false;
      try {
        delay = await this.#look();
      } catch (error) {
        this.#options.onFault(error);
        delay = BACKOFF;
      }
    }
    if (this.#stopped) return;
    this.#nextAt = this.#options.now() + delay;
    this.#timer = setTimeout(() => this.wake(), delay).unref();
  }

  /** Does all that is to be done now. @returns after how many milliseconds to look again. */
  async #look(): Promise<number> {
    const { store, now } = this.#options;
    const isStale = this.#adopted < this.#wanted || now() - this.#sweptAt > SWEEP;
    if (isStale && !(await this.#adoptAll())) return RETRY;
    const due = await store.due(now(), BATCH);
    let failed = false;
    let escalated = 0;
    for (const ticketId of due) {
      if (this.#stopped) return 0;
      try {
        const escalation = await store.escalate(ticketId, now());
        if (!escalation) continue;
        escalated++;
        await this.#options.announce(escalation);
      } catch (error) {
        // One bad ticket must not hold up the others.
        failed = true;
        this.#options.onFault(error);
      }
    }
    if (failed) return BACKOFF;
    if (due.length > 0) return escalated > 0 ? 0 : RETRY;
    const next = await store.nextCheck();
    return next === null ? GLANCE : Math.max(0, Math.min(next - now(), GLANCE));
  }

  /** False when others were at some of the tickets. */
  async #adoptAll(): Promise<boolean> {
    const { store, now } = this.#options;
    const wanted = this.#wanted;
    let skipped = 0;
    let after: string | null = null;
    do {
      if (this.#stopped) return true;
      const step: Awaited<ReturnType<SlaStore['adopt']>> = await store.adopt(now(), after);
      skipped += step.skipped;
      after = step.next;
    } while (after !== null);
    if (skipped > 0) return false;
    this.#adopted = wanted;
    this.#sweptAt = now();
    for (const { until, tell } of this.#waiting) if (until <= wanted) tell();
    this.#waiting = this.#waiting.filter(({ until }) => until > wanted);
    return true;
  }
}

async function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal, ref: false }).catch(() => {});
}

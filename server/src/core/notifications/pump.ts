import { setTimeout as sleep } from 'node:timers/promises';
import { makeId } from '../ids.ts';
import type { Bus } from '../realtime/bus.ts';
import type { PushSubscriptionStore } from './channels.ts';
import { outcomeOf, type Reachable, type Surroundings } from './plan.ts';
import { concerned } from './recipients.ts';
import type { NoticeStore } from './store.ts';

export type PumpPorts = {
  readonly notices: NoticeStore;
  readonly people: { getMany(ids: readonly string[]): Promise<ReadonlyMap<string, Reachable>> };
  readonly preferences: { getMany(userIds: readonly string[]): Promise<Surroundings['preferences']> };
  readonly pushSubscriptions: Pick<PushSubscriptionStore, 'owners'>;
  readonly bus: Bus;
  readonly channels: Surroundings['channels'];
  readonly quietUntil: Surroundings['quietUntil'];
  /** True while somebody waits for the commit of a message. */
  readonly busy: () => boolean;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
};

/** Milliseconds. */
const POLL = 1_000;
const BACKOFF = 5_000;
const BATCH = 200;

/**
 * Works off the outbox of notices: finds who hears of each and by which channel, puts that down in the transaction that
 * takes the notice, and announces the new entries of feeds after its commit. Woken when something was probably put down,
 * and by a poll, so that nothing waits for a wake-up that was lost. While messages are being written without a break it rests
 * as long as it works. Several processes may each have one.
 */
export class NoticePump {
  readonly #ports: PumpPorts;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(ports: PumpPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#plan(0);
  }

  /** Something was committed that may have put down a notice. */
  wake(): void {
    if (this.#running) this.#again = true;
    else if (!this.#stopped) this.#plan(0);
  }

  /** Ends after the batch in hand. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  #plan(delay: number): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#running = this.#run().finally(() => {
        this.#running = null;
      });
    }, delay).unref();
  }

  async #run(): Promise<void> {
    let pause = POLL;
    try {
      do {
        this.#again = false;
        let started = performance.now();
        while (!this.#stopped && (await this.#batch())) {
          if (this.#ports.busy()) await sleep(performance.now() - started);
          started = performance.now();
        }
      } while (this.#again && !this.#stopped);
    } catch (error) {
      this.#ports.onFault(error);
      pause = BACKOFF;
    }
    if (!this.#stopped) this.#plan(pause);
  }

  /** Works off some notices; true when there may be more to take at once. */
  async #batch(): Promise<boolean> {
    const { notices, people, preferences, pushSubscriptions, bus, channels, quietUntil, now } = this.#ports;
    const waiting = await notices.waiting(BATCH);
    if (waiting.length === 0) return false;
    const facts = await notices.facts(waiting);
    const pairs = waiting.flatMap((notice, index) => {
      const known = facts[index];
      return known ? [{ notice, known }] : [];
    });
    const listeners = [...new Set(pairs.flatMap(({ notice, known }) => concerned(notice, known)))];
    const around: Surroundings = {
      people: await people.getMany([...listeners, ...waiting.map((notice) => notice.actorId)]),
      preferences: await preferences.getMany(listeners),
      pushable: await pushSubscriptions.owners(listeners),
      channels,
      quietUntil,
      now: now(),
    };
    const outcomes = pairs.map(({ notice, known }) => outcomeOf(notice, known, around, () => makeId('')));
    const entries = await notices.settle(outcomes);
    for (const notification of entries) bus.publish({ type: 'notification.created', notification });
    return waiting.length === BATCH;
  }
}

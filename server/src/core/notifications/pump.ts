import { makeId } from '../ids.ts';
import { Pump } from '../pump.ts';
import type { Bus } from '../realtime/bus.ts';
import type { Tracing } from '../tracing.ts';
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
  readonly tracing: Tracing | null;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
};

const BATCH = 200;

/**
 * Works off the outbox of notices: finds who hears of each and by which channel, puts that down in the transaction that
 * takes the notice, and announces the new entries of feeds after its commit. Several processes may each have one.
 */
export class NoticePump {
  readonly #ports: PumpPorts;
  readonly #pump: Pump;

  constructor(ports: PumpPorts) {
    this.#ports = ports;
    const { tracing, busy, onFault } = ports;
    // Whoever wakes it waits for nothing of this.
    const batch = () => (tracing ? tracing.apart(() => this.#batch()) : this.#batch());
    this.#pump = new Pump({ batch, busy, onFault });
  }

  start(): void {
    this.#pump.start();
  }

  /** Something was committed that may have put down a notice. */
  wake(): void {
    this.#pump.wake();
  }

  /** Ends after the batch in hand. */
  stop(): Promise<void> {
    return this.#pump.stop();
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

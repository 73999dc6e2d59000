import type { CoreEvent } from '../events.ts';
import { startHourly } from '../hourly.ts';
import { makeId } from '../ids.ts';
import { Pump } from '../pump.ts';
import type { Bus } from '../realtime/bus.ts';
import { type OutletReport, OutletSender } from './sender.ts';
import type { OutboxStore, PlannedDelivery } from './store.ts';
import type { Dialect, Fact, Outlet } from './types.ts';

export type RelayPorts = {
  readonly outbox: OutboxStore;
  /** At least one. */
  readonly outlets: readonly Outlet[];
  readonly dialects: readonly Dialect[];
  readonly bus: Pick<Bus, 'subscribe'>;
  readonly report: OutletReport;
  /** True while somebody waits for the commit of a message. */
  readonly busy: () => boolean;
  readonly onFault: (error: unknown) => void;
};

export type OutletRelay = {
  start(): void;
  /** Ends after what is under way. */
  stop(): Promise<void>;
};

const BATCH = 500;
const PARKED_FOR = 7 * 24 * 60 * 60 * 1_000;

const FACTS: ReadonlySet<CoreEvent['type']> = new Set<CoreEvent['type']>([
  'message.sent',
  'mark.delivered',
  'mark.read',
]);

/**
 * Carries facts out of the server in two steps. The first turns them, in their order, into deliveries, one for each outlet that
 * takes their feed; the second sends those. Nobody who does something waits for either. Several processes may each have one.
 */
export function createOutletRelay(ports: RelayPorts): OutletRelay {
  const { outbox, outlets, bus, report, busy, onFault } = ports;
  const senders = outlets.map((outlet) => new OutletSender({ outlet, outbox, report, onFault }));
  const pump = new Pump({
    async batch() {
      const taken = await outbox.fanOut(BATCH, (fact) => planOf(ports, fact));
      if (taken > 0) for (const sender of senders) sender.wake();
      return taken > 0;
    },
    busy,
    onFault,
  });
  let unsubscribe: (() => void) | null = null;
  let stopPruning: (() => Promise<void>) | null = null;
  return {
    start() {
      unsubscribe = bus.subscribe((event) => {
        if (FACTS.has(event.type)) pump.wake();
      }, 'own');
      stopPruning = startHourly(() => outbox.prune(PARKED_FOR), 0, onFault);
      pump.start();
      for (const sender of senders) sender.start();
    },
    async stop() {
      unsubscribe?.();
      await Promise.all([stopPruning?.(), pump.stop(), ...senders.map((sender) => sender.stop())]);
    },
  };
}

/** The deliveries that a fact leads to; null when a contract cannot speak of it, which must not hold up the others. */
function planOf({ dialects, outlets, report, onFault }: RelayPorts, fact: Fact): PlannedDelivery[] | null {
  try {
    return dialects
      .filter(({ scope }) => fact.conversation.scopes.includes(scope))
      .flatMap((dialect) => dialect.speak(fact))
      .flatMap(({ feed, name, key, payload }) => {
        const delivery = { id: makeId('e'), name, key, payload: JSON.stringify(payload), at: timeOf(fact) };
        return outlets.filter((outlet) => outlet.feed === feed).map((outlet) => ({ ...delivery, outlet: outlet.name }));
      });
  } catch (error) {
    onFault(error);
    report.parked('outbox', { id: fact.conversation.id, name: fact.kind });
    return null;
  }
}

function timeOf(fact: Fact): number {
  return fact.kind === 'message.sent' ? fact.message.createdAt : fact.at;
}

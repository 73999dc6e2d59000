import type { CoreEvent } from '../events.ts';
import { startHourly } from '../hourly.ts';
import { derivedId } from '../ids.ts';
import { Pump } from '../pump.ts';
import type { Bus } from '../realtime/bus.ts';
import type { Tracing } from '../tracing.ts';
import { Express } from './express.ts';
import { type OutletReport, OutletSender } from './sender.ts';
import type { Hook, OutboxStore, PlannedDelivery, Shortcut, Turn } from './store.ts';
import type { Dialect, Fact, Feed, Outlet } from './types.ts';

export type RelayPorts = {
  readonly outbox: OutboxStore;
  /** Those of the operator, which do not change while the server runs. */
  readonly outlets: readonly Outlet[];
  /** Those of admins, as they are now; see `OutletRelay.refresh`. */
  readonly hooks: () => Promise<readonly Outlet[]>;
  readonly dialects: readonly Dialect[];
  readonly bus: Pick<Bus, 'subscribe'>;
  readonly report: OutletReport;
  /** Null where no traces are wanted. */
  readonly tracing: Tracing | null;
  /** True while somebody waits for the commit of a message. */
  readonly busy: () => boolean;
  /** Called once, when there is something to carry for the first time. */
  readonly onActive?: () => void;
  readonly onFault: (error: unknown) => void;
};

export type OutletRelay = {
  start(): void;
  /** Looks which webhooks there are; of others nothing is sent from then on. */
  refresh(): Promise<void>;
  /** Ends after what is under way. */
  stop(): Promise<void>;
};

const BATCH = 500;
/** Milliseconds. */
const PARKED_FOR = 7 * 24 * 60 * 60 * 1_000;
const LOGGED_FOR = 24 * 60 * 60 * 1_000;
const LOOK_EVERY = 5_000;
const REST = 200;

const FACTS: ReadonlySet<CoreEvent['type']> = new Set<CoreEvent['type']>([
  'message.sent',
  'message.edited',
  'message.deleted',
  'message.reacted',
  'mark.delivered',
  'mark.read',
  'conversation.created',
  'conversation.changed',
  'conversation.left',
  'ticket.created',
  'ticket.updated',
  'ticket.commented',
  'user.changed',
]);

/**
 * Carries facts out of the server in two steps. The first turns them, in their order, into deliveries, one for each outlet that
 * takes their feed and each webhook that wants them; the second sends those. To an outlet that takes many at once, and is well, the first
 * step sends by itself whatever has nothing before it, so that a delivery is kept only where it has to wait. Nobody who does something waits
 * for either. Several processes may each have one. Without outlets and webhooks all that is done is to look now and then whether there are any.
 */
export function createOutletRelay(ports: RelayPorts): OutletRelay {
  const { outbox, outlets, bus, report, tracing, busy, onFault } = ports;
  const expresses = new Map(
    outlets.flatMap((outlet) =>
      outlet.sendAll ? [[outlet.name, new Express({ outlet, report, tracing }, outlet.sendAll)] as const] : [],
    ),
  );
  const startSender = (outlet: Outlet) => {
    const onTaken = () => expresses.get(outlet.name)?.reopen();
    const sender = new OutletSender({ outlet, outbox, report, tracing, onTaken, onFault });
    sender.start();
    return sender;
  };
  const senders = new Map<string, { readonly outlet: Outlet; readonly sender: OutletSender }>();
  let resting: NodeJS.Timeout | null = null;
  function rest(): void {
    resting ??= setTimeout(() => {
      resting = null;
      pump.wake();
    }, REST).unref();
  }
  const pump = new Pump({
    async batch() {
      const turn: Turn = (fact, hooks, seed) => planOf(ports, fact, hooks, seed);
      const taken = await outbox.fanOut(BATCH, turn, shortcutOf([...expresses.values()]));
      // Another process is at it, and may be about to end: look again in a while, and not at each event until then.
      if (taken === null) rest();
      else if (taken.queued > 0) for (const { sender } of senders.values()) sender.wake();
      return taken !== null && taken.facts > 0;
    },
    busy,
    onFault,
  });
  const endings: (() => void)[] = [];
  const stopped: Promise<void>[] = [];
  let ended = false;
  let active = false;

  function activate(): void {
    if (active) return;
    active = true;
    pump.start();
    endings.push(
      bus.subscribe((event) => {
        if (FACTS.has(event.type) && !resting) pump.wake();
      }, 'own'),
    );
    ports.onActive?.();
  }

  let looking = Promise.resolve();
  async function look(): Promise<void> {
    const wanted = new Map((await ports.hooks()).map((outlet) => [outlet.name, outlet]));
    if (ended) return;
    for (const outlet of outlets) wanted.set(outlet.name, outlet);
    for (const [name, { outlet, sender }] of senders) {
      if (wanted.get(name) === outlet) continue;
      senders.delete(name);
      stopped.push(sender.stop());
    }
    for (const [name, outlet] of wanted)
      if (!senders.has(name)) senders.set(name, { outlet, sender: startSender(outlet) });
    if (senders.size > 0) activate();
  }
  const refresh = () => {
    looking = looking.then(look).catch(onFault);
    return looking;
  };

  return {
    refresh,
    start() {
      for (const outlet of outlets) senders.set(outlet.name, { outlet, sender: startSender(outlet) });
      if (outlets.length > 0) activate();
      const timer = setInterval(() => void refresh(), LOOK_EVERY).unref();
      endings.push(
        () => clearInterval(timer),
        bus.subscribe((event) => {
          if (event.type === 'webhooks.changed') void refresh();
        }),
      );
      const stopPruning = startHourly(() => outbox.prune(PARKED_FOR, LOGGED_FOR), 0, onFault);
      endings.push(() => void stopped.push(stopPruning()));
      void refresh();
    },
    async stop() {
      ended = true;
      for (const end of endings.splice(0)) end();
      if (resting) clearTimeout(resting);
      await looking;
      for (const { sender } of senders.values()) stopped.push(sender.stop());
      await Promise.all([pump.stop(), ...stopped]);
    },
  };
}

function shortcutOf(expresses: readonly Express[]): Shortcut {
  const open = new Map(expresses.filter(({ isOpen }) => isOpen).map((express) => [express.outlet, express]));
  return {
    outlets: new Set(open.keys()),
    async send(planned) {
      const byOutlet = [...Map.groupBy(planned, ({ outlet }) => outlet)];
      const taken = await Promise.all(byOutlet.map(([outlet, some]) => open.get(outlet)?.send(some) ?? []));
      return new Set(taken.flatMap((some) => [...some]));
    },
  };
}

/** The deliveries that a fact leads to; null when a contract cannot speak of it, which must not hold up the others. */
function planOf(ports: RelayPorts, fact: Fact, hooks: readonly Hook[], seed: string): PlannedDelivery[] | null {
  const { dialects, outlets, report, onFault } = ports;
  const feeds = new Set<Feed>(outlets.map(({ feed }) => feed));
  if (hooks.length > 0) feeds.add('engine');
  try {
    return dialects
      .filter((dialect) => dialect.feeds.some((feed) => feeds.has(feed)) && isInScope(dialect, fact))
      .flatMap((dialect) => dialect.speak(fact))
      .flatMap(({ feed, name, key, payload }, index) => {
        // Whoever dies after the other side took it and before that was put down leaves the fact: it is spoken of again under the same id.
        const id = derivedId('e', `${seed} ${index}`);
        const text = JSON.stringify(typeof payload === 'function' ? payload(id) : payload);
        const trace = fact.kind === 'message.sent' ? fact.trace : null;
        const delivery = { id, name, key, payload: text, at: timeOf(fact), trace };
        return [
          ...outlets.filter((outlet) => outlet.feed === feed).map((outlet) => outlet.name),
          ...(feed === 'engine'
            ? hooks.filter(({ events }) => wants(events, name)).map(({ id }) => hookOutlet(id))
            : []),
        ].map((outlet) => ({ ...delivery, outlet }));
      });
  } catch (error) {
    onFault(error);
    report.parked('outbox', { id: 'key' in fact ? fact.key : fact.conversation.id, name: fact.kind });
    return null;
  }
}

function isInScope({ scope }: Dialect, { conversation }: Fact): boolean {
  return scope === null || conversation?.scopes.includes(scope) === true;
}

/** Whether a webhook that names `events` wants one of this type. */
function wants(events: readonly string[], type: string): boolean {
  return events.includes('*') || events.includes(type);
}

/** The name of the outlet that a webhook is. */
export function hookOutlet(id: string): string {
  return `hook:${id}`;
}

function timeOf(fact: Fact): number {
  return fact.kind === 'message.sent' ? fact.message.createdAt : fact.at;
}

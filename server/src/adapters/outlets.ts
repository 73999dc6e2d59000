import type { Logger } from 'pino';
import type { ConversationScope } from '../core/conversations/scope.ts';
import { createOutletRelay, type OutletRelay, type RelayPorts } from '../core/outlets/relay.ts';
import type { OutletReport } from '../core/outlets/sender.ts';
import type { Backlog } from '../core/outlets/store.ts';
import { type Dialect, type Feed, labelOf, type Outlet } from '../core/outlets/types.ts';
import type { WebhookStore } from '../core/webhooks/store.ts';
import type { WebhookTarget } from '../core/webhooks/types.ts';
import type { KafkaSettings } from './kafka/client.ts';
import type { Failpoints } from './postgres/failpoints.ts';
import { createOutboxStore } from './postgres/outbox.ts';
import { createPool } from './postgres/pool.ts';
import { createNotificationService } from './services/notification-service.ts';
import { createEventsWebhook } from './webhooks/events.ts';
import { createHookOutlet, type HookOptions } from './webhooks/hook.ts';

export type OutletSettings = {
  readonly webhook: { readonly url: string; readonly secret: string | null } | null;
  readonly notificationService: string | null;
  readonly kafka: KafkaSettings | null;
};

/** One turns facts into deliveries; webhooks share the others. */
const RELAY_CONNECTIONS = 3;
/** Milliseconds between two lines about the same trouble. */
const QUIET = 60_000;
/** Milliseconds for which a count of what waits serves. */
const BACKLOG_KEPT = 2_000;

/** The outlets that are configured; none: nothing is put down for the outside. Kafka's client is loaded only where it is used. */
export async function openOutlets(settings: OutletSettings, failpoints?: Failpoints): Promise<Outlet[]> {
  const { webhook, notificationService, kafka } = settings;
  const outlets = [
    ...(webhook ? [createEventsWebhook(webhook.url, webhook.secret)] : []),
    ...(notificationService !== null ? [createNotificationService(notificationService)] : []),
    ...(kafka ? (await import('./kafka/outlet.ts')).createKafkaOutlets(kafka) : []),
  ];
  return failpoints ? outlets.map((outlet) => interrupted(outlet, failpoints)) : outlets;
}

/** An outlet that may be stopped after the other side took something, before that is put down. */
function interrupted(outlet: Outlet, failpoints: Failpoints): Outlet {
  const { sendAll } = outlet;
  return {
    ...outlet,
    async send(delivery) {
      const status = await outlet.send(delivery);
      await failpoints.hit('P6');
      return status;
    },
    ...(sendAll && {
      async sendAll(deliveries) {
        const taken = await sendAll(deliveries);
        await failpoints.hit('P6');
        return taken;
      },
    }),
  };
}

/**
 * Begins to carry facts to outlets and webhooks, over connections of its own, so that nobody who asks something waits for one of them.
 * @returns the function that ends it.
 */
export function startOutletRelay(
  url: string,
  { exposeBacklog, ...ports }: Omit<RelayPorts, 'outbox'> & { exposeBacklog: (read: ReadBacklog) => void },
): () => Promise<void> {
  const { outlets } = ports;
  const pool = createPool(url, RELAY_CONNECTIONS + outlets.length);
  const outbox = createOutboxStore(pool, scopesOf(ports.dialects, outlets));
  const names = ['outbox', 'hook', ...outlets.map(({ name }) => name)];
  const onActive = () => exposeBacklog(backlogReader(() => outbox.backlog(), names));
  const relay: OutletRelay = createOutletRelay({ ...ports, outbox, onActive });
  relay.start();
  return async () => {
    await relay.stop();
    await Promise.all(outlets.map((outlet) => outlet.close?.()));
    await pool.end();
  };
}

/** What makes of a webhook what is sent with. */
export function hookMaker(options: HookOptions, failpoints?: Failpoints): (target: WebhookTarget) => Outlet {
  return (target) => {
    const outlet = createHookOutlet(target, options);
    return failpoints ? interrupted(outlet, failpoints) : outlet;
  };
}

/** The webhooks that are switched on, each the same as long as nothing of it changes. */
export function activeHooks(
  store: Pick<WebhookStore, 'active'>,
  make: (target: WebhookTarget) => Outlet,
): () => Promise<readonly Outlet[]> {
  let known = new Map<string, Outlet>();
  return async () => {
    const found = await store.active();
    known = new Map(
      found.map((hook) => [`${hook.id} ${hook.mark}`, known.get(`${hook.id} ${hook.mark}`) ?? make(hook)]),
    );
    return [...known.values()];
  };
}

/** Where conversations are that contracts' dialects speak of to these outlets. */
export function scopesOf(dialects: readonly Dialect[], outlets: readonly Outlet[]): ConversationScope[] {
  const feeds = new Set<Feed>(outlets.map(({ feed }) => feed));
  return dialects.flatMap((dialect) => (dialect.feeds.some((feed) => feeds.has(feed)) ? (dialect.scope ?? []) : []));
}

type ReadBacklog = () => Promise<readonly Backlog[]>;

/** Reads what waits for each of `names`, nothing included. Counting a long backlog takes a while: an answer serves for some seconds. */
function backlogReader(read: ReadBacklog, names: readonly string[]): ReadBacklog {
  let last: { readonly at: number; readonly answer: Promise<readonly Backlog[]> } | null = null;
  const look = async () => {
    const found = new Map((await read()).map((backlog) => [backlog.outlet, backlog]));
    return names.map((outlet) => found.get(outlet) ?? { outlet, waiting: 0, oldestMs: 0, parked: 0 });
  };
  return () => {
    if (!last || performance.now() - last.at > BACKLOG_KEPT) last = { at: performance.now(), answer: look() };
    return last.answer;
  };
}

/** Says that a service is in trouble, once in a while and not each time. */
export function createComplaints(log: Logger): (name: string, error: unknown) => void {
  const last = new Map<string, number>();
  return (name, error) => {
    const now = performance.now();
    if (now - (last.get(name) ?? -QUIET) < QUIET) return;
    last.set(name, now);
    log.warn({ service: name, err: error }, 'another service does not take or answer what it is sent');
  };
}

/** Counts what becomes of deliveries, and tells the operator of trouble, in no words of messages. */
export function createOutletReport(
  log: Logger,
  complain: (name: string, error: unknown) => void,
  count: (outlet: string, outcome: 'sent' | 'failed' | 'expired' | 'parked') => void,
): OutletReport {
  return {
    sent: (outlet) => count(labelOf(outlet), 'sent'),
    expired: (outlet) => count(labelOf(outlet), 'expired'),
    failed(outlet, error) {
      count(labelOf(outlet), 'failed');
      complain(outlet, error);
    },
    parked(outlet, { id, name }) {
      count(labelOf(outlet), 'parked');
      log.error({ outlet, delivery: id, event: name }, 'an event was given up and is kept aside');
    },
  };
}

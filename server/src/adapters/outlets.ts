import type { Logger } from 'pino';
import { createOutletRelay, type RelayPorts } from '../core/outlets/relay.ts';
import type { OutletReport } from '../core/outlets/sender.ts';
import type { Backlog } from '../core/outlets/store.ts';
import type { Outlet } from '../core/outlets/types.ts';
import type { KafkaSettings } from './kafka/client.ts';
import type { Failpoints } from './postgres/failpoints.ts';
import { createOutboxStore } from './postgres/outbox.ts';
import { createPool } from './postgres/pool.ts';
import { createNotificationService } from './services/notification-service.ts';
import { createEventsWebhook } from './webhooks/events.ts';

export type OutletSettings = {
  readonly webhook: { readonly url: string; readonly secret: string | null } | null;
  readonly notificationService: string | null;
  readonly kafka: KafkaSettings | null;
};

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
      await outlet.send(delivery);
      await failpoints.hit('P6');
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
 * Begins to carry facts to the outlets, over connections of its own, so that nobody who asks something waits for one of them. Without
 * outlets there is nothing to do. @returns the function that ends it.
 */
export function startOutletRelay(
  url: string,
  { exposeBacklog, ...ports }: Omit<RelayPorts, 'outbox'> & { exposeBacklog: (read: ReadBacklog) => void },
): () => Promise<void> {
  const { outlets } = ports;
  const scopes = ports.dialects.map(({ scope }) => scope);
  if (outlets.length === 0) return async () => {};
  const pool = createPool(url, 1 + outlets.length);
  const outbox = createOutboxStore(pool, scopes);
  const relay = createOutletRelay({ ...ports, outbox });
  const names = ['outbox', ...outlets.map(({ name }) => name)];
  exposeBacklog(backlogReader(() => outbox.backlog(), names));
  relay.start();
  return async () => {
    await relay.stop();
    await Promise.all(outlets.map((outlet) => outlet.close?.()));
    await pool.end();
  };
}

type ReadBacklog = () => Promise<readonly Backlog[]>;

/** Reads what waits for each of `names`, nothing included. Counting a long backlog takes a while: an answer serves for some seconds. */
function backlogReader(read: ReadBacklog, names: readonly string[]): ReadBacklog {
  let last: { readonly at: number; readonly answer: Promise<readonly Backlog[]> } | null = null;
  const look = async () => {
    const found = new Map((await read()).map((backlog) => [backlog.outlet, backlog]));
    return names.map((outlet) => found.get(outlet) ?? { outlet, waiting: 0, oldestMs: 0 });
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
    sent: (outlet) => count(outlet, 'sent'),
    expired: (outlet) => count(outlet, 'expired'),
    failed(outlet, error) {
      count(outlet, 'failed');
      complain(outlet, error);
    },
    parked(outlet, { id, name }) {
      count(outlet, 'parked');
      log.error({ outlet, delivery: id, event: name }, 'an event was given up and is kept aside');
    },
  };
}

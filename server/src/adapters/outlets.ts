import type { Logger } from 'pino';
import { createOutletRelay, type RelayPorts } from '../core/outlets/relay.ts';
import type { OutletReport } from '../core/outlets/sender.ts';
import type { Outlet } from '../core/outlets/types.ts';
import type { Failpoints } from './postgres/failpoints.ts';
import { createOutboxStore } from './postgres/outbox.ts';
import { createPool } from './postgres/pool.ts';
import { createNotificationService } from './services/notification-service.ts';
import { createEventsWebhook } from './webhooks/events.ts';

export type OutletSettings = {
  readonly webhook: { readonly url: string; readonly secret: string | null } | null;
  readonly notificationService: string | null;
};

/** Milliseconds between two lines about the same trouble. */
const QUIET = 60_000;

/** The outlets that are configured; none: nothing is put down for the outside. */
export function openOutlets(settings: OutletSettings, failpoints?: Failpoints): Outlet[] {
  const { webhook, notificationService } = settings;
  const outlets = [
    ...(webhook ? [createEventsWebhook(webhook.url, webhook.secret)] : []),
    ...(notificationService !== null ? [createNotificationService(notificationService)] : []),
  ];
  return failpoints ? outlets.map((outlet) => interrupted(outlet, failpoints)) : outlets;
}

/** An outlet that may be stopped after the other side took something, before that is put down. */
function interrupted(outlet: Outlet, failpoints: Failpoints): Outlet {
  return {
    ...outlet,
    async send(delivery) {
      await outlet.send(delivery);
      await failpoints.hit('P6');
    },
  };
}

/**
 * Begins to carry facts to the outlets, over connections of its own, so that nobody who asks something waits for one of them. Without
 * outlets there is nothing to do. @returns the function that ends it.
 */
export function startOutletRelay(url: string, ports: Omit<RelayPorts, 'outbox'>): () => Promise<void> {
  const { outlets } = ports;
  const scopes = ports.dialects.map(({ scope }) => scope);
  if (outlets.length === 0) return async () => {};
  const pool = createPool(url, 1 + outlets.length);
  const relay = createOutletRelay({ ...ports, outbox: createOutboxStore(pool, scopes) });
  relay.start();
  return async () => {
    await relay.stop();
    await pool.end();
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
  count: (outlet: string, outcome: 'sent' | 'failed' | 'parked') => void,
): OutletReport {
  return {
    sent: (outlet) => count(outlet, 'sent'),
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

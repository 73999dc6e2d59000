import type { Logger } from 'pino';
import type { OutletReport } from '../core/outlets/sender.ts';
import type { Outlet } from '../core/outlets/types.ts';
import type { Failpoints } from './postgres/failpoints.ts';
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

import { type Outlet, SEND_LIMIT_MS } from '../../core/outlets/types.ts';
import { keepConnections, post } from '../http/outbound.ts';

const PATH = '/api/v1/notifications';
const DAY = 24 * 60 * 60 * 1_000;

/**
 * Asks a service of the product's own to notify somebody. `Idempotency-Key` is the same each time a call is tried; anything but 2xx
 * in time is tried again, for a day: what somebody did not see by then is no news to them.
 */
export function createNotificationService(url: string): Outlet {
  const target = `${url.replace(/\/+$/, '')}${PATH}`;
  const connections = keepConnections();
  return {
    name: 'notification-service',
    feed: 'notifications',
    freshForMs: DAY,
    async send({ id, payload }) {
      const status = await post({
        url: target,
        headers: { 'content-type': 'application/json', 'idempotency-key': id },
        body: Buffer.from(payload),
        allowPrivate: true,
        connections,
        timeoutMs: SEND_LIMIT_MS,
      });
      if (status < 200 || status > 299) throw new Error(`NOTIFICATION_SERVICE_URL answered ${status}`);
    },
  };
}

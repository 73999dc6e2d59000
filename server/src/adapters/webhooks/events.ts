import { createHmac } from 'node:crypto';
import { type Outlet, SEND_LIMIT_MS } from '../../core/outlets/types.ts';
import { keepConnections, post } from '../http/outbound.ts';

/**
 * Posts each event as JSON to an address of the operator's. `X-Parley-Event` is its name, `X-Parley-Delivery` the same id each time
 * it is tried; with a secret `X-Parley-Signature` is `sha256=` and the HMAC-SHA256 of the body in hexadecimal digits. Anything but
 * 2xx in time, a redirect too, is tried again.
 */
export function createEventsWebhook(url: string, secret: string | null): Outlet {
  const connections = keepConnections();
  return {
    name: 'webhook',
    feed: 'events',
    async send({ id, name, payload }) {
      const body = Buffer.from(payload);
      const status = await post({
        url,
        headers: {
          'content-type': 'application/json',
          'x-parley-event': name,
          'x-parley-delivery': id,
          ...(secret !== null && {
            'x-parley-signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
          }),
        },
        body,
        allowPrivate: true,
        connections,
        timeoutMs: SEND_LIMIT_MS,
      });
      if (status < 200 || status > 299) throw new Error(`EVENTS_WEBHOOK_URL answered ${status}`);
    },
  };
}

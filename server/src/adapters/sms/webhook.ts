import type { SmsSender } from '../../core/notifications/channels.ts';
import { post } from '../http/outbound.ts';

const TIMEOUT_MS = 15_000;

/**
 * Sends SMS through a gateway that the operator names: `POST url` with `{ id, to, name, category, text }` as JSON. `to` is the
 * user id, since numbers are known to the gateway alone; `id` (also `Idempotency-Key`) is the same when a message is sent
 * again. With `token` each request bears it. 2xx is sent; 408, 425, 429 and 5xx are tried again; anything else is refused.
 */
export function createSmsWebhook(url: string, token: string | null): SmsSender {
  return {
    async send({ id, userId, name, category, text }) {
      const status = await post({
        url,
        headers: {
          'content-type': 'application/json',
          'idempotency-key': id,
          ...(token !== null && { authorization: `Bearer ${token}` }),
        },
        body: Buffer.from(JSON.stringify({ id, to: userId, name, category, text })),
        allowPrivate: true,
        timeoutMs: TIMEOUT_MS,
      });
      if (status >= 200 && status < 300) return 'sent';
      if (status >= 500 || status === 408 || status === 425 || status === 429) {
        throw new Error(`SMS_WEBHOOK_URL answered ${status}`);
      }
      return 'refused';
    },
  };
}

import { createHmac } from 'node:crypto';
import { hookOutlet } from '../../core/outlets/relay.ts';
import { ENGINE_SCHEMA, type Outlet, RefusedError } from '../../core/outlets/types.ts';
import type { WebhookTarget } from '../../core/webhooks/types.ts';
import { post } from '../http/outbound.ts';

export type HookOptions = {
  /** Whether http and private addresses may be called. */
  readonly allowPrivate: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/** Milliseconds. */
const TIMEOUT = 3_000;
const LONGEST_PAUSE = 15 * 60 * 1_000;

/**
 * A webhook that an admin made: its address is not ours. Each event is posted over a connection of its own, so that the address that is
 * connected to is looked at each time; nothing of the answer is read but its status. `Parley-Signature` is `t=<seconds>,v1=<the
 * HMAC-SHA256 of "t.body" in hexadecimal digits>`. Anything but 2xx in time, a redirect too, is tried again.
 */
export function createHookOutlet({ id, url, secret }: WebhookTarget, { allowPrivate, now }: HookOptions): Outlet {
  return {
    name: hookOutlet(id),
    feed: 'engine',
    longestPauseMs: LONGEST_PAUSE,
    keepsLog: true,
    async send({ id: eventId, name, payload }) {
      const body = Buffer.from(payload);
      const seconds = Math.floor(now() / 1_000);
      const signature = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex');
      const status = await post({
        url,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Parley-Webhook',
          'parley-event': name,
          'parley-event-id': eventId,
          'parley-schema': String(ENGINE_SCHEMA),
          'parley-signature': `t=${seconds},v1=${signature}`,
        },
        body,
        allowPrivate,
        timeoutMs: TIMEOUT,
      });
      if (status < 200 || status > 299) throw new RefusedError(status);
      return status;
    },
  };
}

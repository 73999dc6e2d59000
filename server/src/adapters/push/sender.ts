import webPush from 'web-push';
import type { PushSender } from '../../core/notifications/channels.ts';
import { PrivateAddressError, post } from '../http/outbound.ts';

export type PushOptions = {
  readonly publicKey: string;
  readonly privateKey: string;
  /** Whom a push service may write to about us: `mailto:` or `https:`. */
  readonly subject: string;
  /** Whether endpoints may be http and private addresses. */
  readonly allowPrivate: boolean;
};

const TIMEOUT_MS = 15_000;
/** How long a push service keeps a notice for a browser that is off, in seconds. */
const KEPT = 86_400;
/** Bytes that every push service takes, less what encryption adds. */
const MAX_PAYLOAD = 3_900;

/** A pair of keys by which push services know this site. */
export function makePushKeys(): { readonly publicKey: string; readonly privateKey: string } {
  return webPush.generateVAPIDKeys();
}

/** Sends web push (RFC 8030) with a payload encrypted for the browser (RFC 8291) and signed as from this site (RFC 8292). */
export function createPushSender({ publicKey, privateKey, subject, allowPrivate }: PushOptions): PushSender {
  return {
    publicKey,
    async send({ endpoint, p256dh, auth }, message) {
      const payload = JSON.stringify(message);
      if (Buffer.byteLength(payload) > MAX_PAYLOAD) return 'refused';
      let status: number;
      try {
        const details = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payload, {
          vapidDetails: { subject, publicKey, privateKey },
          TTL: KEPT,
          contentEncoding: 'aes128gcm',
        });
        const headers = Object.entries(details.headers).map(([name, value]) => [name, String(value)] as const);
        status = await post({
          url: endpoint,
          headers: Object.fromEntries(headers.filter(([name]) => name.toLowerCase() !== 'content-length')),
          body: details.body,
          allowPrivate,
          timeoutMs: TIMEOUT_MS,
        });
      } catch (error) {
        if (error instanceof PrivateAddressError) return 'gone';
        throw error;
      }
      if (status === 404 || status === 410) return 'gone';
      if (status >= 200 && status < 300) return 'sent';
      if (status >= 500 || status === 408 || status === 429) throw new Error(`a push service answered ${status}`);
      return 'refused';
    },
  };
}

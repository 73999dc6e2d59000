import { z } from 'zod';
import { CATEGORIES } from '../../../core/preferences/types.ts';
import { cursor, flag, limit, nonEmptyText, text } from '../../../wire/schema.ts';

const time = z.iso.datetime();

/** Shape of an entry of the feed, and of the event that tells of it. */
export const notification = z
  .object({
    id: z.string(),
    category: z.enum(CATEGORIES),
    type: z.string(),
    title: z.string(),
    body: z.string(),
    data: z.object({
      ticketId: z.string().optional(),
      conversationId: z.string().optional(),
      messageId: z.string().optional(),
    }),
    readAt: time.nullable(),
    createdAt: time,
  })
  .meta({ id: 'Notification' });

export const feedAnswer = z.object({
  data: z.array(notification),
  page: z.object({ next: z.string().nullable() }),
  unreadCount: z.int(),
});

export const feedRead = z.object({ unreadCount: z.int() });

export const feedQuery = z.object({
  unread: flag.default(false),
  category: z.enum(CATEGORIES).optional(),
  cursor,
  limit: limit(20),
});

export const entryParams = z.object({ id: z.string() });

const BASE64URL = /^[A-Za-z0-9_-]+={0,2}$/;

/** Keys of the sizes that RFC 8291 has: a point of P-256, uncompressed, and 16 bytes. */
function key(bytes: number, first: number | null) {
  return text(200)
    .refine((value) => BASE64URL.test(value), 'must be base64url')
    .refine((value) => {
      const decoded = Buffer.from(value, 'base64url');
      return decoded.length === bytes && (first === null || decoded[0] === first);
    }, `must be a key of ${bytes} bytes`);
}

const endpoint = text(2_048).refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), {
  error: 'must be an address that begins with https://',
});

export const subscribePush = z.object({ endpoint, keys: z.object({ p256dh: key(65, 4), auth: key(16, null) }) });

export const unsubscribePush = z.object({ endpoint: nonEmptyText(2_048) });

export const subscriptionAnswer = z
  .object({ id: z.string(), endpoint: z.string(), createdAt: time })
  .meta({ id: 'PushSubscription' });

export const pushKeyAnswer = z.object({ publicKey: z.string() });

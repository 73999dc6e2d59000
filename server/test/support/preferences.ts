import { z } from 'zod';
import type { Api } from './api.ts';
import { timeShape } from './shapes.ts';

/* Preferences as an outside client must find them, and short ways to them. */

export const PREFERENCES = '/api/notifications';
export const TOKENS = `${PREFERENCES}/unsubscribe-tokens`;
export const CATEGORIES = [
  'messages',
  'groups',
  'tickets',
  'bookings',
  'account',
  'security',
  'product',
  'marketing',
] as const;
export const OFF = { email: false, sms: false, push: false, inApp: false };

const switchesShape = z.strictObject({ email: z.boolean(), sms: z.boolean(), push: z.boolean(), inApp: z.boolean() });
const sourceShape = z.enum(['user', 'unsubscribe', 'admin']);
const scopeShape = z.enum(['marketing', 'all-non-essential', 'messages', 'groups', 'tickets', 'bookings', 'product']);

export const preferencesShape = z.strictObject({
  userId: z.string(),
  channels: switchesShape,
  categories: z.strictObject({
    messages: switchesShape,
    groups: switchesShape,
    tickets: switchesShape,
    bookings: switchesShape,
    account: switchesShape,
    security: switchesShape,
    product: switchesShape,
    marketing: switchesShape,
  }),
  quietHours: z.strictObject({ enabled: z.boolean(), start: z.string(), end: z.string(), timeZone: z.string() }),
  digest: z.strictObject({ frequency: z.enum(['off', 'daily', 'weekly']), hour: z.int() }),
  marketingOptOut: z.strictObject({
    optedOut: z.boolean(),
    at: timeShape.nullable(),
    source: sourceShape.nullable(),
  }),
  updatedAt: timeShape.nullable(),
});
export type Preferences = z.infer<typeof preferencesShape>;

export const bulkShape = z.strictObject({
  updated: z.int(),
  skipped: z.array(z.strictObject({ userId: z.string(), code: z.enum(['user_not_found', 'opted_out']) })),
});

const tokenShape = z.strictObject({ token: z.string().min(22), url: z.string(), scope: scopeShape });
export const unsubscribedShape = z.strictObject({ unsubscribed: z.literal(true), scope: scopeShape });

export const exportShape = z.strictObject({
  userId: z.string(),
  exportedAt: timeShape,
  preferences: preferencesShape,
  history: z.array(z.strictObject({ at: timeShape, source: sourceShape, changes: z.record(z.string(), z.unknown()) })),
  feed: z.array(
    z.strictObject({
      id: z.string(),
      category: z.string(),
      type: z.string(),
      title: z.string(),
      body: z.string(),
      data: z.record(z.string(), z.unknown()),
      readAt: timeShape.nullable(),
      createdAt: timeShape,
    }),
  ),
  unsubscribeTokens: z.array(z.strictObject({ scope: scopeShape, createdAt: timeShape })),
  pushSubscriptions: z.array(
    z.strictObject({
      endpoint: z.string(),
      keys: z.strictObject({ p256dh: z.string(), auth: z.string() }),
      createdAt: timeShape,
    }),
  ),
});

/** The preferences of whoever asks, as they are now. */
export async function preferencesOf(who: Api): Promise<Preferences> {
  return (await who.get(PREFERENCES)).as(preferencesShape);
}

/** Sets preferences that must be accepted. */
export async function prefer(who: Api, changes: object): Promise<Preferences> {
  return (await who.put(PREFERENCES, changes)).as(preferencesShape);
}

/** An unsubscribe token of one's own. */
export async function tokenFor(who: Api, scope: string): Promise<string> {
  return (await who.post(TOKENS, { scope })).as(tokenShape).token;
}

/** Where a token unsubscribes. */
export function linkOf(token: string): string {
  return `${PREFERENCES}/unsubscribe/${token}`;
}
export { tokenShape };

import { z } from 'zod';
import { UNSUBSCRIBE_SCOPES } from '../../../core/preferences/types.ts';
import { isTimeZone } from '../../../core/time/zones.ts';
import { idText, text } from '../../../wire/schema.ts';

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 22:00');
const timeZone = text(100).refine(isTimeZone, 'must be an IANA time zone, such as Europe/Berlin');
const hour = z.int('must be a whole number from 0 to 23').min(0, 'must be at least 0').max(23, 'must be at most 23');
const frequency = z.enum(['off', 'daily', 'weekly']);
const scope = z.enum(UNSUBSCRIBE_SCOPES);
const source = z.enum(['user', 'unsubscribe', 'admin']);
const time = z.iso.datetime();

const allSwitches = { email: z.boolean(), sms: z.boolean(), push: z.boolean(), inApp: z.boolean() };
const switches = z.strictObject(allSwitches).partial();
const alwaysOn = z.boolean().refine((on) => on, 'cannot be turned off: this category is essential');
const essentialSwitches = z.strictObject({ ...allSwitches, email: alwaysOn, inApp: alwaysOn }).partial();

export const preferenceChanges = z
  .object({
    channels: switches.optional(),
    categories: z
      .strictObject({
        messages: switches,
        groups: switches,
        tickets: switches,
        bookings: switches,
        account: essentialSwitches,
        security: essentialSwitches,
        product: switches,
        marketing: switches,
      })
      .partial()
      .optional(),
    quietHours: z.object({ enabled: z.boolean(), start: clock, end: clock, timeZone }).partial().optional(),
    digest: z.object({ frequency, hour }).partial().optional(),
  })
  .meta({ examples: [{ categories: { tickets: { email: false } }, digest: { frequency: 'daily' } }] });

export const preferencesOfParams = z.object({ userId: z.string() });

const MAX_BULK = 1000;

export const bulkBody = z
  .object({
    userIds: z.array(idText).min(1, `must hold 1 to ${MAX_BULK} ids`).max(MAX_BULK, `must hold 1 to ${MAX_BULK} ids`),
    changes: preferenceChanges,
  })
  .meta({ examples: [{ userIds: ['ann', 'bo'], changes: { channels: { sms: false } } }] });

export const tokenBody = z
  .object({ scope, userId: idText.optional().meta({ description: 'Somebody else, for admins' }) })
  .meta({ examples: [{ scope: 'tickets' }] });

export const unsubscribeParams = z.object({ token: z.string() });

/** RFC 8058, 3.2. */
export const oneClickForm = z.object({ 'List-Unsubscribe': z.literal('One-Click') });

const switchesAnswer = z.object(allSwitches);

export const preferencesAnswer = z
  .object({
    userId: z.string(),
    channels: switchesAnswer,
    categories: z.object({
      messages: switchesAnswer,
      groups: switchesAnswer,
      tickets: switchesAnswer,
      bookings: switchesAnswer,
      account: switchesAnswer,
      security: switchesAnswer,
      product: switchesAnswer,
      marketing: switchesAnswer,
    }),
    quietHours: z.object({ enabled: z.boolean(), start: z.string(), end: z.string(), timeZone: z.string() }),
    digest: z.object({ frequency, hour: z.int() }),
    marketingOptOut: z.object({ optedOut: z.boolean(), at: time.nullable(), source: source.nullable() }),
    updatedAt: time.nullable(),
  })
  .meta({ id: 'Preferences' });

export const bulkAnswer = z.object({
  updated: z.int(),
  skipped: z.array(z.object({ userId: z.string(), code: z.enum(['user_not_found', 'opted_out']) })),
});

export const tokenAnswer = z.object({ token: z.string(), url: z.string(), scope });

export const unsubscribeAnswer = z.object({ unsubscribed: z.literal(true), scope });

export const exportAnswer = z.object({
  userId: z.string(),
  exportedAt: time,
  preferences: preferencesAnswer,
  history: z.array(z.object({ at: time, source, changes: z.record(z.string(), z.unknown()) })),
  feed: z.array(
    z.object({
      id: z.string(),
      category: z.string(),
      type: z.string(),
      title: z.string(),
      body: z.string(),
      data: z.record(z.string(), z.unknown()),
      readAt: time.nullable(),
      createdAt: time,
    }),
  ),
  unsubscribeTokens: z.array(z.object({ scope, createdAt: time })),
  pushSubscriptions: z.array(
    z.object({ endpoint: z.string(), keys: z.object({ p256dh: z.string(), auth: z.string() }), createdAt: time }),
  ),
});

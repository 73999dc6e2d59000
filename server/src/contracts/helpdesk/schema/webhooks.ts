import { z } from 'zod';
import { ENGINE_EVENTS } from '../../../core/outlets/types.ts';
import { cursor, limit, text } from '../../../wire/schema.ts';

const [FIRST, ...OTHERS] = ENGINE_EVENTS.filter((type) => type !== 'webhook.tested');
const eventType = z.enum(['*', FIRST ?? 'message.sent', ...OTHERS]);

const fields = {
  url: text(2_000).refine(
    (value) => /^https?:\/\//i.test(value) && URL.canParse(value),
    'must be an address that begins with https://',
  ),
  /** Each counts once, however often it is named. */
  events: z
    .array(eventType)
    .min(1, 'must name 1 to 100 types of events')
    .max(100, 'must name 1 to 100 types of events')
    .transform((events) => [...new Set(events)]),
  isActive: z.boolean(),
  secret: text(200).refine((value) => value.length >= 16, 'must have at least 16 characters'),
};

export const createWebhook = z
  .object({
    url: fields.url,
    events: fields.events.nullish(),
    isActive: fields.isActive.nullish(),
    secret: fields.secret.nullish(),
  })
  .transform(({ url, events, isActive, secret }) => ({
    url,
    events: events ?? ['*'],
    isActive: isActive ?? true,
    secret: secret ?? null,
  }))
  .meta({ examples: [{ url: 'https://example.com/hook', events: ['message.sent', 'ticket.created'] }] });

export const updateWebhook = z
  .object(fields)
  .partial()
  .meta({ examples: [{ isActive: false }] });

export const webhookParams = z.object({ id: z.string() });
export const deliveryParams = z.object({ id: z.string(), deliveryId: z.string() });
export const listQuery = z.object({ cursor, limit: limit(20) });
export const deliveriesQuery = z.object({
  status: z.enum(['pending', 'delivered', 'failed']).optional(),
  cursor,
  limit: limit(20),
});

const webhookShape = {
  id: z.string(),
  url: z.string(),
  events: z.array(z.string()).meta({ description: 'Types of events; *: all' }),
  isActive: z.boolean(),
  createdBy: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
};
export const webhookAnswer = z.object(webhookShape);
export const createdAnswer = z.object({
  ...webhookShape,
  secret: z.string().meta({ description: 'What signs requests; shown here and never again' }),
});

export const deliveryAnswer = z.object({
  id: z.string(),
  webhookId: z.string(),
  eventId: z.string().meta({ description: 'The same whenever the event is sent' }),
  type: z.string(),
  status: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.int(),
  responseStatus: z.int().nullable(),
  error: z.string().nullable(),
  lastAttemptAt: z.string().nullable(),
  nextAttemptAt: z.string().nullable(),
  createdAt: z.string(),
  deliveredAt: z.string().nullable(),
  body: z.string().meta({ description: 'The JSON of the request' }),
});

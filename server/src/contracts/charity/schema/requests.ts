import { z } from 'zod';
import { clientId } from '../../../wire/idempotency.ts';
import { idText, limit, metadataObject, nonEmptyText } from '../../../wire/schema.ts';
import { MESSAGE_TYPES, STATUSES } from '../present.ts';

const MAX_METADATA = 16 * 1024;
const MAX_PARTICIPANTS = 50;

const metadata = metadataObject(MAX_METADATA);
const subject = nonEmptyText(255).nullable();

/** A message, over REST or as a frame. */
export function messageFields(longest: number) {
  return {
    content: nonEmptyText(longest),
    messageType: z.enum(MESSAGE_TYPES).default('TEXT'),
    metadata: metadata.default({}),
    clientMessageId: clientId.optional(),
  };
}

export const createConversation = z
  .object({
    subject: subject.default(null),
    metadata: metadata.default({}),
    participants: z
      .array(idText)
      .max(MAX_PARTICIPANTS, `must name at most ${MAX_PARTICIPANTS} people`)
      .default([])
      .meta({ description: 'Who joins at once; for admins' }),
  })
  .meta({ examples: [{ subject: 'Support Request', metadata: {} }] });

export const updateConversation = z
  .object({ status: z.enum(STATUSES).optional(), subject: subject.optional(), metadata: metadata.optional() })
  .refine((body) => Object.values(body).some((value) => value !== undefined), {
    error: 'must have at least one of status, subject and metadata',
  })
  .meta({ examples: [{ status: 'CLOSED' }] });

export const assign = z.object({ adminId: idText.optional() }).meta({ examples: [{}] });

export const conversationParams = z.object({ id: z.string() });

const page = z
  .string()
  .regex(/^\d+$/, 'must be a whole number')
  .transform(Number)
  .refine((value) => value >= 1, 'must be at least 1')
  .refine((value) => value <= 1_000_000_000, 'is too large')
  .meta({ type: 'integer', minimum: 1, default: 1 });

export const conversationQuery = z.object({
  page: page.default(1),
  limit: limit(20),
  status: z.enum(STATUSES).optional(),
});

/** Which part of a history. */
export function messageQuery(fallback: number) {
  return z
    .object({
      page: page.optional(),
      limit: limit(fallback),
      before: z.string().optional().meta({ description: 'A message: those older than it' }),
      after: z.string().optional().meta({ description: 'A message: those newer than it' }),
    })
    .refine(({ before, after }) => before === undefined || after === undefined, {
      path: ['before'],
      error: 'and after exclude each other',
    })
    .refine(({ before, after, page: number }) => number === undefined || (before ?? after) === undefined, {
      path: ['page'],
      error: 'does not go together with before or after',
    });
}

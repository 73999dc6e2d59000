import { z } from 'zod';
import { FILE_TYPES } from '../../../core/conversations/store.ts';
import { isBlank } from '../../../core/text.ts';
import { clientId } from '../../../wire/idempotency.ts';
import { cursor, dateOrTime, idText, limit, nonEmptyText, text, time } from '../../../wire/schema.ts';
import { metadata } from './metadata.ts';

export const MESSAGE_TYPES = [
  'text',
  'image',
  'file',
  'audio',
  'video',
  'location',
  'service_offer',
  'booking_request',
  'system',
] as const;

const location = z.object({
  latitude: z.number().min(-90, 'must be at least -90').max(90, 'must be at most 90'),
  longitude: z.number().min(-180, 'must be at least -180').max(180, 'must be at most 180'),
  address: z.string().nullish(),
});

const offer = z.object({ servicePackageId: z.string() });
const isoDate = z.union(dateOrTime, {
  error: 'must be a date or time in ISO 8601',
});
const booking = offer.extend({
  requestedDate: isoDate.nullish(),
  requestedTime: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 14:30')
    .nullish(),
});

const METADATA_OF: Partial<Record<(typeof MESSAGE_TYPES)[number], z.ZodType>> = {
  location,
  service_offer: offer,
  booking_request: booking,
};

/** The body of a send, by REST or socket. What was left out is filled in once, at the end: this runs for every message. */
export function sendMessage(maxLength: number) {
  return z
    .object({
      conversationId: z.string().min(1, 'must not be empty'),
      type: z.enum(MESSAGE_TYPES).default('text'),
      content: text(maxLength).nullish(),
      clientId: clientId.nullish(),
      replyTo: z.string().nullish(),
      attachmentIds: z.array(z.string()).max(10, 'must name at most 10 attachments').nullish(),
      metadata: metadata.nullish(),
    })
    .superRefine(({ type, content, attachmentIds, metadata }, issues) => {
      const problem = (path: string, message: string) => issues.addIssue({ code: 'custom', path: [path], message });
      const attached = attachmentIds?.length ?? 0;
      if ((type === 'text' || type === 'system') && isBlank(content ?? '')) problem('content', 'must not be empty');
      if (FILE_TYPES.has(type) && attached === 0) problem('attachmentIds', 'must name 1 to 10 attachments');
      if (!FILE_TYPES.has(type) && type !== 'text' && attached > 0)
        problem('attachmentIds', `cannot be given with type ${type}`);
      const result = METADATA_OF[type]?.safeParse(metadata ?? {});
      for (const issue of result?.error?.issues ?? []) {
        const message =
          issue.code === 'invalid_type' ? `is required and must be of type ${issue.expected}` : issue.message;
        issues.addIssue({ code: 'custom', path: ['metadata', ...issue.path], message });
      }
    })
    .transform(({ conversationId, type, content, clientId, replyTo, attachmentIds, metadata }) => ({
      conversationId,
      type,
      content: content ?? '',
      clientId: clientId ?? null,
      replyTo: replyTo ?? null,
      attachmentIds: attachmentIds ?? [],
      metadata: metadata ?? null,
    }))
    .meta({ examples: [{ conversationId: 'c…', content: 'Hello', clientId: 'my-1' }] });
}

/** The text of an edit; whether it may be empty depends on the message's type. */
export function editMessage(maxLength: number) {
  return z.object({ content: text(maxLength) }).meta({ examples: [{ content: 'Hello again' }] });
}

export const messageParams = z.object({ id: z.string() });
export const reactionParams = z.object({ id: z.string(), emoji: z.string() });
export const deleteQuery = z.object({ for: z.enum(['me', 'all']).default('all') });

const anchor = z
  .string()
  .min(1, 'must not be empty')
  .max(64, 'is no message id')
  .transform((value) => (/^\d{1,10}$/.test(value) ? Number(value) : value))
  .refine((value) => typeof value === 'string' || value <= 2_147_483_647, 'is too large');

export function listMessagesQuery(perPage: number) {
  return z
    .object({ before: anchor.optional(), after: anchor.optional(), cursor, limit: limit(perPage) })
    .refine((query) => query.before === undefined || query.after === undefined, {
      path: ['after'],
      error: 'cannot be given together with before',
    });
}

export const pageQuery = z.object({ cursor, limit: limit(20) });

export const forward = z.object({
  conversationIds: z
    .array(z.string())
    .min(1, 'must name 1 to 20 conversations')
    .max(20, 'must name 1 to 20 conversations'),
});

export const searchQuery = z.object({
  q: nonEmptyText(200),
  conversationId: z.string().optional(),
  senderId: idText.optional(),
  type: z.enum(MESSAGE_TYPES).optional(),
  from: time.optional(),
  to: time.optional(),
  cursor,
  limit: limit(20),
});

export const syncQuery = z.object({ since: z.string().optional(), limit: limit(20) });

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** True for exactly one emoji as a person sees it (Unicode Technical Standard 51). */
export function isEmoji(value: string): boolean {
  if (value.length === 0 || value.length > 64 || !value.isWellFormed()) return false;
  return (
    [...graphemes.segment(value)].length === 1 && /^(\p{RGI_Emoji}|\p{Extended_Pictographic}\uFE0F?)$/v.test(value)
  );
}

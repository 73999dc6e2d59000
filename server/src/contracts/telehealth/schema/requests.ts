import { z } from 'zod';
import { idText, metadataObject, nonEmptyText, text } from '../../../wire/schema.ts';

/** Ids that one request to mark as read may name. */
const MAX_NAMED = 1_000;
const MAX_METADATA = 8 * 1024;

/** An id of anything; one that could not exist is as unknown as any. */
const id = z.string();
const wholeNumber = z
  .string()
  .regex(/^0*[1-9]\d*$/, 'must be a whole number of at least 1')
  .transform((digits) => Math.min(Number(digits), 1_000_000_000));

/** Which page; the first when it is not said. */
const page = wholeNumber.default(1).meta({ type: 'integer', minimum: 1, default: 1 });

/** How many; more than `most` are lowered to it. */
function limit(fallback: number, most: number) {
  return wholeNumber
    .transform((value) => Math.min(value, most))
    .default(fallback)
    .meta({ type: 'integer', minimum: 1, maximum: most, default: fallback });
}

const cursor = z
  .string()
  .optional()
  .meta({ description: 'pagination.nextCursor of the answer before, in place of page' });

export const conversationParams = z.object({ conversationId: id });
export const messageParams = z.object({ messageId: id });
export const userParams = z.object({ userId: z.string() });

export const createConversation = z.object({
  // Of any length: an id that could not exist is one of nobody.
  recipientId: nonEmptyText(Number.POSITIVE_INFINITY),
  recipientType: z.enum(['patient', 'doctor']),
});

export const listConversations = z.object({
  type: z.enum(['all', 'patient_doctor', 'doctor_doctor']).default('all'),
  page: page,
  limit: limit(20, 100),
  cursor,
});

/** The query of a conversation's history. */
export function listMessages(fallback: number) {
  return z
    .object({ page, limit: limit(fallback, 100), before: id.optional(), after: id.optional() })
    .superRefine(({ page: number, before, after }, issues) => {
      const problem = (message: string) =>
        issues.addIssue({ code: 'custom', path: [before === undefined ? 'after' : 'before'], message });
      if (before !== undefined && after !== undefined) problem('cannot be given together with after');
      else if ((before !== undefined || after !== undefined) && number > 1)
        problem('cannot be given together with page');
    });
}

const named = z
  .array(id, { error: 'must be a list of message ids' })
  .min(1, 'must name at least one message')
  .max(MAX_NAMED, `must name at most ${MAX_NAMED} messages`);

export const markRead = z.object({ messageIds: named });

export const search = z.object({
  query: z
    .string()
    .transform((query) => query.trim())
    .pipe(text(200).min(1, 'must not be empty')),
  conversationId: id.optional(),
  page,
  limit: limit(20, 50),
  cursor,
});

/** A client's own id for what it sends: a number stays one in what it hears of it. */
const tempId = z.union([text(128).min(1, 'must have 1 to 128 characters'), z.number()], {
  error: 'must be a text of 1 to 128 characters or a number',
});

const inConversation = { conversationId: idText };

/** The payload of `send_message`. */
export function sendMessage(maxLength: number) {
  return z.object({
    ...inConversation,
    receiverId: idText,
    content: nonEmptyText(maxLength),
    messageType: z.literal('text', { error: 'must be text: files are sent over HTTP' }).optional(),
    // Events say `null` where there is none, and so may a client.
    tempId: tempId.nullish().transform((value) => value ?? undefined),
    metadata: metadataObject(MAX_METADATA).optional(),
  });
}

export const typing = z.object({ ...inConversation, receiverId: idText });
export const markAsRead = z.object({ ...inConversation, messageIds: named });
export const joinConversation = z.object(inConversation);

/** The fields of a file's form beside the file. */
export const sendFile = z.object({
  receiverId: idText,
  messageType: z.enum(['image', 'document']),
  caption: text(500).optional(),
  tempId: text(128).min(1, 'must have 1 to 128 characters').optional(),
});

/** The query of a signed link. */
export const signedLink = z.object({ expires: z.string().optional(), signature: z.string().optional() });

import { z } from 'zod';
import { lengthOf } from '../../../core/text.ts';
import { nonEmptyText, text } from '../../../wire/schema.ts';
import { anyId } from './ids.ts';

const MAX_TEMP_ID = 128;

/** The client's own id of a message. It is kept as a text, and goes back as it came. */
export const tempId = z
  .union(
    [text(MAX_TEMP_ID).refine((value) => lengthOf(value) >= 1, `must have 1 to ${MAX_TEMP_ID} characters`), z.number()],
    { error: `must be a number, or a text of 1 to ${MAX_TEMP_ID} characters` },
  )
  .nullish()
  .meta({ examples: ['a1'] });

export const inConversation = z.object({ conversationId: anyId });
export const inSupport = z.object({ ticketId: anyId });

/** Who somebody says they are counts for nothing; it must only look like an id. */
export const saysOnline = z.object({ userId: anyId.optional() });

/** What an event may carry that says all by its name. */
export const anything = z.unknown();

export const typing = z.object({ conversationId: anyId, isTyping: z.boolean().default(true) });

export const markAsRead = z
  .object({ messageId: anyId.optional(), conversationId: anyId.optional() })
  .refine(({ messageId, conversationId }) => (messageId ?? conversationId) !== undefined, {
    path: ['messageId'],
    error: 'or conversationId is required',
  });

/** A message for a conversation; `maxLength` in code points. */
export function sendMessage(maxLength: number) {
  return z.object({ conversationId: anyId, tempId, message: nonEmptyText(maxLength) });
}

/** The same for a ticket. */
export function sendSupportMessage(maxLength: number) {
  return z.object({ ticketId: anyId, tempId, message: nonEmptyText(maxLength) });
}

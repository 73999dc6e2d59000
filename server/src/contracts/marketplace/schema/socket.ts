import { z } from 'zod';
import { idText } from '../../../wire/schema.ts';
import { createMessage } from './messages.ts';

/** What is about one conversation. */
export const inConversation = z.object({ conversationId: idText });

/** A message to send. */
export function sendMessage(maxLength: number) {
  return z.object({ conversationId: idText, message: createMessage(maxLength) });
}

export const markRead = z.object({ messageId: idText, conversationId: idText });

/** Whether the connection counts for presence; the client's own time is nothing to us. */
export const userOnline = z.object({ isOnline: z.boolean() });

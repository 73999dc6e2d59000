import { z } from 'zod';
import { text } from '../../../wire/schema.ts';
import { anyId } from './ids.ts';
import { paging } from './lists.ts';

export const openConversation = z.object({ otherUserId: anyId }).meta({ examples: [{ otherUserId: 2 }] });

export const conversationParams = z.object({ conversationId: z.string() });

export const listConversations = z.object({
  search: text(255).optional().meta({ description: 'Part of the other person’s name' }),
  ...paging,
});

export const markRead = z.object({ messageId: anyId.optional() }).optional();

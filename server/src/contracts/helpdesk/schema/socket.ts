import { z } from 'zod';
import { nonEmptyText, text } from '../../../wire/schema.ts';
import { markRead } from './conversations.ts';

const conversationId = z.string().min(1, 'must not be empty').max(64, 'is no conversation id');
const seq = z.int('must be a whole number').min(0, 'must be at least 0').max(2_147_483_647, 'is too large');

export const joinConversation = z
  .object({ conversationId, since: seq.optional() })
  .meta({ examples: [{ conversationId: 'c…' }] });
export const inConversation = z.object({ conversationId }).meta({ examples: [{ conversationId: 'c…' }] });

export const messageRead = z
  .object({ conversationId, ...markRead.shape })
  .refine((payload) => (payload.messageId === undefined) !== (payload.upToSeq === undefined), {
    path: ['messageId'],
    error: 'or upToSeq is required, and only one of them',
  })
  .meta({ examples: [{ conversationId: 'c…', upToSeq: 1 }] });

export const updatePresence = z.object({
  status: z.enum(['online', 'away', 'busy', 'offline']),
  statusText: text(140).nullable().optional(),
});

export const resume = z
  .object({
    conversations: z
      .record(z.string(), seq)
      .refine((conversations) => Object.keys(conversations).length <= 200, 'must name at most 200 conversations'),
  })
  .meta({ examples: [{ conversations: { 'c…': 0 } }] });

export const authenticate = z.object({ token: nonEmptyText(8192) });

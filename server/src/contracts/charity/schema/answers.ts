import { z } from 'zod';
import { MESSAGE_TYPES, STATUSES } from '../present.ts';

const time = z.iso.datetime();
const role = z.enum(['USER', 'ADMIN']);
const metadata = z.record(z.string(), z.unknown());

const conversation = z
  .object({
    conversationId: z.string(),
    participants: z.array(z.object({ userId: z.string(), role, joinedAt: time, lastReadAt: time.optional() })),
    createdBy: z.string(),
    status: z.enum(STATUSES),
    subject: z.string().optional(),
    metadata,
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'Conversation' });

/** What a message looks like wherever it is shown. */
const messageRow = {
  messageId: z.string(),
  conversationId: z.string(),
  seq: z.int(),
  senderId: z.string(),
  senderRole: role,
  content: z.string(),
  messageType: z.enum(MESSAGE_TYPES),
  metadata,
  createdAt: time,
};

const message = z
  .object({
    ...messageRow,
    readBy: z.array(z.object({ userId: z.string(), readAt: time })),
    updatedAt: time,
  })
  .meta({ id: 'Message' });

const pagination = z.object({ total: z.int(), page: z.int(), limit: z.int(), hasMore: z.boolean() });

function success(data: z.ZodType) {
  return z.object({ success: z.literal(true), data });
}

export const oneConversation = success(conversation);
export const conversations = success(z.object({ conversations: z.array(conversation), pagination }));
export const oneMessage = success(message);
export const messages = success(z.object({ messages: z.array(message), pagination }));
export const said = success(z.object({ message: z.string() }));

export const error = z
  .object({ success: z.literal(false), error: z.object({ code: z.string(), message: z.string() }) })
  .meta({ id: 'Error' });

export const health = z.object({
  status: z.enum(['healthy', 'unhealthy']),
  service: z.string(),
  version: z.string(),
  timestamp: time,
  uptime: z.number(),
  database: z.object({ healthy: z.boolean() }),
});

const live = z.object(messageRow);

/** What connections hear, by the frame's type. */
export const heard = {
  message_sent: live.extend({ type: z.literal('message_sent'), clientMessageId: z.string().optional() }),
  message_received: live.extend({ type: z.literal('message_received') }),
  typing_start: z.object({ type: z.literal('typing_start'), userId: z.string() }),
  typing_stop: z.object({ type: z.literal('typing_stop'), userId: z.string() }),
  read_receipt: z.object({ type: z.literal('read_receipt'), messageId: z.string(), userId: z.string(), readAt: time }),
  system: z.object({ type: z.literal('system'), message: z.string(), timestamp: time }),
  user_joined: z.object({ type: z.literal('user_joined'), userId: z.string(), role }),
  user_left: z.object({ type: z.literal('user_left'), userId: z.string(), role }),
  conversation_updated: z.object({
    type: z.literal('conversation_updated'),
    conversationId: z.string(),
    status: z.enum(STATUSES),
    participants: z.array(z.object({ userId: z.string(), role })),
    subject: z.string().optional(),
  }),
  pong: z.object({ type: z.literal('pong'), timestamp: time }),
  error: z.object({
    type: z.literal('error'),
    code: z.string(),
    message: z.string(),
    retryAfter: z.int().optional(),
  }),
};

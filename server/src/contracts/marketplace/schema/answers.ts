import { z } from 'zod';
import { SENDABLE } from './messages.ts';

const time = z.iso.datetime();
const times = z.record(z.string(), time);

/** The body of an error. */
export const error = z
  .object({ success: z.literal(false), statusCode: z.int(), error: z.string() })
  .meta({ id: 'Error' });

export const userInfo = z
  .object({
    _id: z.string(),
    name: z.string(),
    avatar: z.string().optional(),
    isOnline: z.boolean(),
    lastSeen: time.optional(),
  })
  .meta({ id: 'UserInfo' });
export type UserInfo = z.infer<typeof userInfo>;

export const conversation = z
  .object({
    _id: z.string(),
    participants: z.array(z.string()),
    type: z.enum(['direct', 'group']),
    groupName: z.string().optional(),
    groupAvatar: z.string().optional(),
    groupAdmin: z.string().optional(),
    lastMessage: z.string().optional(),
    lastMessageAt: time,
    unreadCounts: z.record(z.string(), z.int()),
    archivedBy: times,
    deletedBy: times,
    isActive: z.boolean(),
    participantDetails: z.array(userInfo),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'Conversation' });
export type ConversationBody = z.infer<typeof conversation>;

export const message = z
  .object({
    _id: z.string(),
    conversationId: z.string(),
    senderId: z.string(),
    seq: z.int(),
    content: z.string(),
    type: z.enum([...SENDABLE, 'system']),
    metadata: z.record(z.string(), z.unknown()).optional(),
    readBy: times,
    reactions: z.array(z.string()),
    reactionTypes: z.record(z.string(), z.string()),
    replyToId: z.string().optional(),
    editedAt: time.optional(),
    deletedAt: time.optional(),
    deletedFor: z.array(z.string()),
    isForwarded: z.boolean(),
    forwardedFromId: z.string().optional(),
    clientMessageId: z.string().optional(),
    sender: userInfo,
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'Message' });
export type MessageBody = z.infer<typeof message>;

const paging = {
  page: z.int(),
  limit: z.int(),
  total: z.int(),
  totalPages: z.int(),
  hasMore: z.boolean(),
  nextCursor: z.string().nullable(),
};
export type Paging = z.infer<z.ZodObject<typeof paging>>;

export const conversations = z.object({ conversations: z.array(conversation), ...paging });
export const messages = z.object({ messages: z.array(message), ...paging });

export const bulkRead = z.object({ conversationId: z.string(), markedCount: z.int(), unreadCount: z.int() });

/** What the reader of a message is told; `readBy` is who read. */
export const read = z.object({
  messageId: z.string(),
  conversationId: z.string(),
  readBy: z.string(),
  readAt: time,
  unreadCount: z.int(),
});

export const reads = z.object({
  messageId: z.string(),
  reads: z.array(z.object({ userId: z.string(), readAt: time, user: userInfo })),
});

export const forwarded = z.object({ messages: z.array(message) });

export const unreadCount = z.object({ conversationId: z.string(), unreadCount: z.int() });

export const metrics = z.object({
  activeConnections: z.int(),
  messagesPerMinute: z.int(),
  messagesPerHour: z.int(),
  fileUploadsPerDay: z.int(),
  userOnlineEvents: z.int(),
  userOfflineEvents: z.int(),
  conversationsPerDay: z.int(),
  serviceOfferConversionRate: z.number().min(0).max(1).nullable(),
});

/** What every list says of itself. */
export function pagingOf(page: number, limit: number, total: number, nextCursor: string | null): Paging {
  return {
    page,
    limit,
    total,
    totalPages: Math.ceil(total / limit),
    hasMore: nextCursor !== null,
    nextCursor,
  };
}

import { z } from 'zod';
import { detailsShapes } from './details.ts';

/*
 * The objects of the marketplace contract, to the field: one that is missing, one that nobody promised or one of another type
 * is a failure, wherever it is heard.
 */

/** An opaque id. */
export const idShape = z.string().min(1).max(255);

/** ISO 8601 in UTC, with milliseconds. */
export const timeShape = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

const count = z.int().min(0);

/** A path from the contract's root. */
const fileUrlShape = z.string().regex(/^\/api\/upload\/chat-files\/[^/?#]+$/);

export const userShape = z.strictObject({
  _id: idShape,
  name: z.string().min(1),
  avatar: z.string().optional(),
  isOnline: z.boolean(),
  lastSeen: timeShape.optional(),
});

export const conversationShape = z.strictObject({
  _id: idShape,
  participants: z.array(idShape),
  type: z.enum(['direct', 'group']),
  groupName: z.string().min(1).optional(),
  groupAvatar: z.string().min(1).optional(),
  groupAdmin: idShape.optional(),
  lastMessage: z.string().optional(),
  lastMessageAt: timeShape,
  unreadCounts: z.record(idShape, count),
  archivedBy: z.record(idShape, timeShape),
  deletedBy: z.record(idShape, timeShape),
  isActive: z.boolean(),
  participantDetails: z.array(userShape),
  createdAt: timeShape,
  updatedAt: timeShape,
});
export type Conversation = z.infer<typeof conversationShape>;

const MESSAGE_TYPES = [
  'text',
  'image',
  'file',
  'video',
  'audio',
  'service_offer',
  'booking_request',
  'location',
  'system',
] as const;

export const messageShape = z
  .strictObject({
    _id: idShape,
    conversationId: idShape,
    senderId: idShape,
    seq: z.int().min(1),
    content: z.string(),
    type: z.enum(MESSAGE_TYPES),
    metadata: z.record(z.string(), z.unknown()).optional(),
    readBy: z.record(idShape, timeShape),
    reactions: z.array(idShape),
    reactionTypes: z.record(idShape, z.string().min(1)),
    replyToId: idShape.optional(),
    editedAt: timeShape.optional(),
    deletedAt: timeShape.optional(),
    deletedFor: z.array(idShape),
    isForwarded: z.boolean(),
    forwardedFromId: idShape.optional(),
    clientMessageId: z.string().min(1).max(128).optional(),
    sender: userShape,
    createdAt: timeShape,
    updatedAt: timeShape,
  })
  .check(({ value, issues }) => {
    if (value.deletedAt !== undefined) return;
    const read = detailsShapes[value.type].safeParse(value.metadata);
    for (const issue of read.error?.issues ?? [])
      issues.push({ code: 'custom', message: issue.message, path: ['metadata', ...issue.path], input: value.metadata });
  });
export type Message = z.infer<typeof messageShape>;

const paging = {
  page: z.int().min(1),
  limit: z.int().min(1).max(100),
  total: count,
  totalPages: count,
  hasMore: z.boolean(),
  nextCursor: z.string().min(1).nullable(),
};
export const conversationsShape = z.strictObject({ conversations: z.array(conversationShape), ...paging });
export const messagesShape = z.strictObject({ messages: z.array(messageShape), ...paging });
export type MessagePage = z.infer<typeof messagesShape>;

export const unreadShape = z.strictObject({ conversationId: idShape, unreadCount: count });
export const markedShape = unreadShape.extend({ markedCount: count });
export const readShape = z.strictObject({
  messageId: idShape,
  conversationId: idShape,
  readBy: idShape,
  readAt: timeShape,
  unreadCount: count,
});
export const readsShape = z.strictObject({
  messageId: idShape,
  reads: z.array(z.strictObject({ userId: idShape, readAt: timeShape, user: userShape })),
});
export const forwardedShape = z.strictObject({ messages: z.array(messageShape) });

export const packageShape = z.strictObject({
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(120),
  description: z.string().max(1000).optional(),
  price: z.number().min(0),
  currency: z.string().min(1).max(8),
  duration: z.string().min(1).max(50),
});
export type Package = z.infer<typeof packageShape>;

const uploadFields = {
  fileUrl: fileUrlShape,
  fileName: z.string().min(1),
  fileSize: z.int().min(1),
  mimeType: z.string().regex(/^[a-z]+\/[\w.+-]+$/),
  type: z.enum(['image', 'video', 'audio', 'file']),
  thumbnailUrl: z.string().min(1).optional(),
};
export const uploadShape = z.strictObject({
  ...uploadFields,
  files: z.array(z.strictObject(uploadFields)).min(1).max(5),
});
export type Upload = z.infer<typeof uploadShape>;
export const linkShape = z.strictObject({
  url: z.string().startsWith('/api/upload/chat-files/'),
  expiresAt: timeShape,
});

export const errorShape = z.strictObject({
  success: z.literal(false),
  statusCode: z.int().min(400).max(599),
  error: z.string().min(1),
});

export const metricsShape = z.strictObject({
  activeConnections: count,
  messagesPerMinute: z.number().min(0),
  messagesPerHour: z.number().min(0),
  fileUploadsPerDay: z.number().min(0),
  userOnlineEvents: z.number().min(0),
  userOfflineEvents: z.number().min(0),
  conversationsPerDay: z.number().min(0),
  serviceOfferConversionRate: z.number().min(0).max(1).nullable(),
});

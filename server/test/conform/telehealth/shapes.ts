import { z } from 'zod';

/*
 * The objects of the contract as an outside client must find them: every field and no other, and what follows from one
 * field for another. Whatever a case reads goes through one of these.
 */

const userId = z.string().min(1).max(255);
const id = z.string().min(1).max(64).regex(/\D/);
const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const type = z.enum(['patient', 'doctor']);
const count = z.int().min(0);
const metadata = z.record(z.string(), z.unknown());

export const conversationShape = z.strictObject({
  conversationId: id,
  conversationType: z.enum(['patient_doctor', 'doctor_doctor']),
  recipient: z.strictObject({
    id: userId,
    name: z.string().min(1),
    type,
    profilePhoto: z.string().nullable(),
    specialty: z.string().nullable(),
    isOnline: z.boolean(),
  }),
  lastMessage: z
    .strictObject({
      content: z.string(),
      timestamp: time,
      senderId: userId,
      isRead: z.boolean(),
      isDeleted: z.boolean().optional(),
    })
    .refine((last) => !last.isDeleted || last.content === '', 'a deleted message shows no content')
    .nullable(),
  unreadCount: count,
  createdAt: time,
  updatedAt: time,
});
export type Conversation = z.infer<typeof conversationShape>;

const attachmentShape = z.strictObject({
  fileName: z.string().min(1),
  fileSize: z.int().min(1),
  mimeType: z.string().regex(/^[a-z]+\/[a-z0-9.+-]+$/),
  url: z.string().regex(/^https?:\/\//),
});

const messageFields = z.strictObject({
  id,
  conversationId: id,
  seq: z.int().min(1),
  senderId: userId,
  senderName: z.string().min(1),
  senderType: type,
  receiverId: userId,
  receiverType: type,
  messageType: z.enum(['text', 'image', 'document', 'system']),
  content: z.string(),
  attachment: attachmentShape.nullable(),
  isRead: z.boolean(),
  readAt: time.nullable(),
  isDelivered: z.boolean(),
  deliveredAt: time.nullable(),
  isEdited: z.boolean(),
  editedAt: time.nullable(),
  isDeleted: z.boolean(),
  deletedAt: time.nullable(),
  metadata,
  createdAt: time,
  updatedAt: time,
});

/** What the fields of a message say about each other. */
function agrees(message: z.infer<typeof messageFields>): boolean {
  const isFile = message.messageType === 'image' || message.messageType === 'document';
  return (
    message.isRead === (message.readAt !== null) &&
    message.isDelivered === (message.deliveredAt !== null) &&
    (!message.isRead || message.isDelivered) &&
    message.isEdited === (message.editedAt !== null) &&
    message.isDeleted === (message.deletedAt !== null) &&
    (message.attachment !== null) === (isFile && !message.isDeleted) &&
    (!message.isDeleted || (message.content === '' && Object.keys(message.metadata).length === 0)) &&
    message.senderId !== message.receiverId
  );
}
const DISAGREE = 'the fields of the message do not agree with each other';

export const messageShape = messageFields.refine(agrees, DISAGREE);
export type Message = z.infer<typeof messageShape>;

const paginationShape = z
  .strictObject({
    currentPage: z.int().min(1),
    totalPages: count,
    totalItems: count,
    itemsPerPage: z.int().min(1),
    hasMore: z.boolean(),
    hasPrevious: z.boolean(),
    nextCursor: z.string().min(1).nullable(),
  })
  .refine((page) => page.totalPages === Math.ceil(page.totalItems / page.itemsPerPage), 'totalPages is no quotient')
  .refine((page) => page.hasMore === (page.nextCursor !== null), 'nextCursor is there exactly where more is');

function answer<T extends z.ZodType>(message: string, data: T) {
  return z.strictObject({ message: z.literal(message), data });
}

export const createdShape = answer('Conversation created successfully', conversationShape);
export const retrievedShape = answer('Conversation retrieved successfully', conversationShape);
export const listShape = z.strictObject({
  message: z.literal('Conversations retrieved successfully'),
  data: z.array(conversationShape),
  pagination: paginationShape,
});
export const historyShape = answer(
  'Messages retrieved successfully',
  z.strictObject({ conversationId: id, messages: z.array(messageShape), pagination: paginationShape }),
);
export const markedShape = z.strictObject({ message: z.string().regex(/^\d+ messages marked as read$/) });
export const fileSentShape = z.strictObject({ message: z.string().min(1), data: messageShape });
export const deletedShape = z.looseObject({ message: z.literal('Message deleted successfully') });
export const unreadShape = answer(
  'Unread count retrieved successfully',
  z
    .strictObject({
      totalUnread: count,
      byConversation: z.array(
        z.strictObject({ conversationId: id, recipientName: z.string().min(1), unreadCount: z.int().min(1) }),
      ),
    })
    .refine(
      ({ totalUnread, byConversation }) =>
        totalUnread === byConversation.reduce((sum, { unreadCount }) => sum + unreadCount, 0),
      'the total is the sum',
    ),
);
export const foundShape = answer(
  'Search results retrieved successfully',
  z.strictObject({
    query: z.string(),
    messages: z.array(
      z.strictObject({
        id,
        conversationId: id,
        senderId: userId,
        senderName: z.string().min(1),
        senderType: type,
        messageType: messageFields.shape.messageType,
        content: z.string(),
        createdAt: time,
      }),
    ),
    pagination: paginationShape,
  }),
);
export const onlineShape = answer(
  'Online status retrieved successfully',
  z.strictObject({ userId: z.string(), isOnline: z.boolean() }),
);
export const healthShape = z.strictObject({
  service: z.literal('Messaging Service'),
  status: z.literal('healthy'),
  timestamp: time,
  onlineUsers: count,
});
export const refusalShape = z.strictObject({ message: z.string().min(1) });

const sentShape = z
  .strictObject({
    tempId: z.union([z.string(), z.number()]).nullable(),
    messageId: id,
    timestamp: time,
    conversationId: id,
    message: messageShape,
  })
  .refine(
    ({ message, messageId, timestamp, conversationId }) =>
      message.id === messageId && message.createdAt === timestamp && message.conversationId === conversationId,
    'what stands beside the message is the message’s',
  );
const markedIds = z.strictObject({ conversationId: id, messageIds: z.array(id).max(1000) });
const turned = z.strictObject({ userId, timestamp: z.int().min(1_000_000_000_000) });

/** Every event that the server may send, with its exact payload. */
export const events = {
  message_sent: sentShape,
  new_message: messageFields
    .extend({
      sender: z.strictObject({
        id: userId,
        name: z.string().min(1),
        type,
        profilePhoto: z.string().nullable(),
        specialty: z.string().nullable(),
      }),
    })
    .refine(agrees, DISAGREE)
    .refine(({ sender, senderId, senderName }) => sender.id === senderId && sender.name === senderName, 'one sender'),
  message_delivered: z.strictObject({ messageId: id, deliveredAt: time, conversationId: id }),
  messages_read: markedIds.extend({ messageIds: z.array(id).min(1).max(1000), readBy: userId, readAt: time }),
  mark_as_read_success: markedIds,
  user_typing: z.strictObject({ conversationId: id, userId, userName: z.string().min(1) }),
  user_stopped_typing: z.strictObject({ conversationId: id, userId }),
  user_online: turned,
  user_offline: turned,
  message_deleted: z.strictObject({ messageId: id, conversationId: id, deletedAt: time }),
  message_edited: z.strictObject({ messageId: id, conversationId: id, content: z.string(), editedAt: time }),
  error: z.strictObject({
    event: z.string(),
    message: z.string().min(1),
    status: z.int().min(400).max(499),
    tempId: z.unknown().optional(),
    retryAfter: z.number().positive().optional(),
  }),
} as const;
export type Events = typeof events;
export type EventName = keyof Events;
export type Sent = z.infer<typeof sentShape>;

export const failedAckShape = z.strictObject({
  success: z.literal(false),
  event: z.string(),
  message: z.string().min(1),
  status: z.int().min(400).max(499),
  tempId: z.unknown().optional(),
  retryAfter: z.number().positive().optional(),
});

/** The ack of an event that went well, with its data. */
function ackShape<T extends z.ZodType>(data: T) {
  return z.strictObject({ success: z.literal(true), data });
}
export const sentAckShape = ackShape(sentShape);
export const markedAckShape = ackShape(markedIds);
export const joinedAckShape = ackShape(z.strictObject({ conversationId: id }));
export const emptyAckShape = ackShape(z.strictObject({}));

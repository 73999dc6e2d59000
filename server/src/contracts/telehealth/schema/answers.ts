import { z } from 'zod';

const time = z.iso.datetime();
const userType = z.enum(['patient', 'doctor']);

/** The body of an error. */
export const error = z.object({ message: z.string() }).meta({ id: 'Error' });

export const conversation = z
  .object({
    conversationId: z.string(),
    conversationType: z.enum(['patient_doctor', 'doctor_doctor']),
    recipient: z.object({
      id: z.string(),
      name: z.string(),
      type: userType,
      profilePhoto: z.string().nullable(),
      specialty: z.string().nullable(),
      isOnline: z.boolean(),
    }),
    lastMessage: z
      .object({
        content: z.string(),
        timestamp: time,
        senderId: z.string(),
        isRead: z.boolean(),
        isDeleted: z.literal(true).optional(),
      })
      .nullable(),
    unreadCount: z.int(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'Conversation' });
export type ConversationBody = z.infer<typeof conversation>;

export const message = z
  .object({
    id: z.string(),
    conversationId: z.string(),
    seq: z.int(),
    senderId: z.string(),
    senderName: z.string(),
    senderType: userType,
    receiverId: z.string(),
    receiverType: userType,
    messageType: z.enum(['text', 'image', 'document', 'system']),
    content: z.string(),
    attachment: z.object({ fileName: z.string(), fileSize: z.int(), mimeType: z.string(), url: z.url() }).nullable(),
    isRead: z.boolean(),
    readAt: time.nullable(),
    isDelivered: z.boolean(),
    deliveredAt: time.nullable(),
    isEdited: z.boolean(),
    editedAt: time.nullable(),
    isDeleted: z.boolean(),
    deletedAt: time.nullable(),
    metadata: z.record(z.string(), z.unknown()),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'Message' });
export type MessageBody = z.infer<typeof message>;

const foundMessage = message.pick({
  id: true,
  conversationId: true,
  senderId: true,
  senderName: true,
  senderType: true,
  messageType: true,
  content: true,
  createdAt: true,
});

export const pagination = z
  .object({
    currentPage: z.int(),
    totalPages: z.int(),
    totalItems: z.int(),
    itemsPerPage: z.int(),
    hasMore: z.boolean(),
    hasPrevious: z.boolean(),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'Pagination' });
export type PaginationBody = z.infer<typeof pagination>;

/** The body of an answer: its sentence and what it is about. */
export function answer<T extends z.ZodType>(data: T) {
  return z.object({ message: z.string(), data });
}

/** The same for a list. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ message: z.string(), data: z.array(item), pagination });
}

export const unreadCount = z.object({
  totalUnread: z.int(),
  byConversation: z.array(z.object({ conversationId: z.string(), recipientName: z.string(), unreadCount: z.int() })),
});

export const onlineStatus = z.object({ userId: z.string(), isOnline: z.boolean() });

export const history = z.object({
  message: z.string(),
  data: z.object({ conversationId: z.string(), messages: z.array(message), pagination }),
});

export const found = z.object({
  message: z.string(),
  data: z.object({ query: z.string(), messages: z.array(foundMessage), pagination }),
});

/** The body of an answer that says all in its sentence. */
export const done = z.object({ message: z.string() });

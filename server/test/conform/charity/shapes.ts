import { z } from 'zod';

/*
 * The objects of the charity contract, to the field: one that is missing, one that nobody promised or one of another type is
 * a failure, wherever it is heard.
 */

/** ISO 8601 in UTC, with milliseconds. */
export const timeShape = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
/** An id that the engine made: opaque, and never to be taken for a number. */
const madeId = z
  .string()
  .min(1)
  .max(64)
  .refine((id) => !/^\d+$/.test(id), 'is all digits');
const userId = z.string().min(1).max(255);
export const roleShape = z.enum(['USER', 'ADMIN']);
export const statusShape = z.enum(['ACTIVE', 'CLOSED', 'ARCHIVED']);
export const typeShape = z.enum(['TEXT', 'SYSTEM', 'FILE']);
const count = z.int().min(0);

export type Role = z.infer<typeof roleShape>;
export type Status = z.infer<typeof statusShape>;

export const participantShape = z.strictObject({
  userId,
  role: roleShape,
  joinedAt: timeShape,
  lastReadAt: timeShape.optional(),
});

export const conversationShape = z.strictObject({
  conversationId: madeId,
  participants: z.array(participantShape).min(1),
  createdBy: userId,
  status: statusShape,
  subject: z.string().min(1).max(255).optional(),
  metadata: z.record(z.string(), z.unknown()),
  createdAt: timeShape,
  updatedAt: timeShape,
});
export type Conversation = z.infer<typeof conversationShape>;

export const messageShape = z.strictObject({
  messageId: madeId,
  conversationId: madeId,
  seq: z.int().min(1),
  senderId: userId,
  senderRole: roleShape,
  content: z.string(),
  messageType: typeShape,
  readBy: z.array(z.strictObject({ userId, readAt: timeShape })),
  metadata: z.record(z.string(), z.unknown()),
  createdAt: timeShape,
  updatedAt: timeShape,
});
export type Message = z.infer<typeof messageShape>;

export const pagingShape = z.strictObject({
  total: count,
  page: z.int().min(1),
  limit: z.int().min(1).max(100),
  hasMore: z.boolean(),
});
export const listShape = z.strictObject({ conversations: z.array(conversationShape), pagination: pagingShape });
export const historyShape = z.strictObject({ messages: z.array(messageShape), pagination: pagingShape });
export const markedShape = z.strictObject({ message: z.literal('Conversation marked as read') });

/** What every answer but that of health is wrapped in. */
export const successShape = z.strictObject({ success: z.literal(true), data: z.unknown() });
export const failureShape = z.strictObject({
  success: z.literal(false),
  error: z.strictObject({ code: z.string().min(1), message: z.string().min(1) }),
});

/** The codes that go with each status. */
export const CODES: Readonly<Record<number, readonly string[]>> = {
  400: ['VALIDATION_ERROR'],
  401: ['UNAUTHORIZED'],
  403: ['FORBIDDEN'],
  404: ['NOT_FOUND'],
  409: ['CONVERSATION_CLOSED', 'CONFLICT'],
  413: ['PAYLOAD_TOO_LARGE'],
  429: ['RATE_LIMITED'],
};

export const healthShape = z.strictObject({
  status: z.literal('healthy'),
  service: z.literal('chat-service'),
  version: z.string().min(1),
  timestamp: timeShape,
  uptime: z.number().min(0),
  database: z.strictObject({ healthy: z.literal(true) }),
});

const received = {
  messageId: madeId,
  conversationId: madeId,
  seq: z.int().min(1),
  senderId: userId,
  senderRole: roleShape,
  content: z.string(),
  messageType: typeShape,
  metadata: z.record(z.string(), z.unknown()),
  createdAt: timeShape,
};

const errorCode = z.enum([
  'INVALID_MESSAGE',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONVERSATION_CLOSED',
  'CONFLICT',
  'RATE_LIMITED',
]);
export type ErrorCode = z.infer<typeof errorCode>;

const frame = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.strictObject({ type: z.literal(type), ...shape });

/** Every frame that a server may send. `INTERNAL_ERROR` is none that a client may ever cause. */
export const frameShape = z.discriminatedUnion('type', [
  frame('message_sent', { ...received, clientMessageId: z.string().optional() }),
  frame('message_received', received),
  frame('typing_start', { userId }),
  frame('typing_stop', { userId }),
  frame('read_receipt', { messageId: madeId, userId, readAt: timeShape }),
  frame('system', { message: z.string().min(1), timestamp: timeShape }),
  frame('user_joined', { userId, role: roleShape }),
  frame('user_left', { userId, role: roleShape }),
  frame('conversation_updated', {
    conversationId: madeId,
    status: statusShape,
    participants: z.array(z.strictObject({ userId, role: roleShape })).min(1),
    subject: z.string().min(1).max(255).optional(),
  }),
  frame('pong', { timestamp: timeShape }),
  frame('error', {
    code: errorCode,
    message: z.string().min(1),
    retryAfter: z.number().positive().optional(),
  }),
]);
export type Frame = z.infer<typeof frameShape>;
export type FrameType = Frame['type'];
export type FrameOf<T extends FrameType> = Extract<Frame, { readonly type: T }>;

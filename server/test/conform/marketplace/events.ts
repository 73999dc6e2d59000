import { z } from 'zod';
import { conversationShape, errorShape, idShape, messageShape, readShape, timeShape, userShape } from './shapes.ts';

/** Every event that a server may send, with its exact payload. */
export const eventShapes = {
  message_received: z.strictObject({ message: messageShape, conversationId: idShape }),
  new_message: z.strictObject({ conversationId: idShape, message: messageShape }),
  message_updated: z.strictObject({ conversationId: idShape, message: messageShape }),
  message_read: z.strictObject({
    messageId: idShape,
    conversationId: idShape,
    readBy: idShape,
    readAt: timeShape,
    seq: z.int().min(1),
  }),
  new_conversation: z.strictObject({ conversation: conversationShape }),
  conversation_updated: z.strictObject({
    conversationId: idShape,
    lastMessage: z.string().optional(),
    lastMessageAt: timeShape,
    conversation: conversationShape.optional(),
  }),
  user_typing: z.strictObject({
    conversationId: idShape,
    userId: idShape,
    isTyping: z.boolean(),
    user: userShape,
  }),
  user_online_status: z.strictObject({ userId: idShape, isOnline: z.boolean(), lastSeen: timeShape }),
  error: errorShape.extend({ event: z.string() }),
} as const;

export type EventName = keyof typeof eventShapes;

const about = { success: z.literal(true), conversationId: idShape };

/** What acknowledges each client event that went well. */
export const ackShapes = {
  join_conversation: z.strictObject(about),
  leave_conversation: z.strictObject(about),
  send_message: z.strictObject({ ...about, message: messageShape }),
  mark_read: z.strictObject({ ...readShape.shape, success: z.literal(true) }),
  typing_start: z.strictObject(about),
  typing_stop: z.strictObject(about),
  user_online: z.strictObject({ success: z.literal(true), isOnline: z.boolean(), lastSeen: timeShape }),
} as const;

export type ClientEvent = keyof typeof ackShapes;
export type Ack<E extends ClientEvent> = z.infer<(typeof ackShapes)[E]>;

/** What acknowledges a client event that failed, and what the `error` event brings as well. */
export const failureShape = eventShapes.error;
export type Failure = z.infer<typeof failureShape>;

import { z } from 'zod';

/*
 * The objects of the travel contract, to the field: one that is missing, one that nobody promised or one of another type is
 * a failure, wherever it is heard.
 */

const CANONICAL = /^(0|[1-9]\d*)$/;

/** A number for whole numbers in their canonical form, text for everything else. */
export const idShape = z.union([
  z.int().min(0),
  z
    .string()
    .min(1)
    .max(255)
    .refine((id) => !(CANONICAL.test(id) && Number(id) <= Number.MAX_SAFE_INTEGER), 'should have come as a number'),
]);
export type Id = z.infer<typeof idShape>;

/** ISO 8601 in UTC, with milliseconds. */
export const timeShape = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

const count = z.int().min(0);

export const conversationShape = z.strictObject({
  id: idShape,
  user1_id: idShape,
  user2_id: idShape,
  last_message_at: timeShape.nullable(),
  created_at: timeShape,
  other_user_id: idShape,
  other_user_name: z.string().min(1),
  other_user_avatar: z.string().nullable(),
  other_user_role: z.enum(['user', 'agent', 'admin']),
  other_user_online: z.boolean(),
  other_user_last_seen: timeShape.nullable(),
  last_message: z.string().nullable(),
  unread_count: count,
  total_messages: count,
});
export type Conversation = z.infer<typeof conversationShape>;

export const messageShape = z.strictObject({
  id: idShape,
  conversation_id: idShape,
  seq: z.int().min(1),
  sender_id: idShape,
  sender_name: z.string().min(1),
  message_text: z.string(),
  created_at: timeShape,
  is_read: z.boolean(),
  read_at: timeShape.nullable(),
  edited_at: timeShape.nullable(),
  is_deleted: z.boolean(),
});
export type Message = z.infer<typeof messageShape>;

export const ticketShape = z.strictObject({
  id: idShape,
  user_id: idShape,
  user_name: z.string().min(1),
  subject: z.string().min(1),
  description: z.string().min(1),
  category: z.string().min(1),
  status: z.enum(['open', 'in_progress', 'resolved', 'closed']),
  priority: z.enum(['low', 'medium', 'high', 'urgent']),
  created_at: timeShape,
  updated_at: timeShape,
});
export type Ticket = z.infer<typeof ticketShape>;

export const supportMessageShape = z.strictObject({
  id: idShape,
  ticket_id: idShape,
  seq: z.int().min(1),
  sender_id: idShape,
  sender_name: z.string().min(1),
  message_text: z.string(),
  is_admin: z.boolean(),
  created_at: timeShape,
});
export type SupportMessage = z.infer<typeof supportMessageShape>;

export const ticketWithMessagesShape = ticketShape.extend({ messages: z.array(supportMessageShape) });

export const responseShape = z.strictObject({
  success: z.literal(true),
  message: z.literal('Response added to ticket'),
  ticket: ticketShape,
  response: supportMessageShape,
});

export const markedShape = z.strictObject({
  success: z.literal(true),
  conversation_id: idShape,
  unread_count: count,
});

export const errorShape = z.strictObject({ error: z.string().min(1) });

const tempId = z.union([z.string().min(1).max(128), z.number()]).optional();
const who = { userId: idShape, username: z.string().min(1), timestamp: timeShape };
const typing = { conversationId: idShape, userId: idShape, userName: z.string().min(1) };

/** Every event that a server may send, with its exact payload. */
export const eventShapes = {
  'message-received': messageShape.extend({ conversationId: idShape, senderId: idShape, tempId }),
  'conversation-updated': z.strictObject({ conversationId: idShape, conversation: conversationShape }),
  typing: z.strictObject({ ...typing, isTyping: z.boolean() }),
  'user-typing': z.strictObject(typing),
  'user-stopped-typing': z.strictObject(typing),
  'message-read': z.strictObject({
    conversationId: idShape,
    messageId: idShape,
    userId: idShape,
    readAt: timeShape,
  }),
  'support-message-received': supportMessageShape.extend({ ticketId: idShape, senderId: idShape, tempId }),
  'support-ticket-updated': z.strictObject({ ticketId: idShape, ticket: ticketShape }),
  'user-online': z.strictObject(who),
  'user-offline': z.strictObject({ ...who, lastSeen: timeShape }),
  'user-status-changed': z.strictObject({ userId: idShape, status: z.enum(['online', 'offline']) }),
  'online-users': z.array(idShape),
  error: z.strictObject({ event: z.string(), message: z.string().min(1) }),
} as const;

export type EventName = keyof typeof eventShapes;

const done = { success: z.literal(true) };

/** What acknowledges each client event that went well. */
export const ackShapes = {
  'user-online': z.strictObject({ ...done, online_users: z.array(idShape) }),
  'user-offline': z.strictObject(done),
  'join-conversation': z.strictObject({ ...done, conversationId: idShape }),
  'leave-conversation': z.strictObject(done),
  'send-message': z.strictObject({ ...done, message: messageShape, tempId }),
  typing: z.strictObject(done),
  'stop-typing': z.strictObject(done),
  'mark-as-read': z.strictObject({ ...done, conversationId: idShape, unread_count: count }),
  'join-support': z.strictObject({ ...done, ticketId: idShape }),
  'leave-support': z.strictObject(done),
  'send-support-message': z.strictObject({ ...done, message: supportMessageShape, tempId, ticket: ticketShape }),
} as const;

export type ClientEvent = keyof typeof ackShapes;
export type Ack<E extends ClientEvent> = z.infer<(typeof ackShapes)[E]>;

export const failedAckShape = z.strictObject({ success: z.literal(false), error: z.string().min(1) });

/** The id as the contract shows it: what is a whole number in its canonical form is a number. */
export function shownId(id: string): Id {
  return CANONICAL.test(id) && Number(id) <= Number.MAX_SAFE_INTEGER ? Number(id) : id;
}

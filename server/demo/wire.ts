import { z } from 'zod';
import { supportAnswers, supportEvents } from './wire-support.ts';

/** The part of the wire that the story looks at. A real client may read more; unknown fields are left alone. */

const attachment = z.object({
  id: z.string(),
  name: z.string(),
  size: z.int(),
  mimeType: z.string(),
  kind: z.string(),
  url: z.string(),
});

const reaction = z.object({ emoji: z.string(), count: z.int(), userIds: z.array(z.string()) });

const message = z.object({
  id: z.string(),
  conversationId: z.string(),
  seq: z.int().positive(),
  type: z.string(),
  senderId: z.string(),
  content: z.string(),
  attachments: z.array(attachment),
  replyTo: z.object({ id: z.string(), seq: z.int(), content: z.string() }).nullable(),
  reactions: z.array(reaction),
  version: z.int().positive(),
  clientId: z.string().nullable(),
  editedAt: z.string().nullable(),
  deletedAt: z.string().nullable(),
});

export type WireMessage = z.infer<typeof message>;

const conversation = z.object({
  id: z.string(),
  type: z.string(),
  status: z.string(),
  title: z.string().nullable(),
  lastSeq: z.int(),
  unreadCount: z.int(),
  members: z.array(z.object({ userId: z.string(), lastReadSeq: z.int(), lastDeliveredSeq: z.int() })),
});

const readMark = z.object({ conversationId: z.string(), lastReadSeq: z.int(), unreadCount: z.int() });

/** What the story reads out of REST answers. */
export const answers = {
  message,
  attachment,
  conversation,
  messages: z.object({ data: z.array(message), page: z.object({ next: z.string().nullable() }) }),
  unread: z.object({
    total: z.int(),
    conversations: z.array(z.object({ conversationId: z.string(), unreadCount: z.int() })),
  }),
  problem: z.object({ status: z.int(), code: z.string(), detail: z.string() }),
  ...supportAnswers,
};

const ok = z.object({ ok: z.literal(true) });

/** The acks of the client events that the story sends. */
export const acks = {
  plain: ok,
  sent: ok.extend({ message, duplicate: z.boolean() }),
  read: ok.extend(readMark.shape),
  resumed: ok.extend({
    conversations: z.record(
      z.string(),
      z.object({ messages: z.array(message), hasMore: z.boolean(), lastSeq: z.int() }),
    ),
  }),
};

/** A refused client event. */
export const refusal = z.object({ ok: z.literal(false), error: z.object({ code: z.string(), message: z.string() }) });

const event = z.discriminatedUnion('name', [
  z.object({ name: z.literal('new_message'), body: message }),
  z.object({ name: z.literal('message_updated'), body: message }),
  z.object({
    name: z.literal('message_deleted'),
    body: z.object({
      conversationId: z.string(),
      messageId: z.string(),
      seq: z.int(),
      version: z.int(),
      deletedAt: z.string(),
      deletedBy: z.string(),
      forMe: z.boolean(),
    }),
  }),
  z.object({
    name: z.literal('reaction_updated'),
    body: z.object({
      conversationId: z.string(),
      messageId: z.string(),
      version: z.int(),
      userId: z.string(),
      emoji: z.string(),
      action: z.enum(['added', 'removed']),
      reactions: z.array(reaction),
    }),
  }),
  z.object({
    name: z.literal('message_delivered'),
    body: z.object({ conversationId: z.string(), userId: z.string(), seq: z.int(), deliveredAt: z.string() }),
  }),
  z.object({
    name: z.literal('message_read_receipt'),
    body: z.object({
      conversationId: z.string(),
      userId: z.string(),
      messageId: z.string(),
      seq: z.int(),
      readAt: z.string(),
    }),
  }),
  z.object({
    name: z.literal('typing_indicator'),
    body: z.object({ conversationId: z.string(), userId: z.string(), userName: z.string(), isTyping: z.boolean() }),
  }),
  z.object({
    name: z.literal('presence_update'),
    body: z.object({ userId: z.string(), status: z.string(), isOnline: z.boolean(), lastSeen: z.string().nullable() }),
  }),
  z.object({ name: z.literal('conversation_created'), body: conversation }),
  z.object({ name: z.literal('conversation_updated'), body: conversation }),
  ...supportEvents,
]);

export type WireEvent = z.infer<typeof event>;

/** An event of the server, or null for one that has no part in the story or has another shape than it must have. */
export function parseEvent(name: string, body: unknown): WireEvent | null {
  const parsed = event.safeParse({ name, body });
  return parsed.success ? parsed.data : null;
}

import { z } from 'zod';
import type { CoreEvent, CoreEventType } from '../../core/events.ts';

const id = z.string().min(1);
const seq = z.int().positive();
const time = z.iso.datetime();
const conversation = { conversationId: id };
const message = z.looseObject({
  id,
  conversationId: id,
  seq,
  senderId: z.string().nullable(),
  type: id,
  content: z.string(),
  version: seq,
  createdAt: time,
});
const ticket = z.looseObject({ id, requesterId: id, status: id });

/** What of each event this program relies upon. The rest is as the node of the same site made it that sealed the packet. */
const FORMS: Readonly<Record<CoreEventType, z.ZodType>> = {
  'message.sent': z.looseObject({ ...conversation, message }),
  'message.edited': z.looseObject({ ...conversation, message }),
  'message.deleted': z.looseObject({
    ...conversation,
    messageId: id,
    seq,
    version: seq,
    deletedAt: time,
    deletedBy: id,
  }),
  'message.hidden': z.looseObject({ ...conversation, messageId: id, seq, version: seq, userId: id }),
  'message.reacted': z.looseObject({
    ...conversation,
    messageId: id,
    version: seq,
    userId: id,
    emoji: id,
    action: z.enum(['added', 'removed']),
    reactions: z.array(z.looseObject({ emoji: id, userIds: z.array(id), at: z.array(z.string()) })),
  }),
  'mark.read': z.looseObject({
    ...conversation,
    userId: id,
    fromSeq: z.int(),
    seq,
    readAt: time,
    unreadCount: z.int(),
  }),
  'mark.delivered': z.looseObject({ ...conversation, userId: id, fromSeq: z.int(), seq, deliveredAt: time }),
  'conversation.created': z.looseObject({ ...conversation, userIds: z.array(id) }),
  'conversation.changed': z.looseObject(conversation),
  'conversation.affirmed': z.looseObject(conversation),
  'conversation.arranged': z.looseObject({ ...conversation, userId: id }),
  'conversation.left': z.looseObject({ ...conversation, userId: id, reason: z.enum(['removed', 'left', 'deleted']) }),
  'ticket.created': z.looseObject({ ...conversation, ticket }),
  'ticket.updated': z.looseObject({ ...conversation, ticket, changes: z.array(z.looseObject({ field: id })) }),
  'ticket.commented': z.looseObject({
    ...conversation,
    requesterId: id,
    comment: z.looseObject({ id, internal: z.boolean() }),
  }),
  'access.changed': z.looseObject({ ...conversation, accessVersion: z.int() }),
  'typing.changed': z.looseObject({ ...conversation, userId: id, userName: z.string(), isTyping: z.boolean() }),
  'room.changed': z.looseObject({
    ...conversation,
    user: z.looseObject({ id }),
    action: z.enum(['joined', 'left']),
    at: time,
  }),
  'presence.changed': z.looseObject({
    presence: z.looseObject({ userId: id, status: id, isOnline: z.boolean() }),
    turned: z.enum(['online', 'offline']).nullable(),
  }),
  'notification.created': z.looseObject({ notification: z.looseObject({ id, userId: id }) }),
  'user.changed': z.looseObject({ userId: id, suspended: z.boolean() }),
};

const FORM_OF: ReadonlyMap<unknown, z.ZodType> = new Map(Object.entries(FORMS));

function isEvent(value: unknown): value is CoreEvent {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  return FORM_OF.get(value.type)?.safeParse(value).success ?? false;
}

/** What a node said of an event; null for what is none, as this version knows events. */
export function readEvent(text: string): CoreEvent | null {
  try {
    const value: unknown = JSON.parse(text);
    return isEvent(value) ? value : null;
  } catch {
    return null;
  }
}

import { z } from 'zod';
import type { EngineEventType } from '../../../core/outlets/types.ts';

const id = z.string().min(1);
const seq = z.int().min(0);
const at = z.iso.datetime();

/** The conversation that something happened in; `ticketId` names the ticket whose conversation it is. */
const where = {
  conversationId: id,
  conversationType: z.enum(['direct', 'group', 'support']),
  ticketId: id.nullable(),
};
const message = { ...where, messageId: id, seq };
const mark = { ...where, userId: id, fromSeq: seq, upToSeq: seq };
const ticket = { ticketId: id, conversationId: id };
const role = z.enum(['user', 'agent', 'admin']);

/**
 * What each type of event tells. Ids, numbers, times and words of fixed sets: never what somebody wrote, nor a name. An actor
 * is null where the server acted by itself.
 */
export const EVENT_DATA = {
  'message.sent': z.object({
    ...message,
    senderId: id,
    messageType: z.enum([
      'text',
      'image',
      'file',
      'audio',
      'video',
      'location',
      'service_offer',
      'booking_request',
      'system',
    ]),
  }),
  'message.edited': z.object({ ...message, version: z.int(), senderId: id }),
  'message.deleted': z.object({ ...message, version: z.int(), senderId: id }),
  'message.reacted': z.object({
    ...message,
    version: z.int(),
    userId: id,
    emoji: z.string(),
    action: z.enum(['added', 'removed']),
  }),
  /** Messages after `fromSeq` and up to `upToSeq` reached `userId`; of conversations with more than 50 members nothing is said. */
  'message.delivered': z.object(mark),
  'message.read': z.object(mark),
  'conversation.created': z.object({ ...where, createdBy: id }),
  /** People came in, those with whom the conversation began included. */
  'conversation.joined': z.object({ ...where, userIds: z.array(id).min(1) }),
  'conversation.left': z.object({ ...where, userId: id, reason: z.enum(['removed', 'left']) }),
  'conversation.updated': z.object({
    ...where,
    changed: z.array(z.enum(['title', 'avatar', 'metadata', 'status', 'roles'])).min(1),
  }),
  'ticket.created': z.object({
    ...ticket,
    number: z.int(),
    requesterId: id,
    createdBy: id,
    status: z.string(),
    priority: z.string(),
    category: z.string(),
  }),
  /** `from` and `to` are null for fields that hold people's words: subject, tags, metadata. */
  'ticket.updated': z.object({
    ...ticket,
    actorId: id.nullable(),
    action: z.enum(['status_changed', 'assigned', 'updated', 'escalated', 'rated', 'answered']),
    changes: z.array(
      z.object({
        field: z.string(),
        from: z.union([z.string(), z.number(), z.null()]),
        to: z.union([z.string(), z.number(), z.null()]),
      }),
    ),
  }),
  /** A public comment, which is told as a message too; or an internal note, which has no message. */
  'ticket.commented': z.object({
    ...ticket,
    commentId: id,
    authorId: id,
    internal: z.boolean(),
    messageId: id.nullable(),
    seq: seq.nullable(),
  }),
  'ticket.removed': z.object(ticket),
  'user.created': z.object({ userId: id, role, suspended: z.boolean() }),
  'user.updated': z.object({
    userId: id,
    role,
    suspended: z.boolean(),
    changed: z
      .array(
        z.enum([
          'name',
          'email',
          'avatar',
          'role',
          'userType',
          'specialty',
          'statusText',
          'locale',
          'timeZone',
          'suspended',
        ]),
      )
      .min(1),
  }),
  /** Sent to a webhook when an admin asks for it, and never otherwise. */
  'webhook.tested': z.object({ webhookId: id }),
} as const satisfies Record<EngineEventType, z.ZodObject>;

function eventOf<T extends EngineEventType>(type: T) {
  return z.object({ id, type: z.literal(type), createdAt: at, data: EVENT_DATA[type] });
}

/** An event of the engine as it leaves the server: the body of a webhook's request, the value of a broker's record. */
export const engineEvent = z.discriminatedUnion('type', [
  eventOf('message.sent'),
  eventOf('message.edited'),
  eventOf('message.deleted'),
  eventOf('message.reacted'),
  eventOf('message.delivered'),
  eventOf('message.read'),
  eventOf('conversation.created'),
  eventOf('conversation.joined'),
  eventOf('conversation.left'),
  eventOf('conversation.updated'),
  eventOf('ticket.created'),
  eventOf('ticket.updated'),
  eventOf('ticket.commented'),
  eventOf('ticket.removed'),
  eventOf('user.created'),
  eventOf('user.updated'),
  eventOf('webhook.tested'),
]);
export type EngineEvent = z.infer<typeof engineEvent>;

import { z } from 'zod';
import type { SocketEventEntry } from '../../wire/docs/entry.ts';
import { conversation, message, readMark, userRef } from './schema/answers.ts';
import { sendMessage } from './schema/messages.ts';
import { notification } from './schema/notifications.ts';
import * as client from './schema/socket.ts';
import { commentAnswer, fieldChange, ticketAnswer } from './schema/ticket-answers.ts';

const time = z.iso.datetime();
const ok = z.object({ ok: z.literal(true) });
const refused = z.object({
  ok: z.literal(false),
  error: z.object({ code: z.string(), message: z.string(), retryAfter: z.int().optional() }),
});

const presence = z.object({
  userId: z.string(),
  status: z.enum(['online', 'away', 'busy', 'offline']),
  statusText: z.string().nullable(),
  isOnline: z.boolean(),
  lastSeen: time.nullable(),
});

const caughtUp = z.object({ messages: z.array(message), hasMore: z.boolean(), lastSeq: z.int() });
const roomChange = z.object({ conversationId: z.string(), userId: z.string(), user: userRef, at: time });

/** Every socket event of the native contract: first what a client sends, then what it hears. */
export function socketEvents(settings: { readonly maxMessageLength: number }): readonly SocketEventEntry[] {
  return [
    emit('send_message', 'Sends a message; the ack comes once it is stored.', sendMessage(settings.maxMessageLength), {
      message,
      duplicate: z.boolean(),
    }),
    emit('message_read', 'Moves your read mark up to a message, given by id or by number.', client.messageRead, {
      ...readMark.shape,
    }),
    emit('typing_start', 'Shows you as typing, for 10 s or until you send.', client.inConversation),
    emit('typing_stop', 'Says that you stopped typing.', client.inConversation),
    emit('resume', 'Catches up after a pause: what came after the last number that you have.', client.resume, {
      conversations: z.record(z.string(), z.union([caughtUp, z.object({ error: z.object({ code: z.string() }) })])),
    }),
    emit('join_conversation', 'Enters the room, so that the others in it see you there.', client.joinConversation, {
      conversation,
      present: z.array(z.string()),
      messages: z.array(message).optional(),
      hasMore: z.boolean().optional(),
    }),
    emit('leave_conversation', 'Leaves the room; messages keep coming to members.', client.inConversation),
    emit('update_presence', 'Sets your status and its text.', client.updatePresence, { presence }),
    emit('authenticate', 'Renews the connection with a new token before the old one expires.', client.authenticate, {
      expiresAt: time.nullable(),
    }),
    hear('ticket_created', 'A ticket was opened; for its requester and all agents.', ticketAnswer),
    hear(
      'ticket_updated',
      'A ticket changed; for its requester and all agents.',
      ticketAnswer.extend({ changes: z.array(fieldChange) }),
    ),
    hear(
      'ticket_comment',
      'Somebody commented on a ticket; for all agents, and for its requester when it is public.',
      commentAnswer,
    ),
    hear(
      'new_message',
      'A message in one of your conversations; the connection that sent it has the ack instead.',
      message,
    ),
    hear('message_updated', 'A message was edited.', message),
    hear(
      'message_deleted',
      'A message was deleted, for everybody or for you alone.',
      z.object({
        conversationId: z.string(),
        messageId: z.string(),
        seq: z.int(),
        version: z.int(),
        deletedAt: time,
        deletedBy: z.string(),
        forMe: z.boolean(),
      }),
    ),
    hear(
      'reaction_updated',
      'Somebody reacted to a message or took a reaction back.',
      z.object({
        conversationId: z.string(),
        messageId: z.string(),
        version: z.int(),
        userId: z.string(),
        emoji: z.string(),
        action: z.enum(['added', 'removed']),
        reactions: message.shape.reactions,
      }),
    ),
    hear(
      'message_delivered',
      'Messages up to this number have reached a member.',
      z.object({ conversationId: z.string(), userId: z.string(), seq: z.int(), deliveredAt: time }),
    ),
    hear(
      'message_read_receipt',
      'A member has read up to this number.',
      z.object({
        conversationId: z.string(),
        userId: z.string(),
        messageId: z.string(),
        seq: z.int(),
        readAt: time,
      }),
    ),
    hear(
      'typing_indicator',
      'A member started or stopped typing.',
      z.object({ conversationId: z.string(), userId: z.string(), userName: z.string(), isTyping: z.boolean() }),
    ),
    hear('presence_update', 'Somebody who shares a conversation with you came, went or changed status.', presence),
    hear('conversation_created', 'A conversation that you are in from now on.', conversation),
    hear('conversation_updated', 'Its title, members, roles, status or your own settings changed.', conversation),
    hear(
      'conversation_removed',
      'A conversation that you are no longer in.',
      z.object({ conversationId: z.string(), reason: z.enum(['removed', 'left', 'deleted']) }),
    ),
    hear('notification', 'Something entered your feed.', notification),
    hear('user_joined', 'Somebody entered the room that you have joined.', roomChange),
    hear('user_left', 'Somebody left it.', roomChange),
    hear(
      'error',
      'What a client event without a callback was answered, or why the connection ends.',
      z.object({ event: z.string(), code: z.string(), message: z.string(), retryAfter: z.int().optional() }),
    ),
  ];
}

function emit(name: string, summary: string, payload: z.ZodType, ack: z.ZodRawShape = {}): SocketEventEntry {
  return { name, direction: 'client', summary, payload, ack: z.union([ok.extend(ack), refused]) };
}

function hear(name: string, summary: string, payload: z.ZodType): SocketEventEntry {
  return { name, direction: 'server', summary, payload, ack: null };
}

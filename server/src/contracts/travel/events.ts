import { z } from 'zod';
import type { SocketEventEntry } from '../../wire/docs/entry.ts';
import { conversationRow, messageRow, supportMessageRow, ticketRow } from './schema/answers.ts';
import { anyId, shownId } from './schema/ids.ts';
import * as client from './schema/socket.ts';

const time = z.iso.datetime();
const done = z.object({ success: z.literal(true) });
const refused = z.object({ success: z.literal(false), error: z.string() });
const tempId = z.union([z.string(), z.number()]).optional();
const person = z.object({ userId: shownId, username: z.string(), timestamp: time });
const typist = z.object({ conversationId: shownId, userId: shownId, userName: z.string() });
const conversation = { conversationId: shownId };
const ticket = { ticketId: shownId };

/** Every socket event of the contract: first what a client sends, then what it hears. */
export function socketEvents(settings: { readonly maxMessageLength: number }): readonly SocketEventEntry[] {
  const { maxMessageLength: longest } = settings;
  const inConversation = z.union([client.inConversation, anyId]);
  const inSupport = z.union([client.inSupport, anyId]);
  return [
    emit('join-conversation', 'Opens a conversation: its messages and who types come from now on.', inConversation, {
      ...conversation,
    }),
    emit('leave-conversation', 'Closes it again, and ends your typing.', inConversation),
    emit('send-message', 'Sends a message, and opens its conversation.', client.sendMessage(longest), {
      message: messageRow,
      tempId,
    }),
    emit('typing', 'Shows you as typing for 10 s, or no longer.', client.typing),
    emit('stop-typing', 'Says that you stopped typing.', client.inConversation),
    emit(
      'mark-as-read',
      'Says that you have read everything up to a message, or all of a conversation.',
      z.union([client.markAsRead, anyId]),
      { ...conversation, unread_count: z.int() },
    ),
    emit('user-online', 'Counts this connection for your presence again.', z.union([client.saysOnline, anyId]), {
      online_users: z.array(shownId),
    }),
    emit('user-offline', 'Does not count it, until `user-online`; it goes on hearing all.', z.unknown()),
    emit('join-support', 'Opens the conversation of a ticket.', inSupport, ticket),
    emit('leave-support', 'Closes it again.', inSupport),
    emit('send-support-message', 'Writes in a ticket, and opens it.', client.sendSupportMessage(longest), {
      message: supportMessageRow,
      tempId,
      ticket: ticketRow,
    }),
    hear(
      'message-received',
      'A message in a conversation that you have open, your own ones too.',
      messageRow.extend({ ...conversation, senderId: shownId, tempId }),
    ),
    hear(
      'conversation-updated',
      'A conversation of yours is new, or has another message, text or mark: its row as you see it.',
      z.object({ ...conversation, conversation: conversationRow }),
    ),
    hear(
      'typing',
      'Somebody in an open conversation began or ceased to type.',
      typist.extend({ isTyping: z.boolean() }),
    ),
    hear('user-typing', 'They began.', typist),
    hear('user-stopped-typing', 'They ceased.', typist),
    hear(
      'message-read',
      'Somebody has read up to this message.',
      z.object({ ...conversation, messageId: shownId, userId: shownId, readAt: time }),
    ),
    hear(
      'support-message-received',
      'A message in a ticket that you have open, your own ones too.',
      supportMessageRow.extend({ ...ticket, senderId: shownId, tempId }),
    ),
    hear(
      'support-ticket-updated',
      'A ticket of yours (for admins: any) is new, has a message, or another status, category or priority.',
      z.object({ ...ticket, ticket: ticketRow }),
    ),
    hear('user-online', 'Somebody who shares a conversation with you came online.', person),
    hear('user-offline', 'They went offline.', person.extend({ lastSeen: time.nullable() })),
    hear(
      'user-status-changed',
      'Either of the two.',
      z.object({ userId: shownId, status: z.enum(['online', 'offline']) }),
    ),
    hear('online-users', 'The answer to `user-online`: who of them is online.', z.array(shownId)),
    hear('error', 'An event of yours was refused.', z.object({ event: z.string(), message: z.string() })),
  ];
}

function emit(name: string, summary: string, payload: z.ZodType, ack: z.ZodRawShape = {}): SocketEventEntry {
  return { name, direction: 'client', summary, payload, ack: z.union([done.extend(ack), refused]) };
}

function hear(name: string, summary: string, payload: z.ZodType): SocketEventEntry {
  return { name, direction: 'server', summary, payload, ack: null };
}

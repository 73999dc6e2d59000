import { z } from 'zod';
import type { SocketEventEntry } from '../../wire/docs/entry.ts';
import { message } from './schema/answers.ts';
import * as client from './schema/requests.ts';

const time = z.iso.datetime();
const conversationId = z.string();
const ids = z.object({ conversationId, messageIds: z.array(z.string()) });
const sent = z.object({
  tempId: z.union([z.string(), z.number()]).nullable(),
  messageId: z.string(),
  timestamp: time,
  conversationId,
  message,
});
const presence = z.object({ userId: z.string(), timestamp: z.int() });
const typist = z.object({ conversationId, userId: z.string() });
const refused = z.object({
  success: z.literal(false),
  event: z.string(),
  message: z.string(),
  status: z.int(),
  retryAfter: z.int().optional(),
});

/** Every socket event of this contract: first what a client sends, then what it hears. */
export function socketEvents(settings: { readonly maxMessageLength: number }): readonly SocketEventEntry[] {
  return [
    emit('send_message', 'Sends a text.', client.sendMessage(settings.maxMessageLength), sent),
    emit('typing_start', 'Shows you as typing, for 10 s or until you send.', client.typing),
    emit('typing_stop', 'Says that you stopped typing.', client.typing),
    emit('mark_as_read', 'Reads up to the newest of these messages.', client.markAsRead, ids),
    emit(
      'join_conversation',
      'Says that you look at a conversation: all that is in it has reached you.',
      client.joinConversation,
      z.object({ conversationId }),
    ),
    hear('message_sent', 'Your message is stored; on all your connections.', sent),
    hear(
      'new_message',
      'Somebody wrote to you.',
      message.extend({
        sender: z.object({
          id: z.string(),
          name: z.string(),
          type: z.enum(['patient', 'doctor']),
          profilePhoto: z.string().nullable(),
          specialty: z.string().nullable(),
        }),
      }),
    ),
    hear(
      'message_delivered',
      'A message of yours has reached its receiver.',
      z.object({ messageId: z.string(), deliveredAt: time, conversationId }),
    ),
    hear('messages_read', 'Messages of yours were read.', ids.extend({ readBy: z.string(), readAt: time })),
    hear('mark_as_read_success', 'You have read these, on whichever of your connections.', ids),
    hear('user_typing', 'The other one is typing.', typist.extend({ userName: z.string() })),
    hear('user_stopped_typing', 'The other one is not typing any more.', typist),
    hear('user_online', 'Somebody with whom you share a conversation came online.', presence),
    hear('user_offline', 'Somebody with whom you share a conversation went offline.', presence),
    hear(
      'message_deleted',
      'A message was deleted for both.',
      z.object({ messageId: z.string(), conversationId, deletedAt: time }),
    ),
    hear(
      'message_edited',
      'A message was edited, through another contract.',
      z.object({ messageId: z.string(), conversationId, content: z.string(), editedAt: time }),
    ),
    hear(
      'error',
      'What you sent was refused.',
      refused.omit({ success: true }).extend({ tempId: z.union([z.string(), z.number()]).optional() }),
    ),
  ];
}

function emit(name: string, summary: string, payload: z.ZodType, data: z.ZodType = z.object({})): SocketEventEntry {
  const ack = z.union([z.object({ success: z.literal(true), data }), refused]);
  return { name, direction: 'client', summary, payload, ack };
}

function hear(name: string, summary: string, payload: z.ZodType): SocketEventEntry {
  return { name, direction: 'server', summary, payload, ack: null };
}

import { z } from 'zod';
import type { SocketEventEntry } from '../../wire/docs/entry.ts';
import * as answers from './schema/answers.ts';
import * as schema from './schema/socket.ts';

const time = z.iso.datetime();
const conversationId = z.string();
const done = z.object({ success: z.literal(true) });
const inConversation = done.extend({ conversationId });

/** What clients may say, and how it is acknowledged. */
function clientEvents(maxLength: number): readonly SocketEventEntry[] {
  const client = (name: string, summary: string, payload: z.ZodType, ack: z.ZodType) =>
    ({ name, direction: 'client', summary, payload, ack }) as const;
  return [
    client(
      'join_conversation',
      'Hear again what is said in a room that was left',
      schema.inConversation,
      inConversation,
    ),
    client('leave_conversation', 'Hear no more of what is said in a room', schema.inConversation, inConversation),
    client(
      'send_message',
      'Send a message, as over HTTP',
      schema.sendMessage(maxLength),
      inConversation.extend({ message: answers.message }),
    ),
    client('mark_read', 'Read up to a message', schema.markRead, answers.read.extend(done.shape)),
    client('typing_start', 'Begin to type, or go on', schema.inConversation, inConversation),
    client('typing_stop', 'Cease to type', schema.inConversation, inConversation),
    client(
      'user_online',
      'Whether this connection counts for your presence',
      schema.userOnline,
      done.extend({ isOnline: z.boolean(), lastSeen: time }),
    ),
  ];
}

const inList = z.object({
  conversationId,
  lastMessage: z.string(),
  lastMessageAt: time,
  conversation: answers.conversation.optional(),
});

const withMessage = z.object({ conversationId, message: answers.message });

const SERVER: readonly (readonly [name: string, summary: string, payload: z.ZodType])[] = [
  ['message_received', 'A new message, to everybody in the conversation', withMessage],
  ['new_message', 'The same, to those in the room', withMessage],
  ['message_updated', 'A message was edited, reacted to or deleted', withMessage],
  [
    'message_read',
    'Somebody read a message and all before it',
    answers.read.omit({ unreadCount: true }).extend({ seq: z.int() }),
  ],
  ['new_conversation', 'A conversation that is new to you', z.object({ conversation: answers.conversation })],
  ['conversation_updated', 'A conversation looks otherwise in your list', inList],
  [
    'user_typing',
    'Somebody began to type or ceased',
    z.object({ conversationId, userId: z.string(), isTyping: z.boolean(), user: answers.userInfo }),
  ],
  [
    'user_online_status',
    'Somebody you share a conversation with came or went',
    z.object({ userId: z.string(), isOnline: z.boolean(), lastSeen: time }),
  ],
  ['error', 'What you said was refused', answers.error.extend({ event: z.string() })],
];

/** The events of the contract's sockets, as its documentation tells of them. */
export function socketEvents({ maxMessageLength }: { readonly maxMessageLength: number }): readonly SocketEventEntry[] {
  const server = SERVER.map(
    ([name, summary, payload]): SocketEventEntry => ({ name, direction: 'server', summary, payload, ack: null }),
  );
  return [...clientEvents(maxMessageLength), ...server];
}

import type { z } from 'zod';
import type { SocketEventEntry } from '../../wire/docs/entry.ts';
import { heard } from './schema/answers.ts';
import { frames } from './schema/frames.ts';

const HEARD = {
  message_sent: 'Your message is stored; the answer to `message`.',
  message_received: 'A message in the conversation, by whatever way it came.',
  typing_start: 'Somebody else began to type.',
  typing_stop: 'They ceased.',
  read_receipt: 'Somebody has read up to this message.',
  system: 'A notice for this connection, not stored: the welcome, and changes of status.',
  user_joined: 'Somebody opened the conversation.',
  user_left: 'They closed it, with the last of their connections.',
  conversation_updated: 'Status, subject, metadata or participants changed: how it is now.',
  pong: 'The answer to `ping`.',
  error: 'A frame of yours was refused; the connection stays.',
} as const satisfies Record<keyof typeof heard, string>;

/** Every frame of the contract, by its `type`: first what a client sends, then what it hears. */
export function socketEvents({ maxMessageLength }: { readonly maxMessageLength: number }): readonly SocketEventEntry[] {
  const sent = frames(maxMessageLength);
  const emit = (name: string, summary: string, payload: z.ZodType): SocketEventEntry => ({
    name,
    direction: 'client',
    summary,
    payload,
    ack: null,
  });
  return [
    emit('message', 'Sends a message; `message_sent` answers.', sent.message),
    emit('typing', 'Shows you as typing for 10 s, or no longer.', sent.typing),
    emit('read', 'Says that you have read everything up to a message, or all.', sent.read),
    emit('ping', 'Asks whether the server is there.', sent.ping),
    ...Object.entries(HEARD).map(
      ([name, summary]): SocketEventEntry => ({
        name,
        direction: 'server',
        summary,
        payload: heard[name as keyof typeof heard],
        ack: null,
      }),
    ),
  ];
}

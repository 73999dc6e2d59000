import { useEffect, useMemo, useState } from 'react';
import { toParleyError } from '../errors.ts';
import type { NewMessage } from '../messages/messages.ts';
import { createParley, type Parley, type ParleyOptions } from '../parley.ts';
import type { ClientAcks, ClientEvents, Message } from '../types.ts';
import { useReadable } from './readable.ts';

/** The connection in the manner of a socket: `on` answers what ends the listening, `emit` what the server acknowledged. */
export type MessagingSocket = Pick<Parley, 'on'> & {
  readonly connected: boolean;
  emit<Name extends keyof ClientEvents>(name: Name, payload: ClientEvents[Name]): Promise<ClientAcks[Name]>;
};

export type TypingUser = { readonly conversationId: string; readonly userId: string; readonly userName: string };

export type Messaging = {
  readonly socket: MessagingSocket;
  /** What came in, or was sent, since the hook was mounted, in all conversations; of each message its latest state. */
  readonly messages: readonly Message[];
  readonly typingUsers: readonly TypingUser[];
  /** Resolves with the stored message; until then it waits in the outbox, also while there is no connection. */
  sendMessage(conversationId: string, content: string, more?: Partial<NewMessage>): Promise<Message>;
  startTyping(conversationId: string): void;
  stopTyping(conversationId: string): void;
};

/** So many messages are kept here; a conversation's whole history is `useMessages`' to show. */
const KEPT = 500;

/** All that a first chat needs, in one hook and without a provider: connects as the token's owner for as long as it is mounted. */
export function useMessaging(token: ParleyOptions['token'], options: Omit<ParleyOptions, 'token'> = {}): Messaging {
  const [client] = useState(() => {
    const source: { current: ParleyOptions['token'] } = { current: token };
    const parley = createParley({
      ...options,
      token: () => (typeof source.current === 'string' ? source.current : source.current()),
    });
    return { parley, source };
  });
  const { parley, source } = client;
  const [messages, setMessages] = useState<readonly Message[]>([]);
  const [typingUsers, setTypingUsers] = useState<readonly TypingUser[]>([]);
  const { status } = useReadable(parley.state);

  useEffect(() => {
    source.current = token;
  }, [source, token]);

  useEffect(() => {
    const keep = (message: Message) => setMessages((all) => withMessage(all, message));
    const ends = [
      parley.on('new_message', keep),
      parley.on('message_updated', keep),
      parley.on('sent', ({ message }) => keep(message)),
      parley.on('message_deleted', ({ messageId }) => setMessages((all) => all.filter(({ id }) => id !== messageId))),
      parley.on('typing_indicator', (event) => setTypingUsers((all) => withTypist(all, event))),
    ];
    parley.connect();
    return () => {
      for (const end of ends) end();
      parley.disconnect();
    };
  }, [parley]);

  return useMemo(
    () => ({
      socket: { connected: status === 'live', on: parley.on, emit: parley.ask },
      messages,
      typingUsers: status === 'live' ? typingUsers : [],
      async sendMessage(conversationId, content, more = {}) {
        try {
          return await parley.messages.in(conversationId).send({ type: 'text', content, ...more }).sent;
        } catch (error) {
          throw toParleyError(error);
        }
      },
      startTyping: parley.typing.start,
      stopTyping: parley.typing.stop,
    }),
    [parley, status, messages, typingUsers],
  );
}

function withMessage(all: readonly Message[], message: Message): readonly Message[] {
  const index = all.findIndex(({ id }) => id === message.id);
  if (index < 0) return [...all, message].slice(-KEPT);
  return (all[index]?.version ?? 0) > message.version ? all : all.with(index, message);
}

function withTypist(
  all: readonly TypingUser[],
  { conversationId, userId, userName, isTyping }: TypingUser & { readonly isTyping: boolean },
): readonly TypingUser[] {
  const others = all.filter((user) => user.userId !== userId || user.conversationId !== conversationId);
  return isTyping ? [...others, { conversationId, userId, userName }] : others;
}

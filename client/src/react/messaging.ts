import { useEffect, useMemo, useState } from 'react';
import { deletedMessage } from '../messages/merge.ts';
import type { NewMessage } from '../messages/messages.ts';
import { createParley, type Parley, type ParleyOptions } from '../parley.ts';
import { userIdOf } from '../token.ts';
import type { ClientAcks, ClientEvents, Message, ServerEvents } from '../types.ts';
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

/**
 * All that a first chat needs, in one hook and without a provider: connects as the token's owner for as long as it is mounted. A text
 * that is somebody else's token begins anew as that person; a function makes tokens of one person only.
 */
export function useMessaging(token: ParleyOptions['token'], options: Omit<ParleyOptions, 'token'> = {}): Messaging {
  const [first] = useState(options);
  const [client, setClient] = useState(() => createClient(token, first));
  const { parley, source } = client;
  const [messages, setMessages] = useState<readonly Message[]>([]);
  const [typingUsers, setTypingUsers] = useState<readonly TypingUser[]>([]);
  const { status } = useReadable(parley.state);

  const owner = typeof token === 'string' ? userIdOf(token) : null;
  const isOfAnother = owner !== null && parley.userId() !== null && owner !== parley.userId();

  useEffect(() => {
    if (!isOfAnother) source.current = token;
    else {
      setClient(createClient(token, first));
      setMessages([]);
    }
  }, [source, token, isOfAnother, first]);

  useEffect(() => {
    const ends = [
      parley.on('message', ({ message, isNew }) => setMessages((all) => withMessage(all, message, isNew))),
      parley.on('message_deleted', (event) => setMessages((all) => withDeleted(all, event))),
      parley.on('reaction_updated', (event) => setMessages((all) => withReactions(all, event))),
      parley.on('typing_indicator', (event) => setTypingUsers((all) => withTypist(all, event))),
      parley.state.subscribe(() => {
        if (parley.state.get().status !== 'live') setTypingUsers([]);
      }),
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
      typingUsers,
      async sendMessage(conversationId, content, more = {}) {
        return parley.messages.in(conversationId).send({ type: 'text', content, ...more }).sent;
      },
      startTyping: parley.typing.start,
      stopTyping: parley.typing.stop,
    }),
    [parley, status, messages, typingUsers],
  );
}

/** A client that takes its token from where the hook leaves it. */
function createClient(token: ParleyOptions['token'], options: Omit<ParleyOptions, 'token'>) {
  const source: { current: ParleyOptions['token'] } = { current: token };
  const owner = typeof token === 'string' ? userIdOf(token) : null;
  const parley = createParley({
    ...(owner !== null && { userId: owner }),
    ...options,
    token: () => (typeof source.current === 'string' ? source.current : source.current()),
  });
  return { parley, source };
}

function withMessage(all: readonly Message[], message: Message, isNew: boolean): readonly Message[] {
  const index = all.findIndex(({ id }) => id === message.id);
  if (index >= 0) return (all[index]?.version ?? 0) > message.version ? all : all.with(index, message);
  if (!isNew) return all;
  // One that came late goes before those that follow it.
  const { conversationId, seq } = message;
  const later = all.findIndex((one) => one.conversationId === conversationId && one.seq > seq);
  return all.toSpliced(later < 0 ? all.length : later, 0, message).slice(-KEPT);
}

function withDeleted(all: readonly Message[], event: ServerEvents['message_deleted']): readonly Message[] {
  if (event.forMe) return all.filter(({ id }) => id !== event.messageId);
  return all.map((message) => (message.id === event.messageId ? deletedMessage(message, event) : message));
}

function withReactions(all: readonly Message[], event: ServerEvents['reaction_updated']): readonly Message[] {
  const { messageId, version, reactions } = event;
  return all.map((message) =>
    message.id === messageId && version > message.version ? { ...message, version, reactions } : message,
  );
}

function withTypist(
  all: readonly TypingUser[],
  { conversationId, userId, userName, isTyping }: TypingUser & { readonly isTyping: boolean },
): readonly TypingUser[] {
  const others = all.filter((user) => user.userId !== userId || user.conversationId !== conversationId);
  return isTyping ? [...others, { conversationId, userId, userName }] : others;
}

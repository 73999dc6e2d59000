import { useEffect, useMemo } from 'react';
import type { ListedMessage } from '../messages/listing.ts';
import type { Chat } from '../messages/messages.ts';
import type { TimelineState } from '../messages/stretch.ts';
import { useParley } from './context.ts';
import { useReadable } from './readable.ts';

/** The chat of one conversation: its state, its lines (stored, pending and failed), and what can be done in it. Loads itself. */
export function useMessages(
  conversationId: string,
): Omit<TimelineState, 'messages'> & { readonly lines: readonly ListedMessage[]; readonly chat: Chat } {
  const { messages } = useParley();
  const chat = useMemo(() => messages.in(conversationId), [messages, conversationId]);
  const { messages: _stored, ...state } = useReadable(chat.state);
  const lines = useReadable(chat.messages);
  useEffect(() => {
    if (state.status === 'idle') void chat.load();
  }, [chat, state.status]);
  return { ...state, lines, chat };
}

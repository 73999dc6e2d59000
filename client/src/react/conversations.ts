import { useMemo } from 'react';
import type { ConversationList } from '../conversations/book.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Conversation } from '../types.ts';
import { useParley } from './context.ts';
import { useReadable } from './readable.ts';

/** The list of conversations, live, and what can be done with them. */
export function useConversations(): ConversationList & { readonly actions: Conversations } {
  const { conversations } = useParley();
  const list = useReadable(conversations.list);
  return useMemo(() => ({ ...list, actions: conversations }), [list, conversations]);
}

/** One conversation, live; null until it is loaded and after it is gone. */
export function useConversation(id: string): Conversation | null {
  const { conversations } = useParley();
  return useReadable(useMemo(() => conversations.one(id), [conversations, id]));
}

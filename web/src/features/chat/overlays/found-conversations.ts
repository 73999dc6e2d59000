import type { Conversation } from '@parley/client';
import { useConversations } from '@parley/client/react';
import { useEffect, useState } from 'react';
import { useRoom } from '../room.ts';

const PAUSE_MS = 200;
const MOST = 50;

/** Conversations that can be written in, those that a query names, the latest first; null while they are on their way. */
export function useFoundConversations(query: string): readonly Conversation[] | 'failed' | null {
  const { parley } = useRoom();
  const { items } = useConversations();
  const [found, setFound] = useState<readonly Conversation[] | 'failed' | null>(null);
  const words = query.trim();
  useEffect(() => {
    if (words === '') return;
    setFound(null);
    let isOver = false;
    const timer = setTimeout(() => {
      parley.conversations.query({ q: words, limit: MOST }).then(
        ({ data }) => !isOver && setFound(data),
        () => !isOver && setFound('failed'),
      );
    }, PAUSE_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [words, parley]);
  const all = words === '' ? items.slice(0, MOST) : found;
  return Array.isArray(all) ? all.filter(({ status }: Conversation) => status === 'active') : all;
}

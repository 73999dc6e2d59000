import type { Conversation, ConversationFilter, Parley } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useCallback, useEffect, useState } from 'react';

type Found = {
  /** What was asked; rows that answer another question are not shown. */
  readonly filter: ConversationFilter | null;
  readonly status: 'loading' | 'ready' | 'failed';
  readonly rows: readonly Conversation[];
  readonly next: string | null;
};

const nothing: Found = { filter: null, status: 'loading', rows: [], next: null };
const TYPING_MS = 200;
const NEWS_MS = 400;
const LIMIT = 50;

/** The conversations that the server finds by a filter, read anew when something happens to them. */
export function useFound(filter: ConversationFilter) {
  const parley = useParley();
  const [found, setFound] = useState<Found>(nothing);
  const [turn, setTurn] = useState(0);
  const isCurrent = found.filter === filter;
  // What is shown while a name is being typed stays until its rows are known.
  const rows = isCurrent || found.filter?.q !== undefined ? found.rows : nothing.rows;

  useEffect(() => {
    let isWanted = true;
    const settle = (answer: Found) => isWanted && setFound(answer);
    const wait = filter.q === undefined || turn > 0 ? 0 : TYPING_MS;
    const timer = setTimeout(() => {
      parley.conversations.query({ ...filter, limit: LIMIT }).then(
        ({ data, page }) => settle({ filter, status: 'ready', rows: data, next: page.next }),
        () => settle({ ...nothing, filter, status: 'failed' }),
      );
    }, wait);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [parley, filter, turn]);

  const retry = useCallback(() => setTurn((count) => count + 1), []);
  useNews(parley, rows, retry);
  const loadMore = useCallback(() => {
    if (found.filter !== filter || found.next === null) return;
    const { next } = found;
    setFound({ ...found, next: null });
    parley.conversations.query({ ...filter, limit: LIMIT, cursor: next }).then(
      ({ data, page }) =>
        setFound((now) => (now.filter === filter ? { ...now, rows: [...now.rows, ...data], next: page.next } : now)),
      () => setFound((now) => (now.filter === filter ? { ...now, next } : now)),
    );
  }, [parley, filter, found]);

  return {
    status: isCurrent ? found.status : ('loading' as const),
    rows,
    hasMore: isCurrent && found.next !== null,
    loadMore,
    retry,
  };
}

/** Calls `tell` soon after something has happened to one of `rows`, or may have while nothing was heard. */
function useNews(parley: Parley, rows: readonly Conversation[], tell: () => void): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(tell, NEWS_MS);
    };
    const hear = ({ conversationId }: { readonly conversationId: string }) => {
      if (rows.some(({ id }) => id === conversationId)) soon();
    };
    const ends = [
      parley.on('recovered', soon),
      parley.on('reset', soon),
      parley.on('conversation_updated', soon),
      parley.on('conversation_removed', hear),
      parley.on('new_message', hear),
      parley.on('sent', ({ message }) => hear(message)),
    ];
    return () => {
      clearTimeout(timer);
      for (const end of ends) end();
    };
  }, [parley, rows, tell]);
}

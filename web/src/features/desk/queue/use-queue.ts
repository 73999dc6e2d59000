import type { Ticket } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { type Pages, usePages } from '../../../common/pages.ts';
import { arrange, type Stir, stirOf } from '../data/arrangement.ts';
import { keys, type ListedTicket, putRows } from '../data/cache.ts';
import { type DeskQuery, matches, toFilters } from '../data/query.ts';
import { withUnsaved } from '../data/unsaved.ts';

export type Queue = Pages<ListedTicket> & {
  /** What would change if the list moved now. */
  readonly stir: Stir;
  /** Lets it move. */
  readonly settle: () => void;
};

const PAGE = 50;
const none: ReadonlyMap<string, Ticket> = new Map();

/**
 * The tickets that are asked for, live: what changes is seen at once in its row, but rows come, go and move only by `settle`.
 * What was searched for stays as it was found.
 */
export function useQueue(query: DeskQuery, me: string, openId: string | null): Queue {
  const parley = useParley();
  const cache = useQueryClient();
  const isSearch = query.q.trim() !== '';
  const pages = usePages<ListedTicket>({
    queryKey: keys.list(query),
    keepsPrevious: isSearch,
    async read({ signal, ...page }) {
      const given = { ...toFilters(query), ...page, limit: PAGE };
      const found = isSearch
        ? await parley.request('get', '/api/tickets/search', { query: { ...given, q: query.q.trim() }, signal })
        : await parley.request('get', '/api/tickets', { query: { ...given, sort: query.sort }, signal });
      return { ...found, data: found.data.map((ticket: ListedTicket) => withUnsaved(cache, ticket)) };
    },
  });
  const [news, forget] = useNews(query, !isSearch);
  const { items, hasMore } = pages;
  const arranged = useMemo(
    () => arrange(items, news.values(), { query, me, hasMore, openId }),
    [items, news, query, me, hasMore, openId],
  );
  const stir = useMemo(() => stirOf(items, arranged), [items, arranged]);
  const settle = useCallback(() => {
    if (arranged !== items) putRows(cache, query, arranged);
    // The open ticket stays although it may belong elsewhere: once it is left, it is looked at again.
    forget((ticket) => ticket.id !== openId || matches(ticket, query, me));
  }, [cache, query, arranged, items, forget, openId, me]);
  return { ...pages, stir, settle };
}

type News = readonly [news: ReadonlyMap<string, Ticket>, forget: (isSettled: (ticket: Ticket) => boolean) => void];

/** The tickets that were made or changed since the list last settled. */
function useNews(query: DeskQuery, isOn: boolean): News {
  const parley = useParley();
  const [held, setHeld] = useState({ query, news: none });
  const news = held.query === query ? held.news : none;
  useEffect(() => {
    if (!isOn) return;
    const hear = ({ changes: _, ...ticket }: Ticket & { readonly changes?: unknown }) =>
      setHeld((before) => {
        const known = before.query === query ? before.news : none;
        return { query, news: new Map(known).set(ticket.id, ticket) };
      });
    const ends = [parley.on('ticket_created', hear), parley.on('ticket_updated', hear)];
    return () => {
      for (const end of ends) end();
    };
  }, [parley, query, isOn]);
  const forget = useCallback(
    (isSettled: (ticket: Ticket) => boolean) =>
      setHeld((before) => {
        const left = [...before.news].filter(([, ticket]) => !isSettled(ticket));
        return left.length === before.news.size ? before : { ...before, news: new Map(left) };
      }),
    [],
  );
  return [news, forget];
}

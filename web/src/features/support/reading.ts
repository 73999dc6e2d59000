import type { Comment, CountedPage, Ticket } from '@parley/client';
import { useParley } from '@parley/client/react';
import { type InfiniteData, type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { type Pages, usePages } from '../../common/pages.ts';

/** What begins the key of every list of tickets here. */
export const tickets = ['own-tickets'] as const;

export type Show = 'all' | 'open';
const unsettled = 'open,in_progress,pending';

/** One's own tickets, what happened last first; live. */
export function useOwnTickets(show: Show): Pages<Ticket> {
  const parley = useParley();
  const pages = usePages<Ticket>({
    queryKey: [...tickets, show],
    read: ({ signal, ...page }) =>
      parley.request('get', '/api/tickets/my-tickets', {
        query: { sort: '-updatedAt', ...page, ...(show === 'open' && { status: unsettled }) },
        signal,
      }),
  });
  useLive();
  const items = useMemo(
    () => pages.items.toSorted((one, other) => Date.parse(other.lastActivityAt) - Date.parse(one.lastActivityAt)),
    [pages.items],
  );
  return { ...pages, items };
}

/** What a ticket can be about, as the site has it. */
export function useTicketCategories() {
  const parley = useParley();
  return useQuery({
    queryKey: ['ticket-categories'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => parley.request('get', '/api/tickets/categories', { signal }),
    select: ({ data }) => data,
  });
}

/** Keeps the lists as the server says that they are: a change is seen at once, its place in the list a moment later. */
function useLive(): void {
  const parley = useParley();
  const cache = useQueryClient();
  useEffect(() => {
    const refresh = () => void cache.invalidateQueries({ queryKey: tickets });
    const ends = [
      parley.on('ticket_created', ({ requesterId }) => {
        if (requesterId === parley.userId()) refresh();
      }),
      parley.on('ticket_updated', ({ changes: _, ...ticket }) => {
        if (ticket.requesterId !== parley.userId()) return;
        alter(cache, ticket.id, () => ticket);
        refresh();
      }),
      parley.on('ticket_comment', (comment) =>
        alter(cache, comment.ticketId, (ticket) => withActivity(ticket, comment)),
      ),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [parley, cache]);
}

function withActivity(ticket: Ticket, { internal, createdAt }: Comment): Ticket {
  return internal || createdAt <= ticket.lastActivityAt ? ticket : { ...ticket, lastActivityAt: createdAt };
}

function alter(cache: QueryClient, id: string, change: (ticket: Ticket) => Ticket): void {
  cache.setQueriesData<InfiniteData<CountedPage<Ticket>>>({ queryKey: tickets }, (list) => {
    if (!list?.pages.some(({ data }) => data.some((ticket) => ticket.id === id))) return list;
    const pages = list.pages.map((page) => ({
      ...page,
      data: page.data.map((ticket) => (ticket.id === id ? change(ticket) : ticket)),
    }));
    return { ...list, pages };
  });
}

import { useParley } from '@parley/client/react';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { keys, putComment, putTicket } from './cache.ts';
import { recount } from './counts.ts';

const recountAfterMs = 10_000;

/** Keeps what the desk remembers as the server has it, for as long as the desk is there. */
export function useLiveTickets(me: string): void {
  const parley = useParley();
  const cache = useQueryClient();
  useEffect(() => {
    const truing = createTruing(cache);
    const touch = (id: string) => {
      void cache.invalidateQueries({ queryKey: keys.history(id) });
      void cache.invalidateQueries({ queryKey: keys.sla(id) });
    };
    const ends = [
      parley.on('ticket_created', (ticket) => {
        recount(cache, ticket, null, me);
        void cache.invalidateQueries({ queryKey: keys.lists, refetchType: 'none' });
        void cache.invalidateQueries({ queryKey: keys.earlier(ticket.requesterId) });
      }),
      parley.on('ticket_updated', ({ changes, ...ticket }) => {
        putTicket(cache, ticket);
        recount(cache, ticket, changes, me);
        // Lists out of view have each ticket as it is, but not always those that they should: they ask when they are seen.
        void cache.invalidateQueries({ queryKey: keys.lists, refetchType: 'none' });
        touch(ticket.id);
        truing.begin();
      }),
      parley.on('ticket_comment', (comment) => {
        putComment(cache, comment);
        touch(comment.ticketId);
      }),
      truing.end,
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [parley, cache, me]);
}

/** Has the server count again a while after something changed, once however much changes meanwhile. */
function createTruing(cache: QueryClient): { begin(): void; end(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    begin() {
      timer ??= setTimeout(() => {
        timer = undefined;
        void cache.invalidateQueries({ queryKey: keys.counts });
      }, recountAfterMs);
    },
    end: () => clearTimeout(timer),
  };
}

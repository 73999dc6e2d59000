import type { ServerEvents, Ticket } from '@parley/client';
import { useParley } from '@parley/client/react';
import { type QueryClient, useQuery } from '@tanstack/react-query';
import { ticketStatuses } from '../../../ui/ticket-states.ts';
import { keys } from './cache.ts';
import { matches, toFilters, type ViewName, viewNames, viewQuery } from './query.ts';

/** How many tickets each view has. */
export type Counts = Readonly<Record<ViewName, number>>;
type Changes = ServerEvents['ticket_updated']['changes'];

/** The counts of the views, live as far as events tell; null until they are known. */
export function useCounts(): Counts | null {
  const parley = useParley();
  const { data = null } = useQuery({
    queryKey: keys.counts,
    async queryFn({ signal }): Promise<Counts> {
      const counts: Record<ViewName, number> = { unassigned: 0, mine: 0, open: 0, pending: 0, breached: 0, done: 0 };
      const countOne = async (view: ViewName) => {
        const query = { ...toFilters(viewQuery(view)), limit: 1 };
        const { page } = await parley.request('get', '/api/tickets', { query, signal });
        counts[view] = page.total;
      };
      await Promise.all(viewNames.map(countOne));
      return counts;
    },
  });
  return data;
}

/** Counts a ticket that was made (`changes` null) or changed; what no event tells is counted by the server later. */
export function recount(cache: QueryClient, ticket: Ticket, changes: Changes | null, me: string): void {
  cache.setQueryData<Counts>(keys.counts, (counts) => counts && counted(counts, ticket, changes, me));
}

/** The counts after a ticket was made or changed. Whether a target was missed before is not told, so that view stays as it is. */
export function counted(counts: Counts, ticket: Ticket, changes: Changes | null, me: string): Counts {
  const before = changes && earlier(ticket, changes);
  const next = { ...counts };
  for (const view of viewNames) {
    const query = viewQuery(view);
    const was = before !== null && matches(before, query, me);
    const is = matches(ticket, query, me);
    if (view !== 'breached' || before === null) next[view] = Math.max(0, counts[view] + Number(is) - Number(was));
  }
  return next;
}

/** The ticket as it was, as far as views ask. */
function earlier(ticket: Ticket, changes: Changes): Ticket {
  const was = (field: string) => changes.find((change) => change.field === field);
  const [status, assignee] = [was('status'), was('assigneeId')];
  return {
    ...ticket,
    status: ticketStatuses.find((known) => known === status?.from) ?? ticket.status,
    assigneeId: assignee ? (typeof assignee.from === 'string' ? assignee.from : null) : ticket.assigneeId,
  };
}

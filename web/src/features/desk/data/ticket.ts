import { useParley } from '@parley/client/react';
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { keys, knownTicket, type OpenTicket, putTicket } from './cache.ts';
import { withUnsaved } from './unsaved.ts';

/** The ticket that is open, with its comments; from a list it comes at once, without them. */
export function useOpenTicket(id: string): UseQueryResult<OpenTicket> {
  const parley = useParley();
  const cache = useQueryClient();
  return useQuery({
    queryKey: keys.ticket(id),
    async queryFn({ signal }): Promise<OpenTicket> {
      const { comments, ...ticket } = await parley.request('get', '/api/tickets/{id}', { params: { id }, signal });
      putTicket(cache, ticket);
      return { ticket: withUnsaved(cache, ticket), comments };
    },
    placeholderData: () => {
      const ticket = knownTicket(cache, id);
      return ticket ? { ticket, comments: [] } : undefined;
    },
  });
}

/** What tickets can be about, by slug. */
export function useCategories(): readonly { readonly slug: string; readonly name: string }[] {
  const parley = useParley();
  const { data } = useQuery({
    queryKey: keys.categories,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => parley.request('get', '/api/tickets/categories', {}),
  });
  return data?.data ?? [];
}

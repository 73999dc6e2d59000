import type { CannedResponse } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Pages, usePages } from '../../../common/pages.ts';
import { keys } from '../data/cache.ts';

/** What is written of a ready answer. */
export type CannedFields = {
  readonly title: string;
  readonly body: string;
  readonly tags: readonly string[];
  readonly shared: boolean;
};

/** What the server puts in place of `{{name}}`. */
export const placeholders = [
  'requester.name',
  'agent.name',
  'ticket.number',
  'ticket.subject',
  'ticket.status',
  'ticket.priority',
  'ticket.category',
] as const;

/** Ready answers with `q` in their title or text: everybody's and one's own, by title. */
export function useCannedList(q: string): Pages<CannedResponse> {
  const parley = useParley();
  const words = q.trim();
  return usePages<CannedResponse>({
    queryKey: [...keys.canned, words],
    keepsPrevious: true,
    read: ({ signal, ...page }) =>
      parley.request('get', '/api/tickets/canned-responses', {
        query: { ...page, limit: 50, ...(words !== '' && { q: words }) },
        signal,
      }),
  });
}

type CannedActions = {
  /** Keeps a new one, or what changed of the one with this id. @throws ParleyError */
  save(id: string | null, fields: CannedFields): Promise<CannedResponse>;
  /** @throws ParleyError */
  remove(id: string): Promise<void>;
};

/** What is done with ready answers; the lists of them follow. */
export function useCannedActions(): CannedActions {
  const parley = useParley();
  const cache = useQueryClient();
  return useMemo(() => {
    const path = '/api/tickets/canned-responses';
    const refresh = () => cache.invalidateQueries({ queryKey: keys.canned });
    return {
      async save(id, { tags, ...fields }) {
        const body = { ...fields, tags: [...tags] };
        const saved =
          id === null
            ? await parley.request('post', path, { body })
            : await parley.request('put', `${path}/{id}`, { params: { id }, body });
        await refresh();
        return saved;
      },
      async remove(id) {
        await parley.request('delete', `${path}/{id}`, { params: { id } });
        await refresh();
      },
    };
  }, [parley, cache]);
}

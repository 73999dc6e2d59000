import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { keys, type ListData } from './cache.ts';

/** Tags of the tickets that were seen, the most used first. There is no list of all tags to ask for. */
export function useKnownTags(): () => readonly string[] {
  const cache = useQueryClient();
  return useCallback(() => knownTags(cache), [cache]);
}

function knownTags(cache: QueryClient): readonly string[] {
  const uses = new Map<string, Set<string>>();
  for (const [, data] of cache.getQueriesData<ListData>({ queryKey: keys.lists })) {
    for (const ticket of data?.pages.flatMap((page) => page.data) ?? []) {
      for (const tag of ticket.tags) uses.set(tag, (uses.get(tag) ?? new Set()).add(ticket.id));
    }
  }
  return [...uses].sort(([, one], [, other]) => other.size - one.size).map(([tag]) => tag);
}

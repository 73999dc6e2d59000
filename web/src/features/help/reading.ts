import type { Faq, FaqCategory, FoundFaq } from '@parley/client';
import { type InfiniteData, type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../common/api.ts';
import { type Pages, usePages } from '../../common/pages.ts';

/** What begins the key of everything here: one invalidation reaches all of it. */
export const faqs = ['faqs'] as const;

/** Which articles a list has; all that are published without any. */
export type Scope = { readonly category?: string; readonly tag?: string; readonly status?: 'draft' };

/** The topics in the order that the team gave them. */
export function useCategories() {
  const api = useApi();
  return useQuery({
    queryKey: [...faqs, 'categories'],
    queryFn: ({ signal }) => api('get', '/api/faqs/categories', { signal }),
    select: ({ data }): readonly FaqCategory[] => data,
  });
}

/** The articles that are read most. */
export function usePopular(limit: number) {
  const api = useApi();
  return useQuery({
    queryKey: [...faqs, 'popular', limit],
    queryFn: ({ signal }) => api('get', '/api/faqs/popular', { query: { limit }, signal }),
    select: ({ data }): readonly Faq[] => data,
  });
}

/** Articles, the newest first. */
export function useArticles(scope: Scope): Pages<Faq> {
  const api = useApi();
  return usePages<Faq>({
    queryKey: [...faqs, 'list', scope],
    read: ({ signal, ...page }) => api('get', '/api/faqs', { query: { ...scope, ...page, limit: 30 }, signal }),
  });
}

/** What a search finds, best first; also drafts where `drafts` says so. Until it is there, what the search before found. */
export function useFound(q: string, category: string | undefined, drafts: boolean): Pages<FoundFaq> {
  const api = useApi();
  const query = { q: q.slice(0, 200), ...(category && { category }), ...(drafts && { status: 'all' as const }) };
  return usePages<FoundFaq>({
    queryKey: [...faqs, 'search', query],
    enabled: q.trim() !== '',
    keepsPrevious: true,
    read: ({ signal, ...page }) => api('get', '/api/faqs/search', { query: { ...query, ...page }, signal }),
  });
}

/** One article; what a list had of it is shown until it comes. */
export function useArticle(id: string) {
  const api = useApi();
  const cache = useQueryClient();
  return useQuery({
    queryKey: [...faqs, 'one', id],
    queryFn: ({ signal }) => api('get', '/api/faqs/{id}', { params: { id }, signal }),
    placeholderData: () => listed(cache, id),
  });
}

/** Articles about something like it: with the same words, else of the same topic. */
export function useRelated({ id, question, tags, categories }: Faq, limit = 4) {
  const api = useApi();
  const [category] = categories;
  return useQuery({
    queryKey: [...faqs, 'related', id, question, tags, category?.id],
    staleTime: 300_000,
    queryFn: async ({ signal }): Promise<readonly Faq[]> => {
      const q = [question, ...tags].join(' ');
      const alike = await api('get', '/api/faqs/suggest', { query: { q }, signal });
      const others = alike.data.filter((one) => one.id !== id);
      if (others.length >= limit || !category) return others.slice(0, limit);
      const query = { category: category.id, limit: limit * 2 };
      const beside = await api('get', '/api/faqs', { query, signal });
      const known = new Set([id, ...others.map((one) => one.id)]);
      return [...others, ...beside.data.filter((one) => !known.has(one.id))].slice(0, limit);
    },
  });
}

function listed(cache: QueryClient, id: string): Faq | undefined {
  const lists = cache.getQueriesData<InfiniteData<{ readonly data: readonly Faq[] }>>({ queryKey: [...faqs, 'list'] });
  return lists
    .flatMap(([, list]) => list?.pages ?? [])
    .flatMap(({ data }) => data)
    .find((one) => one.id === id);
}

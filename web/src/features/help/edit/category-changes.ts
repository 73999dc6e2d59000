import { type FaqCategory, ParleyError } from '@parley/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../../common/api.ts';
import { faqs } from '../reading.ts';

export type CategoryFields = { readonly name: string; readonly description: string | null };

type Listed = { readonly data: FaqCategory[]; readonly page: { readonly next: string | null } };

const reordering = ['order of topics'];

/** What agents do with topics. All of it refuses with ParleyError. */
export function useCategoryChanges() {
  const api = useApi();
  const cache = useQueryClient();
  const refresh = () => cache.invalidateQueries({ queryKey: faqs });

  const create = useMutation({
    mutationFn: (body: CategoryFields & { readonly order: number }) => api('post', '/api/faqs/categories', { body }),
    onSuccess: refresh,
  });

  const update = useMutation({
    mutationFn: ({ id, ...body }: CategoryFields & { readonly id: string }) =>
      api('put', '/api/faqs/categories/{id}', { params: { id }, body }),
    onSuccess: refresh,
  });

  const remove = useMutation({
    mutationFn: (id: string) =>
      api('delete', '/api/faqs/categories/{id}', { params: { id } }).catch((error: unknown) => {
        if (!(error instanceof ParleyError && error.code === 'not_found')) throw error;
      }),
    onSuccess: refresh,
  });

  /** Puts all of them in this order: shown at once, and told to the server one move after the other. */
  const reorder = useMutation({
    mutationKey: reordering,
    scope: { id: 'order of topics' },
    onMutate: async (rows: readonly FaqCategory[]) => {
      const queryKey = [...faqs, 'categories'];
      await cache.cancelQueries({ queryKey });
      const data = rows.map((row, order) => ({ ...row, order }));
      cache.setQueryData<Listed>(queryKey, (known) => known && { ...known, data });
    },
    mutationFn: async (rows: readonly FaqCategory[]) => {
      for (const [order, row] of rows.entries()) {
        if (row.order === order) continue;
        await api('put', '/api/faqs/categories/{id}', { params: { id: row.id }, body: { order } });
      }
    },
    // Not while another order waits: what the server has until then is not that one.
    onSettled: () => (cache.isMutating({ mutationKey: reordering }) === 1 ? refresh() : undefined),
  });

  return { create, update, remove, reorder };
}

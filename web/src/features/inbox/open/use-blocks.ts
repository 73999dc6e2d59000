import type { UserRef } from '@parley/client';
import { useParley } from '@parley/client/react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTrouble } from '../../../common/trouble.ts';
import { useT } from '../../../i18n/use-t.ts';
import { showToast } from '../../../ui/toasts.ts';

const queryKey = ['inbox', 'blocks'];
type Blocks = { readonly data: readonly UserRef[] };

/** Whether one has blocked somebody (undefined while nobody knows), and how to change that. */
export function useBlock(userId: string): {
  readonly isBlocked: boolean | undefined;
  readonly isChanging: boolean;
  readonly change: (isBlocked: boolean) => void;
} {
  const t = useT('inbox/open');
  const trouble = useTrouble();
  const parley = useParley();
  const queries = useQueryClient();
  const blocks = useQuery<Blocks>({
    queryKey,
    queryFn: ({ signal }) => parley.request('get', '/api/users/me/blocks', { signal }),
    staleTime: 60_000,
  });
  const mutation = useMutation({
    mutationFn: (isBlocked: boolean) =>
      parley.request(isBlocked ? 'put' : 'delete', '/api/users/{id}/block', { params: { id: userId } }),
    onSettled: () => queries.invalidateQueries({ queryKey }),
    onError: (error) => showToast({ tone: 'danger', title: t('actionFailed'), detail: trouble(error) }),
  });
  return {
    isBlocked: blocks.data?.data.some(({ id }) => id === userId),
    isChanging: mutation.isPending,
    change: (isBlocked) => mutation.mutate(isBlocked),
  };
}

import type { Conversation } from '@parley/client';
import { useConversations } from '@parley/client/react';
import { useCallback, useRef } from 'react';
import { useConnection } from '../../../session/connection.ts';

/** The rows to be shown, and where they stand. */
export type Listing = {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly rows: readonly Conversation[];
  readonly hasMore: boolean;
  readonly loadMore: () => void;
  readonly retry: () => void;
};

/** All conversations that are not archived: the client's own list. */
export function useListed(): Listing {
  const { status, items, hasMore, actions } = useConversations();
  const { state, retry } = useConnection();
  const isLoading = useRef(false);
  const loadMore = useCallback(() => {
    if (isLoading.current) return;
    isLoading.current = true;
    void actions
      .loadMore()
      .catch(() => {}) // asked again when the end of the list is looked at again
      .finally(() => {
        isLoading.current = false;
      });
  }, [actions]);
  const isCutOff = status === 'loading' && state.status === 'offline';
  return { status: isCutOff ? 'failed' : status, rows: items, hasMore, loadMore, retry };
}

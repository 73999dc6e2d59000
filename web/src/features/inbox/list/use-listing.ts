import type { Conversation } from '@parley/client';
import { useConversations } from '@parley/client/react';
import { useCallback, useMemo, useRef } from 'react';
import { useConnection } from '../../../session/connection.ts';
import { useMe } from '../use-me.ts';
import { useFound } from './use-found.ts';
import { filterOf, rowsOf, type Wanted } from './views.ts';

/** The rows to be shown, and where they stand. */
export type Listing = {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly rows: readonly Conversation[];
  readonly hasMore: boolean;
  readonly loadMore: () => void;
  readonly retry: () => void;
};

/** The conversations that are wanted: those of the client's live list at once, the others as the server finds them. */
export function useListing(wanted: Wanted, openId: string | null): Listing {
  const me = useMe();
  const list = useConversations();
  const { state, retry: reconnect } = useConnection();
  const filter = useMemo(() => filterOf(wanted), [wanted]);
  const found = useFound(filter);
  const rows = useMemo(
    () => rowsOf(list.items, found.rows, wanted, me, openId),
    [list.items, found.rows, wanted, me, openId],
  );

  const isLoading = useRef(false);
  const { actions } = list;
  const loadListed = useCallback(() => {
    if (isLoading.current) return;
    isLoading.current = true;
    void actions
      .loadMore()
      .catch(() => {}) // asked again when the end of the list is looked at again
      .finally(() => {
        isLoading.current = false;
      });
  }, [actions]);

  if (filter !== null) {
    const { status, hasMore, loadMore, retry } = found;
    return { status: rows.length > 0 ? 'ready' : status, rows, hasMore, loadMore, retry };
  }
  const isCutOff = list.status === 'loading' && state.status === 'offline';
  return {
    status: isCutOff ? 'failed' : list.status,
    rows,
    hasMore: list.hasMore,
    loadMore: loadListed,
    retry: reconnect,
  };
}

import { type InfiniteData, type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

type Cursor = string | null;
type Page<T> = {
  readonly data: readonly T[];
  readonly page: { readonly next: string | null; readonly total?: number };
};

/** A list that comes in pages. */
export type Pages<T> = {
  readonly status: 'pending' | 'error' | 'success';
  readonly items: readonly T[];
  /** How many there are in all, where the server says. */
  readonly total: number | null;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  /** What comes next was asked for and could not be had. */
  readonly hasFailedMore: boolean;
  /** What is shown answers an earlier question; the answer to this one is on its way. */
  readonly isOutdated: boolean;
  readonly loadMore: () => void;
  readonly retry: () => void;
};

type PagesOptions<T> = {
  readonly queryKey: QueryKey;
  /** Reads the page at a cursor, or the first one. */
  readonly read: (page: { readonly cursor?: string; readonly signal: AbortSignal }) => Promise<Page<T>>;
  readonly enabled?: boolean;
  /** Shows what there was for the key before until this one is answered, so that a list does not blink while typing. */
  readonly keepsPrevious?: boolean;
};

/** Reads a list of the server page by page; what an earlier key asked is cancelled. */
export function usePages<T>({ queryKey, read, enabled = true, keepsPrevious = false }: PagesOptions<T>): Pages<T> {
  const query = useInfiniteQuery<Page<T>, Error, InfiniteData<Page<T>, Cursor>, QueryKey, Cursor>({
    queryKey,
    enabled,
    initialPageParam: null,
    queryFn: ({ pageParam, signal }) => read({ ...(pageParam !== null && { cursor: pageParam }), signal }),
    getNextPageParam: ({ page }) => page.next,
    ...(keepsPrevious && { placeholderData: (before: InfiniteData<Page<T>, Cursor> | undefined) => before }),
  });
  const { data, status, hasNextPage, isFetching, isFetchingNextPage, isPlaceholderData, fetchNextPage, refetch } =
    query;
  const { isFetchNextPageError } = query;
  const items = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data]);
  return {
    // What was read stays where more of it, or all of it anew, could not be had.
    status: data === undefined ? status : 'success',
    items,
    total: data?.pages[0]?.page.total ?? null,
    hasMore: hasNextPage,
    isLoadingMore: isFetchingNextPage,
    hasFailedMore: isFetchNextPageError,
    isOutdated: isPlaceholderData && isFetching,
    loadMore: () => {
      if (!isFetching) void fetchNextPage();
    },
    retry: () => void refetch(),
  };
}

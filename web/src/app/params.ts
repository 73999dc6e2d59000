import { useParams, useSearch } from '@tanstack/react-router';

/** What is open in the page: the `$id` of its address; null where only the list is. */
export function useOpenId(): string | null {
  return useParams({ strict: false, select: ({ id }) => id ?? null });
}

/** A word behind the `?` of the address; undefined where it is not there. */
export function useSearchWord(name: string): string | undefined {
  return useSearch({ strict: false, select: (search) => search[name] });
}

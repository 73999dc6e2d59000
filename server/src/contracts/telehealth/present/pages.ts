import type { PaginationBody } from '../schema/answers.ts';

/** What is told of a page beside its items. */
export function paginate(
  currentPage: number,
  itemsPerPage: number,
  totalItems: number,
  nextCursor: string | null,
): PaginationBody {
  return {
    currentPage,
    totalPages: Math.ceil(totalItems / itemsPerPage),
    totalItems,
    itemsPerPage,
    hasMore: nextCursor !== null,
    hasPrevious: currentPage > 1,
    nextCursor,
  };
}

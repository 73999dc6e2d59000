import type { MessageSearchInput } from '../../core/search/store.ts';

/** The times, in milliseconds, that no match of a page lies outside of; both included. */
export type Window = { readonly earliest: number; readonly latest: number };

/** The window of a page: what was asked for, and nothing newer than where the page begins. */
export function windowOf({ from, to, before }: Pick<MessageSearchInput, 'from' | 'to' | 'before'>): Window {
  return {
    earliest: from ?? Number.NEGATIVE_INFINITY,
    latest: Math.min(to ?? Number.POSITIVE_INFINITY, before?.createdAt ?? Number.POSITIVE_INFINITY),
  };
}

/** A window as parameters of a query, a millisecond wider: the exact comparison is made on the numbers. */
export function toParameters({ earliest, latest }: Window): [string, string] {
  return [toTimestamp(earliest - 1), toTimestamp(latest + 1)];
}

const LAST = Date.UTC(9999, 11, 31);

/** Clamped to the years 1970 to 9999, which a Date and PostgreSQL write alike and which hold every message. */
export function toTimestamp(milliseconds: number): string {
  return new Date(Math.min(Math.max(Math.trunc(milliseconds), -1), LAST)).toISOString();
}

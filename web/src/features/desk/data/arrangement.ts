import type { Ticket } from '@parley/client';
import { comparator, type DeskQuery, matches } from './query.ts';

export type Arrangement = {
  readonly query: DeskQuery;
  /** Whose queue it is. */
  readonly me: string;
  /** Whether there is more than what is loaded: what would stand behind it stays out until it is reached. */
  readonly hasMore: boolean;
  /** The ticket that is open: it stays in the list, whatever became of it. */
  readonly openId: string | null;
};

/**
 * What a loaded list becomes when `news` were made or changed: those that no longer belong to it are out, new ones in, all in
 * order. Tickets that did not change stay, whatever they are. Answers the same array where nothing is to be done.
 */
export function arrange(
  shown: readonly Ticket[],
  news: Iterable<Ticket>,
  { query, me, hasMore, openId }: Arrangement,
): readonly Ticket[] {
  const compare = comparator(query.sort);
  const tickets = new Map(shown.map((ticket) => [ticket.id, ticket]));
  const end = hasMore ? shown.at(-1) : undefined;
  for (const changed of news) {
    // What is shown has had every change already, and those that were made here and are on their way.
    const ticket = tickets.get(changed.id) ?? changed;
    const isKept = matches(ticket, query, me) || (ticket.id === openId && tickets.has(ticket.id));
    const isBeyond = end !== undefined && !tickets.has(ticket.id) && compare(ticket, end) > 0;
    if (!isKept) tickets.delete(ticket.id);
    else if (!isBeyond) tickets.set(ticket.id, ticket);
  }
  const arranged = [...tickets.values()].sort(compare);
  const isSame = arranged.length === shown.length && arranged.every((ticket, place) => ticket === shown[place]);
  return isSame ? shown : arranged;
}

/** What an arrangement would do under somebody's hand. */
export type Stir = {
  /** Tickets that would come in. */
  readonly added: number;
  /** Whether any that is shown would go, or stand elsewhere. */
  readonly isMoving: boolean;
};

/** What differs between what is shown and what it would become. */
export function stirOf(shown: readonly Ticket[], arranged: readonly Ticket[]): Stir {
  const before = new Set(shown.map(({ id }) => id));
  const staying = arranged.filter(({ id }) => before.has(id));
  return {
    added: arranged.length - staying.length,
    isMoving: staying.length !== shown.length || staying.some(({ id }, place) => id !== shown[place]?.id),
  };
}

/** The rows spread over pages that are as long as they were, so that the pages' cursors keep their meaning; the last has the rest. */
export function intoPages<T>(rows: readonly T[], lengths: readonly number[]): readonly (readonly T[])[] {
  let from = 0;
  return lengths.map((length, place) => {
    const page = rows.slice(from, place === lengths.length - 1 ? undefined : from + length);
    from += length;
    return page;
  });
}

/**
 * The ticket `step` places from the one that is open; where that one has left the list, from the place where it stood last.
 * Null at the ends.
 */
export function neighbour(ids: readonly string[], openId: string, lastPlace: number, step: 1 | -1): string | null {
  const place = ids.indexOf(openId);
  const wanted = place >= 0 ? place + step : step === 1 ? lastPlace : lastPlace - 1;
  return ids[wanted] ?? null;
}

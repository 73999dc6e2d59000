import type { Comment, Ticket } from '@parley/client';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { intoPages } from './arrangement.ts';
import { type DeskQuery, writeQuery } from './query.ts';
import { withUnsaved } from './unsaved.ts';

/** A ticket in a list; with an excerpt (HTML, escaped but for its `<mark>`s) where it was searched for. */
export type ListedTicket = Ticket & { readonly highlight?: string };
type ListPage = {
  readonly data: readonly ListedTicket[];
  readonly page: { readonly next: string | null; readonly total?: number };
};
export type ListData = InfiniteData<ListPage, string | null>;
/** A ticket with its latest comments, notes among them, oldest first. */
export type OpenTicket = { readonly ticket: Ticket; readonly comments: readonly Comment[] };

const lists = ['desk', 'list'] as const;

/** Under what each thing of the desk is remembered. */
export const keys = {
  lists,
  list: (query: DeskQuery) => [...lists, writeQuery(query)] as const,
  counts: ['desk', 'counts'] as const,
  agents: ['desk', 'agents'] as const,
  categories: ['desk', 'categories'] as const,
  person: (id: string) => ['desk', 'person', id] as const,
  earlier: (requesterId: string) => ['desk', 'earlier', requesterId] as const,
  ticket: (id: string) => ['desk', 'ticket', id] as const,
  notes: (id: string) => ['desk', 'notes', id] as const,
  unsavedNotes: (id: string) => ['desk', 'unsaved notes', id] as const,
  history: (id: string) => ['desk', 'history', id] as const,
  sla: (id: string) => ['desk', 'sla', id] as const,
  policies: ['desk', 'policies'] as const,
  canned: ['desk', 'canned'] as const,
};

/** The ticket as it is remembered, from whatever has it. */
export function knownTicket(cache: QueryClient, id: string): Ticket | null {
  const open = cache.getQueryData<OpenTicket>(keys.ticket(id));
  if (open) return open.ticket;
  for (const [, data] of cache.getQueriesData<ListData>({ queryKey: keys.lists })) {
    const found = data?.pages.flatMap((page) => page.data).find((ticket) => ticket.id === id);
    if (found) return found;
  }
  return null;
}

/** Changes a ticket wherever it is remembered; `change` answers what it was given where there is nothing to do. */
export function alterTicket(cache: QueryClient, id: string, change: (ticket: Ticket) => Ticket): void {
  cache.setQueriesData<ListData>({ queryKey: keys.lists }, (data) => data && withTicket(data, id, change));
  cache.setQueryData<OpenTicket>(keys.ticket(id), (open) => {
    if (!open) return open;
    const ticket = change(open.ticket);
    return ticket === open.ticket ? open : { ...open, ticket };
  });
}

/** Puts what the server said of a ticket wherever it is remembered, unless something later is known there. */
export function putTicket(cache: QueryClient, ticket: Ticket): void {
  alterTicket(cache, ticket.id, (known) =>
    known.updatedAt > ticket.updatedAt ? known : { ...known, ...withUnsaved(cache, ticket) },
  );
}

/** Puts a comment among those of its ticket; a public one counts, and is the ticket's latest activity. */
export function putComment(cache: QueryClient, comment: Comment): void {
  let isNew = true;
  cache.setQueryData<OpenTicket>(keys.ticket(comment.ticketId), (open) => {
    if (!open) return open;
    const place = open.comments.findIndex(({ id }) => id === comment.id);
    isNew = place < 0;
    return { ...open, comments: isNew ? [...open.comments, comment] : open.comments.with(place, comment) };
  });
  if (comment.internal || !isNew) return;
  alterTicket(cache, comment.ticketId, (ticket) =>
    comment.createdAt <= ticket.lastActivityAt
      ? ticket
      : { ...ticket, commentCount: ticket.commentCount + 1, lastActivityAt: comment.createdAt },
  );
}

/** Replaces the rows of a list. */
export function putRows(cache: QueryClient, query: DeskQuery, rows: readonly ListedTicket[]): void {
  cache.setQueryData<ListData>(keys.list(query), (data) => {
    if (!data) return data;
    const pages = intoPages(
      rows,
      data.pages.map((page) => page.data.length),
    );
    return { ...data, pages: data.pages.map((page, place) => ({ ...page, data: pages[place] ?? [] })) };
  });
}

function withTicket(data: ListData, id: string, change: (ticket: Ticket) => Ticket): ListData {
  let isChanged = false;
  const pages = data.pages.map((page) => {
    const place = page.data.findIndex((ticket) => ticket.id === id);
    const ticket = page.data[place];
    const changed = ticket && change(ticket);
    if (!changed || changed === ticket) return page;
    isChanged = true;
    return { ...page, data: page.data.with(place, changed) };
  });
  return isChanged ? { ...data, pages } : data;
}

import type { Ticket } from '@parley/client';
import { type TicketPriority, type TicketStatus, ticketPriorities, ticketStatuses } from '../../../ui/ticket-states.ts';

export const viewNames = ['unassigned', 'mine', 'open', 'pending', 'breached', 'done'] as const;
export type ViewName = (typeof viewNames)[number];
export const sorts = ['-priority', '-createdAt', 'createdAt', '-updatedAt', 'updatedAt'] as const;
export type Sort = (typeof sorts)[number];

/** What the queue shows; it stands in the address. */
export type DeskQuery = {
  readonly view: ViewName;
  /** Empty: those of the view. */
  readonly status: readonly TicketStatus[];
  readonly priority: readonly TicketPriority[];
  readonly category: readonly string[];
  /** An id, `me` or `none`. */
  readonly assignee: string | null;
  readonly tag: string | null;
  readonly requester: string | null;
  readonly q: string;
  readonly sort: Sort;
};

type View = {
  readonly status: readonly TicketStatus[];
  readonly assignee?: 'me' | 'none';
  readonly isBreached?: true;
  readonly sort: Sort;
};

const active: readonly TicketStatus[] = ['open', 'in_progress', 'pending'];

/** What each view is made of. */
const views: Readonly<Record<ViewName, View>> = {
  unassigned: { status: active, assignee: 'none', sort: '-priority' },
  mine: { status: active, assignee: 'me', sort: '-priority' },
  open: { status: active, sort: '-priority' },
  pending: { status: ['pending'], sort: '-priority' },
  breached: { status: active, isBreached: true, sort: '-priority' },
  done: { status: ['resolved', 'closed'], sort: '-updatedAt' },
};

/** The queue of one view, with nothing left out. */
export function viewQuery(view: ViewName): DeskQuery {
  const { sort } = views[view];
  return { view, status: [], priority: [], category: [], assignee: null, tag: null, requester: null, q: '', sort };
}

/** Whether a view says itself whose tickets it has, so that a filter by assignee is out of place. */
export function fixesAssignee(view: ViewName): boolean {
  return views[view].assignee !== undefined;
}

/** The statuses that a view has where no filter says otherwise. */
function statusesOf({ view, status }: DeskQuery): readonly TicketStatus[] {
  return status.length > 0 ? status : views[view].status;
}

type Words = Readonly<Record<string, string | undefined>>;

/** The query of an address; what is not known in it is left out. */
export function readQuery(words: Words): DeskQuery {
  const view = viewNames.find((name) => name === words.view) ?? 'open';
  return {
    view,
    status: listOf(words.status, ticketStatuses),
    priority: listOf(words.priority, ticketPriorities),
    category: (words.category ?? '').split(',').filter((word) => word !== ''),
    assignee: fixesAssignee(view) ? null : (words.assignee ?? null),
    tag: words.tag ?? null,
    requester: words.requester ?? null,
    q: words.q ?? '',
    sort: sorts.find((sort) => sort === words.sort) ?? views[view].sort,
  };
}

/** The words of an address that say what differs from the plain first view. */
export function writeQuery(query: DeskQuery): Readonly<Record<string, string>> {
  const { view, status, priority, category, assignee, tag, requester, q, sort } = query;
  const words: Record<string, string> = {};
  if (view !== 'open') words.view = view;
  if (status.length > 0) words.status = status.join(',');
  if (priority.length > 0) words.priority = priority.join(',');
  if (category.length > 0) words.category = category.join(',');
  if (assignee !== null && !fixesAssignee(view)) words.assignee = assignee;
  if (tag !== null) words.tag = tag;
  if (requester !== null) words.requester = requester;
  if (q !== '') words.q = q;
  if (sort !== views[view].sort) words.sort = sort;
  return words;
}

function listOf<T extends string>(text: string | undefined, known: readonly T[]): readonly T[] {
  const words = (text ?? '').split(',');
  return known.filter((value) => words.includes(value));
}

/** How many filters are on, beside the view itself, the search and the order. */
export function filterCount({ status, priority, category, assignee, tag, requester }: DeskQuery): number {
  return [status.length, priority.length, category.length, assignee, tag, requester].filter(Boolean).length;
}

/** The filters as the API's lists, search and export take them. */
export function toFilters(query: DeskQuery) {
  const { view, priority, category, tag, requester } = query;
  const { assignee = query.assignee, isBreached } = views[view];
  return {
    status: statusesOf(query).join(','),
    ...(priority.length > 0 && { priority: priority.join(',') }),
    ...(category.length > 0 && { category: category.join(',') }),
    ...(assignee !== null && { assigneeId: assignee }),
    ...(tag !== null && { tag }),
    ...(requester !== null && { requesterId: requester }),
    ...(isBreached && { slaBreached: 'true' as const }),
  };
}

/** Whether a ticket belongs to what is asked for, as far as it says itself; `me` is the asker's id. The search is left aside. */
export function matches(ticket: Ticket, query: DeskQuery, me: string): boolean {
  const { priority, category, tag, requester } = query;
  const { assignee = query.assignee, isBreached = false } = views[query.view];
  const wanted = assignee === 'me' ? me : assignee === 'none' ? null : assignee;
  const { sla } = ticket;
  return (
    statusesOf(query).includes(ticket.status) &&
    (priority.length === 0 || priority.includes(ticket.priority)) &&
    (category.length === 0 || category.includes(ticket.category)) &&
    (assignee === null || ticket.assigneeId === wanted) &&
    (tag === null || ticket.tags.includes(tag)) &&
    (requester === null || ticket.requesterId === requester) &&
    (!isBreached || (sla !== null && (sla.firstResponseBreached || sla.resolutionBreached)))
  );
}

/** Compares tickets as the API sorts them. */
export function comparator(sort: Sort): (one: Ticket, other: Ticket) => number {
  const sign = sort.startsWith('-') ? -1 : 1;
  const keysOf = (ticket: Ticket): readonly (number | string)[] => {
    if (sort === '-priority') return [ticketPriorities.indexOf(ticket.priority), ticket.createdAt, ticket.id];
    return [sort.endsWith('createdAt') ? ticket.createdAt : ticket.updatedAt, ticket.id];
  };
  return (one, other) => {
    const [ours, theirs] = [keysOf(one), keysOf(other)];
    for (const [place, key] of ours.entries()) {
      const against = theirs[place];
      if (against !== undefined && key !== against) return key < against ? -sign : sign;
    }
    return 0;
  };
}

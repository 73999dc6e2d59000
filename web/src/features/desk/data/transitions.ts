import type { TicketStatus } from '../../../ui/ticket-states.ts';

/** Where the server lets a ticket go from each status (helpdesk API, "Tickets"). */
const next: Readonly<Record<TicketStatus, readonly TicketStatus[]>> = {
  open: ['in_progress', 'pending', 'resolved', 'closed'],
  in_progress: ['open', 'pending', 'resolved', 'closed'],
  pending: ['open', 'in_progress', 'resolved', 'closed'],
  resolved: ['open', 'in_progress', 'closed'],
  closed: ['open'],
};

/** The statuses that a ticket may be given, the present one among them, in their usual order. */
export function reachable(from: TicketStatus): readonly TicketStatus[] {
  const all: readonly TicketStatus[] = ['open', 'in_progress', 'pending', 'resolved', 'closed'];
  return all.filter((status) => status === from || next[from].includes(status));
}

/** Whether a ticket may go from one status to another; not from one to itself. */
function mayGo(from: TicketStatus, to: TicketStatus): boolean {
  return next[from].includes(to);
}

/** Whether nobody has to work on it any more. */
export function isDone(status: TicketStatus): boolean {
  return status === 'resolved' || status === 'closed';
}

/** What the one large button does: what is under way is resolved, what is done comes back. */
export function mainMove(from: TicketStatus): { readonly move: 'resolve' | 'reopen'; readonly to: TicketStatus } {
  return isDone(from) ? { move: 'reopen', to: 'open' } : { move: 'resolve', to: 'resolved' };
}

/** The statuses that at least one of several tickets may be given, other than those that all of them have. */
export function reachableBySome(from: readonly TicketStatus[]): readonly TicketStatus[] {
  const all: readonly TicketStatus[] = ['open', 'in_progress', 'pending', 'resolved', 'closed'];
  return all.filter((to) => from.some((status) => mayGo(status, to)));
}

import { type Actor, isAgent } from '../actor.ts';
import type { Category } from '../preferences/types.ts';
import type { NoticeFacts } from './store.ts';
import type { Notice, NoticeKind } from './types.ts';

const CATEGORY: Readonly<Record<NoticeKind, Category>> = {
  'ticket.assigned': 'tickets',
  'ticket.commented': 'tickets',
  'ticket.status_changed': 'tickets',
  'group.added': 'groups',
  'offer.received': 'bookings',
  'booking.requested': 'bookings',
};

/** What a notice is about, in terms of preferences. */
export function categoryOf(kind: NoticeKind): Category {
  return CATEGORY[kind];
}

/** What decides whether somebody may hear of something. */
export type Listener = { readonly role: Actor['role']; readonly suspended: boolean };

/** Everybody whom a notice may concern, before it is known who they are. */
export function concerned(notice: Notice, { ticket, conversation }: NoticeFacts): readonly string[] {
  switch (notice.kind) {
    case 'ticket.assigned':
    case 'group.added':
      return notice.userIds;
    case 'ticket.commented':
      return ticket ? [ticket.requesterId, ...staffOf(ticket, true)] : [];
    case 'ticket.status_changed':
      return ticket ? [ticket.requesterId, ...staffOf(ticket, false)] : [];
    case 'offer.received':
    case 'booking.requested':
      return conversation?.memberIds ?? [];
  }
}

function staffOf(ticket: NonNullable<NoticeFacts['ticket']>, assignee: boolean): readonly string[] {
  return assignee && ticket.assigneeId !== null ? [ticket.assigneeId, ...ticket.watcherIds] : ticket.watcherIds;
}

/**
 * Who hears of a notice, each once: never who did it, nobody unknown or suspended, of a ticket only its requester and
 * agents, of an internal note only agents.
 */
export function recipientsOf(
  notice: Notice,
  facts: NoticeFacts,
  people: ReadonlyMap<string, Listener>,
): readonly string[] {
  const requesterId = facts.ticket?.requesterId ?? null;
  return [...new Set(concerned(notice, facts))].filter((userId) => {
    const person = people.get(userId);
    if (!person || person.suspended || userId === notice.actorId) return false;
    if (!notice.kind.startsWith('ticket.')) return true;
    if (isAgent(person)) return true;
    return notice.noteId === null && userId === requesterId;
  });
}

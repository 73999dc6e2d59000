import type { Comment, Ticket } from '../types.ts';
import { takeFiles } from './files.ts';
import { tell } from './lines.ts';
import { send } from './messages.ts';
import { isAgent, personOf, refOf } from './people.ts';
import { invalid, Refusal } from './refusal.ts';
import { announce, enrol, join, makeRoom } from './rooms.ts';
import { makeId, now, type Person, type State } from './state.ts';
import { agentsOnly, audience, changeTicket, commentOf, storedTicket, ticketFor } from './ticket-changes.ts';

export type TicketDraft = Pick<Ticket, 'subject' | 'description'> &
  Partial<Pick<Ticket, 'category' | 'priority' | 'tags' | 'metadata'>> & { readonly attachmentIds?: readonly string[] };

/** What follows which status. */
const NEXT: { readonly [S in Ticket['status']]: readonly Ticket['status'][] } = {
  open: ['in_progress', 'pending', 'resolved', 'closed'],
  in_progress: ['open', 'pending', 'resolved', 'closed'],
  pending: ['open', 'in_progress', 'resolved', 'closed'],
  resolved: ['open', 'in_progress', 'closed'],
  closed: ['open'],
};

export function openTicket(state: State, person: Person, draft: TicketDraft): Ticket {
  if (draft.subject.trim() === '') throw invalid('subject', 'must not be empty');
  if (draft.description.trim() === '') throw invalid('description', 'must not be empty');
  const id = makeId(state, 't');
  const room = makeRoom(state, person, { type: 'support', ticketId: id });
  join(state, room, person.id, 'member');
  const at = now(state);
  const { attachmentIds = [], ...said } = draft;
  const ticket: Ticket = {
    id,
    number: 1001 + state.tickets.size,
    status: 'open',
    priority: 'medium',
    category: 'general',
    tags: [],
    metadata: {},
    ...said,
    requesterId: person.id,
    requester: refOf(person),
    assigneeId: null,
    assignee: null,
    conversationId: room.id,
    attachments: takeFiles(state, person.id, attachmentIds),
    commentCount: 0,
    firstRespondedAt: null,
    resolvedAt: null,
    closedAt: null,
    reopenedCount: 0,
    sla: null,
    rating: null,
    createdAt: at,
    updatedAt: at,
    lastActivityAt: at,
  };
  state.tickets.set(id, { ticket, notes: [] });
  announce(state, room, 'conversation_created');
  tell(state, audience(state, ticket), 'ticket_created', ticket);
  return ticket;
}

/** Public comments, and for agents notes as well, oldest first. */
export function commentsOf(state: State, person: Person, ticket: Ticket): Comment[] {
  const messages = state.rooms.get(ticket.conversationId)?.messages ?? [];
  const said = messages.map(({ message }) => commentOf(ticket.id, message));
  const notes = isAgent(person) ? storedTicket(state, ticket.id).notes : [];
  return [...said, ...notes].sort((a, b) => a.createdAt.localeCompare(b.createdAt));
}

export type CommentDraft = {
  readonly content: string;
  readonly internal?: boolean;
  readonly clientId?: string | null;
  readonly attachmentIds?: string[];
};

export function comment(state: State, person: Person, id: string, draft: CommentDraft): Comment {
  const ticket = ticketFor(state, person, id);
  const { content, internal = false, clientId = null, attachmentIds = [] } = draft;
  if (!internal) {
    const { message } = send(state, person, ticket.conversationId, { content, clientId, attachmentIds });
    return commentOf(id, message);
  }
  if (!isAgent(person)) throw new Refusal('forbidden', 'Only agents write internal notes');
  const own = {
    id: makeId(state, 'n'),
    ticketId: id,
    authorId: person.id,
    author: refOf(person),
    content,
    internal: true,
  };
  const attachments = takeFiles(state, person.id, attachmentIds);
  const note: Comment = {
    ...own,
    attachments,
    messageId: null,
    seq: null,
    createdAt: now(state),
    editedAt: null,
    deletedAt: null,
  };
  storedTicket(state, id).notes.push(note);
  const agents = audience(state, ticket).filter((userId) => isAgent(personOf(state, userId)));
  tell(state, agents, 'ticket_comment', note);
  return note;
}

export function setStatus(
  state: State,
  person: Person,
  id: string,
  status: Ticket['status'],
  said?: string | null,
): Ticket {
  const ticket = ticketFor(state, person, id);
  const mayCustomer = status === 'closed' || (status === 'open' && ticket.status === 'resolved');
  if (!isAgent(person) && !mayCustomer) throw new Refusal('forbidden', 'Only agents set this status');
  if (status !== ticket.status && !NEXT[ticket.status].includes(status))
    throw new Refusal('invalid_transition', `A ticket does not go from ${ticket.status} to ${status}`);
  if (said != null) comment(state, person, id, { content: said });
  if (status === ticket.status) return ticketFor(state, person, id);
  const at = now(state);
  const isBack = status === 'open' || status === 'in_progress';
  const wasOver = ticket.status === 'resolved' || ticket.status === 'closed';
  return changeTicket(state, id, {
    status,
    ...(status === 'resolved' && { resolvedAt: at }),
    ...(status === 'closed' && { closedAt: at }),
    ...(isBack && { resolvedAt: null, closedAt: null, reopenedCount: ticket.reopenedCount + (wasOver ? 1 : 0) }),
  });
}

export function assign(state: State, person: Person, id: string, assigneeId: string | null): Ticket {
  agentsOnly(person);
  const { ticket } = storedTicket(state, id);
  const assignee = assigneeId === null ? null : personOf(state, assigneeId, 'assigneeId');
  if (assignee && !isAgent(assignee)) throw invalid('assigneeId', 'must be an agent');
  const room = state.rooms.get(ticket.conversationId);
  if (assignee && room && !room.members.has(assignee.id)) enrol(state, room, assignee.id);
  return changeTicket(state, id, { assigneeId, assignee: assignee && refOf(assignee) });
}

export function updateTicket(state: State, person: Person, id: string, part: Partial<Ticket>): Ticket {
  agentsOnly(person);
  const { ticket } = storedTicket(state, id);
  const { subject = ticket.subject, priority = ticket.priority, category = ticket.category, tags = ticket.tags } = part;
  return changeTicket(state, id, { subject, priority, category, tags });
}

export function rate(state: State, person: Person, id: string, score: number, said: string | null): Ticket {
  const ticket = ticketFor(state, person, id);
  if (ticket.requesterId !== person.id) throw new Refusal('forbidden', 'Only its requester rates a ticket');
  if (ticket.status !== 'resolved' && ticket.status !== 'closed')
    throw new Refusal('conflict', 'A ticket is rated once it is resolved');
  return changeTicket(state, id, { rating: { score, comment: said, ratedAt: now(state) } });
}

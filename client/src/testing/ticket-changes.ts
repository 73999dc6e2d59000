import type { Comment, Message, ServerEvents, Ticket } from '../types.ts';
import { tell } from './lines.ts';
import { isAgent } from './people.ts';
import { Refusal } from './refusal.ts';
import { now, type Person, type Room, type State, type StoredTicket } from './state.ts';

/** The requester and all agents. */
export function audience(state: State, { requesterId }: Ticket): readonly string[] {
  return [requesterId, ...[...state.people.values()].filter(isAgent).map(({ id }) => id)];
}

export function storedTicket(state: State, id: string): StoredTicket {
  const found = state.tickets.get(id);
  if (!found) throw new Refusal('not_found', 'There is no such ticket');
  return found;
}

/** A ticket for its requester or an agent. @throws Refusal `not_found`, `forbidden` */
export function ticketFor(state: State, person: Person, id: string): Ticket {
  const { ticket } = storedTicket(state, id);
  if (!isAgent(person) && ticket.requesterId !== person.id) throw new Refusal('forbidden', 'This is not your ticket');
  return ticket;
}

export function commentOf(ticketId: string, message: Message): Comment {
  const { id, senderId, sender, content, attachments, seq, createdAt, editedAt, deletedAt } = message;
  const author = { authorId: senderId, author: sender };
  return {
    id,
    ticketId,
    ...author,
    content,
    internal: false,
    attachments,
    messageId: id,
    seq,
    createdAt,
    editedAt,
    deletedAt,
  };
}

/** @throws Refusal `ticket_closed`, `conversation_closed` */
export function checkWritable(state: State, room: Room): void {
  const ticket = room.ticketId === null ? null : storedTicket(state, room.ticketId).ticket;
  if (ticket?.status === 'closed') throw new Refusal('ticket_closed', 'The ticket is closed');
  if (room.status === 'closed') throw new Refusal('conversation_closed', 'The conversation is closed');
}

/** What a message does to the ticket of its conversation. */
export function afterMessage(state: State, room: Room, person: Person, message: Message): void {
  if (room.ticketId === null) return;
  const { ticket } = storedTicket(state, room.ticketId);
  const isFirstAnswer = ticket.firstRespondedAt === null && isAgent(person) && person.id !== ticket.requesterId;
  const reopens = person.id === ticket.requesterId && (ticket.status === 'pending' || ticket.status === 'resolved');
  tell(state, audience(state, ticket), 'ticket_comment', commentOf(ticket.id, message));
  changeTicket(state, ticket.id, {
    commentCount: ticket.commentCount + 1,
    lastActivityAt: message.createdAt,
    ...(isFirstAnswer && { firstRespondedAt: message.createdAt }),
    ...(reopens && { status: 'open', resolvedAt: null }),
  });
}

type Changes = ServerEvents['ticket_updated']['changes'];
/** What is told of a change; counts and times go without saying. */
const TOLD = ['status', 'assigneeId', 'priority', 'category', 'subject', 'tags', 'rating'] as const;

export function changeTicket(state: State, id: string, part: Partial<Ticket>): Ticket {
  const found = storedTicket(state, id);
  const before = found.ticket;
  found.ticket = { ...before, ...part, updatedAt: now(state) };
  const changes: Changes = TOLD.filter((field) => part[field] !== undefined && part[field] !== before[field]).map(
    (field) => ({ field, from: before[field], to: found.ticket[field] }),
  );
  if (changes.length > 0) tell(state, audience(state, found.ticket), 'ticket_updated', { ...found.ticket, changes });
  return found.ticket;
}

export function agentsOnly(person: Person): void {
  if (!isAgent(person)) throw new Refusal('forbidden', 'Only agents may do that');
}

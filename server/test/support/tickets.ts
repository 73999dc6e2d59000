import type { Answer, Api } from './api.ts';
import { listShape } from './shapes.ts';
import {
  type Canned,
  type Comment,
  cannedShape,
  commentShape,
  type Ticket,
  ticketEventShape,
  ticketShape,
  ticketWithCommentsShape,
} from './ticket-shapes.ts';

export const TICKETS = '/api/tickets';
export const CANNED = `${TICKETS}/canned-responses`;

type In = { readonly id: string };

function must(answer: Answer, ...statuses: readonly number[]): Answer {
  if (statuses.includes(answer.status)) return answer;
  throw new Error(`expected ${statuses.join(' or ')}, got ${answer.status}: ${answer.text}`);
}

/** A new ticket of `who`. */
export async function openTicket(who: Api, extra: object = {}): Promise<Ticket> {
  const body = { subject: 'Cannot sign in', description: 'Since this morning the page says no.', ...extra };
  return must(await who.post(TICKETS, body), 201).as(ticketShape);
}

/** A ticket as `who` sees it now, with its comments. */
export async function lookAtTicket(who: Api, ticket: In) {
  return must(await who.get(`${TICKETS}/${ticket.id}`), 200).as(ticketWithCommentsShape);
}

export async function setStatus(who: Api, ticket: In, status: string, extra: object = {}): Promise<Ticket> {
  return must(await who.put(`${TICKETS}/${ticket.id}/status`, { status, ...extra }), 200).as(ticketShape);
}

export async function assign(who: Api, ticket: In, assigneeId: string | null): Promise<Ticket> {
  return must(await who.put(`${TICKETS}/${ticket.id}/assign`, { assigneeId }), 200).as(ticketShape);
}

export async function comment(who: Api, ticket: In, content: string, extra: object = {}): Promise<Comment> {
  return must(await who.post(`${TICKETS}/${ticket.id}/comments`, { content, ...extra }), 201, 200).as(commentShape);
}

/** A canned response of `who`. */
export async function makeCanned(who: Api, extra: object = {}): Promise<Canned> {
  const body = { title: 'Greeting', body: 'Hello {{requester.name}}', ...extra };
  return must(await who.post(CANNED, body), 201).as(cannedShape);
}

/** All of a ticket's history, page by page. */
export async function historyOfTicket(who: Api, ticket: In, limit = 100) {
  const events = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = must(await who.get(`${TICKETS}/${ticket.id}/history?limit=${limit}${query}`), 200);
    const page = answer.as(listShape(ticketEventShape));
    events.push(...page.data);
    cursor = page.page.next;
  }
  return events;
}

import type { z } from 'zod';
import type { Actor } from '../../../core/actor.ts';
import { ParleyError } from '../../../core/errors.ts';
import { assignTicket, rateTicket, setTicketStatus, updateTicket, watchTicket } from '../../../core/tickets/change.ts';
import { addComment, findComment, listComments, listHistory } from '../../../core/tickets/comments.ts';
import { createTicket } from '../../../core/tickets/create.ts';
import { getTicket, listOwnTickets, listTickets, ticketStatistics } from '../../../core/tickets/lists.ts';
import type { StreamPosition, TicketFilter, TicketPosition } from '../../../core/tickets/store.ts';
import type { Ticket } from '../../../core/tickets/types.ts';
import { decodeCursor, encodeCursor, pageOfShort, timeOfCursor } from '../../../wire/cursor.ts';
import { idempotencyKey } from '../../../wire/idempotency.ts';
import type { Routes } from '../../../wire/route.ts';
import { shortListQuery } from '../../../wire/schema.ts';
import { commentCounted } from '../../../wire/sends.ts';
import { takeSend } from '../../../wire/throttle.ts';
import type { HelpdeskContext } from '../context.ts';
import { presentComment, presentTicket } from '../present/tickets.ts';
import { listOf } from '../schema/answers.ts';
import * as answers from '../schema/ticket-answers.ts';
import * as schema from '../schema/tickets.ts';

const TAG = 'Tickets';
const BASE = '/api/tickets';

type Query = z.output<ReturnType<typeof schema.listTickets>>;

/** The filters of a query; `me` is the caller. */
export function filterOf(query: z.output<ReturnType<typeof schema.ticketFilters>>, actor: Actor): TicketFilter {
  const person = (id: string | undefined) => (id === 'me' ? actor.userId : (id ?? null));
  return {
    status: query.status,
    priority: query.priority,
    category: query.category,
    tag: query.tag ?? null,
    assigneeId: person(query.assigneeId),
    requesterId: person(query.requesterId),
    q: query.q ?? null,
    createdFrom: query.createdFrom ?? null,
    createdTo: query.createdTo ?? null,
    slaBreached: query.slaBreached ?? null,
  };
}

/** Tickets: what requesters and agents do with them. */
export function ticketRoutes(routes: Routes, context: HelpdeskContext): void {
  const { core, links } = context;
  const { maxMessageLength, ticketCategories: categories } = core.settings;
  const present = (ticket: Ticket) => presentTicket(ticket, links);

  /** A page of a sorted list; a cursor goes with the list, its caller and its order. */
  async function page(
    actor: Actor,
    name: string,
    query: Query,
    list: typeof listTickets | typeof listOwnTickets,
  ): Promise<object> {
    const scope = `${name}:${actor.userId}:${query.sort}`;
    const result = await list(
      core,
      actor,
      filterOf(query, actor),
      query.sort,
      query.cursor === undefined ? null : positionOf(scope, query.cursor),
      query.limit,
    );
    const { next, total } = result;
    return {
      data: result.tickets.map(present),
      page: { next: next && encodeCursor(scope, [next.at, next.rank, next.id]), total },
    };
  }

  routes.add({
    method: 'POST',
    path: BASE,
    summary: 'Open a ticket',
    tag: TAG,
    status: 201,
    otherSuccess: { status: 200, when: 'Opened before with the same `clientId`' },
    body: schema.createTicket(categories),
    response: answers.ticketAnswer,
    handler: async ({ actor, body, request, reply }) => {
      const clientId = body.clientId ?? idempotencyKey(request);
      const { ticket, duplicate } = await createTicket(core, actor, { ...body, clientId });
      if (duplicate) reply.code(200);
      return present(ticket);
    },
  });

  routes.add({
    method: 'GET',
    path: BASE,
    summary: 'All tickets (agents)',
    tag: TAG,
    query: schema.listTickets(categories),
    response: answers.countedListOf(answers.ticketAnswer),
    handler: ({ actor, query }) => page(actor, 'tickets', query, listTickets),
  });

  routes.add({
    method: 'GET',
    path: `${BASE}/my-tickets`,
    summary: 'The tickets that the caller requested',
    tag: TAG,
    query: schema.listTickets(categories),
    response: answers.countedListOf(answers.ticketAnswer),
    handler: ({ actor, query }) => page(actor, 'my-tickets', query, listOwnTickets),
  });

  routes.add({
    method: 'GET',
    path: `${BASE}/categories`,
    summary: 'What a ticket can be about',
    tag: TAG,
    query: shortListQuery,
    response: listOf(answers.categoryAnswer),
    handler: ({ query }) => {
      const named = categories.map((slug) => ({ slug, name: nameOf(slug) }));
      return pageOfShort('ticket categories', named, query);
    },
  });

  routes.add({
    method: 'GET',
    path: `${BASE}/stats`,
    summary: 'Figures of the tickets made in a range (agents)',
    tag: TAG,
    query: schema.statsQuery,
    response: answers.ticketStats,
    handler: ({ actor, query }) => ticketStatistics(core, actor, query.from ?? null, query.to ?? null),
  });

  routes.add({
    method: 'GET',
    path: `${BASE}/:id`,
    summary: 'A ticket with its latest comments',
    tag: TAG,
    params: schema.ticketParams,
    response: answers.ticketWithComments,
    handler: async ({ actor, params }) => {
      const { ticket, comments } = await getTicket(core, actor, params.id);
      return { ...present(ticket), comments: comments.map((comment) => presentComment(comment, links)) };
    },
  });

  routes.add({
    method: 'PUT',
    path: `${BASE}/:id`,
    summary: 'Change a ticket (agents)',
    tag: TAG,
    params: schema.ticketParams,
    body: schema.updateTicket(categories),
    response: answers.ticketAnswer,
    handler: async ({ actor, params, body }) => present(await updateTicket(core, actor, params.id, body)),
  });

  routes.add({
    method: 'PUT',
    path: `${BASE}/:id/status`,
    summary: 'Give a ticket another status',
    tag: TAG,
    params: schema.ticketParams,
    body: schema.setStatus(maxMessageLength),
    response: answers.ticketAnswer,
    handler: async ({ actor, params, body }) => {
      if (body.comment !== null) await takeSend(core, actor);
      return present(await setTicketStatus(core, actor, params.id, body));
    },
  });

  routes.add({
    method: 'PUT',
    path: `${BASE}/:id/assign`,
    summary: 'Give a ticket to an agent, or to nobody (agents)',
    tag: TAG,
    params: schema.ticketParams,
    body: schema.assign,
    response: answers.ticketAnswer,
    handler: async ({ actor, params, body }) => present(await assignTicket(core, actor, params.id, body.assigneeId)),
  });

  routes.add({
    method: 'POST',
    path: `${BASE}/:id/comments`,
    summary: 'Comment on a ticket, in public or (agents) in an internal note',
    tag: TAG,
    status: 201,
    otherSuccess: { status: 200, when: 'Sent before with the same `clientId`' },
    params: schema.ticketParams,
    body: schema.addComment(maxMessageLength),
    response: answers.commentAnswer,
    handler: async ({ actor, params, body, request, reply }) => {
      const clientId = body.clientId ?? idempotencyKey(request);
      const said = { ...body, clientId };
      const { comment, duplicate } = await commentCounted(
        core,
        actor,
        () => addComment(core, actor, params.id, said),
        () => findComment(core, actor, params.id, said),
      );
      if (duplicate) reply.code(200);
      else if (!comment.internal) context.metrics.messageSent();
      return presentComment(comment, links);
    },
  });

  routes.add({
    method: 'GET',
    path: `${BASE}/:id/comments`,
    summary: 'The comments on a ticket, oldest first',
    tag: TAG,
    params: schema.ticketParams,
    query: schema.pageQuery,
    response: listOf(answers.commentAnswer),
    handler: async ({ actor, params, query }) => {
      const scope = `comments:${params.id}`;
      const from = query.cursor === undefined ? null : streamPosition(scope, query.cursor);
      const { comments, next } = await listComments(core, actor, params.id, from, query.limit);
      return {
        data: comments.map((comment) => presentComment(comment, links)),
        page: { next: next && streamCursor(scope, next) },
      };
    },
  });

  routes.add({
    method: 'GET',
    path: `${BASE}/:id/history`,
    summary: 'What happened to a ticket, oldest first',
    tag: TAG,
    params: schema.ticketParams,
    query: schema.pageQuery,
    response: listOf(answers.ticketEvent),
    handler: async ({ actor, params, query }) => {
      const scope = `history:${params.id}`;
      const from = query.cursor === undefined ? null : streamPosition(scope, query.cursor);
      const { events, next } = await listHistory(core, actor, params.id, from, query.limit);
      return { data: events, page: { next: next && streamCursor(scope, next) } };
    },
  });

  routes.add({
    method: 'POST',
    path: `${BASE}/:id/rating`,
    summary: 'Rate a resolved or closed ticket (its requester)',
    tag: TAG,
    params: schema.ticketParams,
    body: schema.rateTicket,
    response: answers.ticketAnswer,
    handler: async ({ actor, params, body }) => present(await rateTicket(core, actor, params.id, body)),
  });

  for (const [method, on] of [
    ['PUT', true],
    ['DELETE', false],
  ] as const) {
    routes.add({
      method,
      path: `${BASE}/:id/watchers/:userId`,
      summary: on ? 'Have an agent hear of all that happens to a ticket (agents)' : 'No longer (agents)',
      tag: TAG,
      status: 204,
      params: schema.watcherParams,
      response: null,
      handler: ({ actor, params }) => watchTicket(core, actor, params.id, params.userId, on),
    });
  }
}

function positionOf(scope: string, cursor: string): TicketPosition {
  const [at, rank, id] = decodeCursor(scope, cursor, 'string', 'number', 'string');
  return { at: timeOfCursor(at), rank, id };
}

/** The parts are texts: some of the numbers grow beyond what a cursor takes as one. */
function streamCursor(scope: string, { seq, note, event }: StreamPosition): string {
  return encodeCursor(scope, [String(seq), String(note), String(event)]);
}

function streamPosition(scope: string, cursor: string): StreamPosition {
  const parts = decodeCursor(scope, cursor, 'string', 'string', 'string');
  const [seq = 0, note = 0, event = 0] = parts.map(Number);
  if (!parts.every((part) => /^\d{1,15}$/.test(part)) || seq > 2_147_483_647)
    throw new ParleyError('invalid_cursor', 'cursor is not a cursor of this list');
  return { seq, note, event };
}

/** What people call a category: `lost-luggage` is "Lost luggage". */
function nameOf(slug: string): string {
  const words = slug.replace(/[-_]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

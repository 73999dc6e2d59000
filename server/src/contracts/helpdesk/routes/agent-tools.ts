import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { z } from 'zod';
import { changeTickets } from '../../../core/tickets/bulk.ts';
import {
  createCanned,
  getCanned,
  listCanned,
  removeCanned,
  renderCanned,
  updateCanned,
} from '../../../core/tickets/canned.ts';
import { exportTickets } from '../../../core/tickets/lists.ts';
import { searchTickets } from '../../../core/tickets/search.ts';
import type { Ticket } from '../../../core/tickets/types.ts';
import { decodeCursor, encodeCursor } from '../../../wire/cursor.ts';
import type { Routes } from '../../../wire/route.ts';
import type { HelpdeskContext } from '../context.ts';
import { presentTicket } from '../present/tickets.ts';
import * as schema from '../schema/agent-tools.ts';
import { listOf } from '../schema/answers.ts';
import * as answers from '../schema/ticket-answers.ts';
import { searchTickets as searchQuery } from '../schema/tickets.ts';
import { filterOf } from './tickets.ts';

const TAG = 'Agent tools';
const TICKETS = '/api/tickets';
const CANNED = `${TICKETS}/canned-responses`;

/** Columns of an export: the name in its first line, and what stands below. */
const COLUMNS: readonly (readonly [string, (ticket: Ticket) => string | number | null])[] = [
  ['number', (ticket) => ticket.number],
  ['id', (ticket) => ticket.id],
  ['subject', (ticket) => ticket.subject],
  ['description', (ticket) => ticket.description],
  ['status', (ticket) => ticket.status],
  ['priority', (ticket) => ticket.priority],
  ['category', (ticket) => ticket.category],
  ['tags', (ticket) => ticket.tags.join(', ')],
  ['requesterId', (ticket) => ticket.requesterId],
  ['requesterName', (ticket) => ticket.requester.name],
  ['assigneeId', (ticket) => ticket.assigneeId],
  ['assigneeName', (ticket) => ticket.assignee?.name ?? null],
  ['commentCount', (ticket) => ticket.commentCount],
  ['reopenedCount', (ticket) => ticket.reopenedCount],
  ['rating', (ticket) => ticket.rating?.score ?? null],
  ['createdAt', (ticket) => ticket.createdAt],
  ['updatedAt', (ticket) => ticket.updatedAt],
  ['firstRespondedAt', (ticket) => ticket.firstRespondedAt],
  ['resolvedAt', (ticket) => ticket.resolvedAt],
  ['closedAt', (ticket) => ticket.closedAt],
];

/** Search, bulk changes, export and canned responses. */
export function agentToolRoutes(routes: Routes, { core, links }: HelpdeskContext): void {
  const { ticketCategories: categories, maxMessageLength } = core.settings;

  routes.add({
    method: 'GET',
    path: `${TICKETS}/search`,
    summary: 'Search tickets, best first; users find their own',
    tag: 'Tickets',
    query: searchQuery(categories),
    response: listOf(answers.foundTicket),
    handler: async ({ actor, query }) => {
      const scope = `ticket-search:${actor.userId}`;
      const cursor = query.cursor === undefined ? null : decodeCursor(scope, query.cursor, 'number', 'number');
      const { found, next } = await searchTickets(
        core,
        actor,
        query.q,
        { ...filterOf(query, actor), q: null },
        cursor && { rank: cursor[0], number: cursor[1] },
        query.limit,
      );
      return {
        data: found.map(({ ticket, highlight }) => ({ ...presentTicket(ticket, links), highlight })),
        page: { next: next && encodeCursor(scope, [next.rank, next.number]) },
      };
    },
  });

  routes.add({
    method: 'POST',
    path: `${TICKETS}/bulk`,
    summary: 'The same changes to many tickets (agents)',
    tag: TAG,
    body: schema.bulk(categories),
    response: z.object({ updated: z.int(), failed: z.array(z.object({ id: z.string(), code: z.string() })) }),
    handler: ({ actor, body }) => changeTickets(core, actor, body.ids, body.changes),
  });

  routes.add({
    method: 'GET',
    path: `${TICKETS}/export`,
    summary: 'Tickets as CSV (agents)',
    tag: TAG,
    query: schema.exportQuery(categories),
    response: z.string(),
    responseType: 'text/csv',
    handler: async ({ actor, query, reply }) => {
      const pages = exportTickets(core, actor, filterOf(query, actor), query.sort);
      // What fails before the first line is an answer like any other.
      const first = await pages.next();
      const rows = stringify({
        header: true,
        columns: COLUMNS.map(([name]) => name),
        record_delimiter: 'windows',
        // Spreadsheets take a cell that begins like a formula for one.
        escape_formulas: true,
        quoted_match: /[\r\n]/,
      });
      Readable.from(cells(first, pages))
        .on('error', (error) => rows.destroy(error))
        .pipe(rows);
      reply.type('text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="tickets.csv"');
      return reply.send(rows);
    },
  });

  routes.add({
    method: 'POST',
    path: CANNED,
    summary: 'Keep a text to answer with (agents)',
    tag: TAG,
    status: 201,
    body: schema.createCanned(maxMessageLength),
    response: answers.cannedAnswer,
    handler: ({ actor, body }) => createCanned(core, actor, body),
  });

  routes.add({
    method: 'GET',
    path: CANNED,
    summary: 'Shared texts and one’s own, by title (agents)',
    tag: TAG,
    query: schema.listCanned,
    response: listOf(answers.cannedAnswer),
    handler: async ({ actor, query }) => {
      const scope = `canned:${actor.userId}`;
      const cursor = query.cursor === undefined ? null : decodeCursor(scope, query.cursor, 'string', 'string');
      const { responses, next } = await listCanned(
        core,
        actor,
        { q: query.q ?? null, tag: query.tag ?? null },
        cursor && { title: cursor[0], id: cursor[1] },
        query.limit,
      );
      return { data: responses, page: { next: next && encodeCursor(scope, [next.title, next.id]) } };
    },
  });

  routes.add({
    method: 'GET',
    path: `${CANNED}/:id`,
    summary: 'One of them (agents)',
    tag: TAG,
    params: schema.cannedParams,
    response: answers.cannedAnswer,
    handler: ({ actor, params }) => getCanned(core, actor, params.id),
  });

  routes.add({
    method: 'PUT',
    path: `${CANNED}/:id`,
    summary: 'Change one (its maker, admins)',
    tag: TAG,
    params: schema.cannedParams,
    body: schema.updateCanned(maxMessageLength),
    response: answers.cannedAnswer,
    handler: ({ actor, params, body }) => updateCanned(core, actor, params.id, body),
  });

  routes.add({
    method: 'DELETE',
    path: `${CANNED}/:id`,
    summary: 'Remove one (its maker, admins)',
    tag: TAG,
    status: 204,
    params: schema.cannedParams,
    response: null,
    handler: ({ actor, params }) => removeCanned(core, actor, params.id),
  });

  routes.add({
    method: 'POST',
    path: `${CANNED}/:id/render`,
    summary: 'The text for a ticket, its variables filled in (agents)',
    tag: TAG,
    params: schema.cannedParams,
    body: schema.renderCanned,
    response: z.object({ id: z.string(), title: z.string(), content: z.string() }),
    handler: async ({ actor, params, body }) => {
      const { response, content } = await renderCanned(core, actor, params.id, body.ticketId);
      return { id: response.id, title: response.title, content };
    },
  });
}

type Pages = AsyncGenerator<readonly Ticket[]>;

async function* cells(
  first: IteratorResult<readonly Ticket[]>,
  rest: Pages,
): AsyncGenerator<(string | number | null)[]> {
  for (let page = first; page.done !== true; page = await rest.next())
    for (const ticket of page.value) yield COLUMNS.map(([, cell]) => cell(ticket));
}

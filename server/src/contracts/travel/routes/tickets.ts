import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { accessAsAgent, accessTicket } from '../../../core/tickets/access.ts';
import { respondToTicket } from '../../../core/tickets/change.ts';
import { createTicket } from '../../../core/tickets/create.ts';
import { listOwnTickets, listTickets, type TicketPage } from '../../../core/tickets/lists.ts';
import type { TicketFilter } from '../../../core/tickets/store.ts';
import type { ContractContext } from '../../../wire/context.ts';
import { idempotencyKey } from '../../../wire/idempotency.ts';
import type { Routes } from '../../../wire/route.ts';
import type { TempIds } from '../../../wire/temp-ids.ts';
import { takeSend } from '../../../wire/throttle.ts';
import { seeking } from '../errors.ts';
import { presentSupportMessage, presentTicket, RESPONSE } from '../present/tickets.ts';
import * as answers from '../schema/answers.ts';
import { ticketWindow } from '../schema/lists.ts';
import * as schema from '../schema/tickets.ts';
import { windowOf } from '../windows.ts';
import { tellOfWindow } from './conversations.ts';

const TAG = 'Support tickets';
const BASE = '/api/messaging/support/tickets';

/** At most so many messages come with a ticket of which no part is asked for. */
const ALL = 1_000;

const EVERYTHING: TicketFilter = {
  status: [],
  priority: [],
  category: [],
  tag: null,
  assigneeId: null,
  requesterId: null,
  q: null,
  createdFrom: null,
  createdTo: null,
  slaBreached: null,
};

function present({ tickets, total }: TicketPage, reply: FastifyReply): object {
  reply.header('x-total-count', total);
  return tickets.map(presentTicket);
}

/** Support tickets: what travellers ask, and what the support team answers. */
export function ticketRoutes(routes: Routes, context: ContractContext, tempIds: TempIds): void {
  const { core } = context;

  routes.add({
    method: 'POST',
    path: BASE,
    summary: 'Open a ticket; asked again with the same Idempotency-Key it is the same one',
    tag: TAG,
    status: 201,
    body: schema.createTicket,
    response: answers.ticketRow,
    handler: async ({ actor, body, request }) => {
      const clientId = idempotencyKey(request);
      const rest = { tags: [], attachmentIds: [], metadata: {}, conversationMetadata: {}, requesterId: null };
      const { ticket } = await createTicket(core, actor, { ...body, ...rest, clientId });
      return presentTicket(ticket);
    },
  });

  routes.add({
    method: 'GET',
    path: BASE,
    summary: 'Your own tickets, newest first; X-Total-Count says how many there are',
    tag: TAG,
    query: schema.ownTickets,
    response: z.array(answers.ticketRow),
    handler: async ({ actor, query, reply }) => {
      const filter = { ...EVERYTHING, status: schema.enginesOf(query.status) };
      const start = { offset: (query.page - 1) * query.limit };
      return present(await listOwnTickets(core, actor, filter, '-createdAt', start, query.limit), reply);
    },
  });

  routes.add({
    method: 'GET',
    path: `${BASE}/admin/all`,
    summary: 'All tickets, newest first (admins)',
    tag: TAG,
    query: schema.allTickets(core.settings.ticketCategories),
    response: z.array(answers.ticketRow),
    handler: async ({ actor, query, reply }) => {
      const filter: TicketFilter = {
        ...EVERYTHING,
        status: schema.enginesOf(query.status),
        category: query.category === undefined ? [] : [query.category],
        priority: query.priority === undefined ? [] : [query.priority],
      };
      const start = { offset: (query.page - 1) * query.limit };
      return present(await listTickets(core, actor, filter, '-createdAt', start, query.limit), reply);
    },
  });

  routes.add({
    method: 'GET',
    path: `${BASE}/:ticketId`,
    summary: 'A ticket with its messages, oldest first: the newest 1000, or those that are asked for',
    tag: TAG,
    params: schema.ticketParams,
    query: ticketWindow,
    response: answers.ticketWithMessages,
    handler: async ({ actor, params, query, reply }) => {
      const ticket = await seeking('ticket', () => accessTicket(core, actor, params.ticketId));
      const { conversationId, requesterId, commentCount: lastSeq } = ticket;
      const reader = { userId: actor.userId, clearedSeq: 0, memberCount: 0 };
      const named = (query.before ?? query.after) !== undefined;
      const limit = query.limit ?? (named ? core.settings.messagesPerPage : ALL);
      const shown = await windowOf(core, { conversationId, lastSeq }, reader, { ...query, limit });
      tellOfWindow(reply, shown);
      return {
        ...presentTicket(ticket),
        messages: shown.messages.map((message) => presentSupportMessage(message, ticket.id, requesterId)),
      };
    },
  });

  routes.add({
    method: 'POST',
    path: `${BASE}/:ticketId/respond`,
    summary:
      'Answer a ticket, and give it another status with it (admins); a resend by tempId or Idempotency-Key is harmless',
    tag: TAG,
    status: 201,
    params: schema.ticketParams,
    body: schema.respond(core.settings.maxMessageLength),
    response: answers.respondAnswer,
    handler: async ({ actor, params, body, request }) => {
      const key = idempotencyKey(request);
      await takeSend(core, actor);
      const { ticket, message, duplicate } = await seeking('ticket', async () => {
        const loaded = await accessAsAgent(core, actor, params.ticketId);
        const clientId = tempIds.take(loaded.conversationId, actor.userId, body.tempId) ?? key;
        const said = { content: body.message, status: body.status ?? null, metadata: RESPONSE, clientId };
        return respondToTicket(core, actor, loaded, said);
      });
      if (!duplicate) context.metrics.messageSent();
      return {
        success: true,
        message: 'Response added to ticket',
        ticket: presentTicket(ticket),
        response: presentSupportMessage(message, ticket.id, ticket.requesterId),
      };
    },
  });
}

import { getPolicies, putPolicies } from '../../../core/sla/policies.ts';
import { escalateTicket, getTicketSla } from '../../../core/sla/ticket.ts';
import type { Routes } from '../../../wire/route.ts';
import type { HelpdeskContext } from '../context.ts';
import { presentPolicies, presentSla } from '../present/sla.ts';
import { presentTicket } from '../present/tickets.ts';
import * as schema from '../schema/sla.ts';
import { ticketAnswer } from '../schema/ticket-answers.ts';
import { ticketParams } from '../schema/tickets.ts';

const TAG = 'Service levels';

/** The routes about how soon tickets are dealt with. */
export function slaRoutes(routes: Routes, { core, links }: HelpdeskContext): void {
  routes.add({
    method: 'GET',
    path: '/api/tickets/sla-policies',
    summary: 'How soon tickets of each priority are to be answered and resolved (admins)',
    tag: TAG,
    response: schema.policiesAnswer,
    handler: async ({ actor }) => presentPolicies(await getPolicies(core, actor)),
  });

  routes.add({
    method: 'PUT',
    path: '/api/tickets/sla-policies',
    summary: 'Set what is sent of that; tickets under way come under it (admins)',
    tag: TAG,
    body: schema.putPolicies,
    response: schema.policiesAnswer,
    handler: async ({ actor, body }) => presentPolicies(await putPolicies(core, actor, body)),
  });

  routes.add({
    method: 'GET',
    path: '/api/tickets/:id/sla',
    summary: 'The account of a ticket’s time: what counted towards its deadlines, and why the rest did not (agents)',
    tag: TAG,
    params: ticketParams,
    response: schema.slaAnswer,
    handler: async ({ actor, params }) => presentSla(await getTicketSla(core, actor, params.id)),
  });

  routes.add({
    method: 'POST',
    path: '/api/tickets/:id/escalate',
    summary: 'Raise a ticket’s priority by a step; the reason becomes an internal note (agents)',
    tag: TAG,
    params: ticketParams,
    body: schema.escalate,
    response: ticketAnswer,
    handler: async ({ actor, params, body }) =>
      presentTicket(await escalateTicket(core, actor, params.id, body), links),
  });
}

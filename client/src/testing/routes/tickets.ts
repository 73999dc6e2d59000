import { given } from '../given.ts';
import { Reply, type Router } from '../router.ts';
import type { State } from '../state.ts';
import { agentsOnly, ticketFor } from '../ticket-changes.ts';
import { assign, comment, commentsOf, openTicket, rate, setStatus, updateTicket } from '../tickets.ts';

/** Tickets of the help desk. */
export function ticketRoutes({ on }: Router, state: State): void {
  const all = () => [...state.tickets.values()].map(({ ticket }) => ticket).reverse();

  on(
    'post',
    '/api/tickets',
    ({ person, body }) =>
      new Reply(
        201,
        openTicket(state, person, { ...given(body), subject: body.subject, description: body.description }),
      ),
  );
  on('get', '/api/tickets/my-tickets', ({ person }) => {
    const data = all().filter(({ requesterId }) => requesterId === person.id);
    return { data, page: { next: null, total: data.length } };
  });
  on('get', '/api/tickets', ({ person, query }) => {
    agentsOnly(person);
    const statuses = query?.status?.split(',');
    const data = all().filter(({ status }) => statuses === undefined || statuses.includes(status));
    return { data, page: { next: null, total: data.length } };
  });
  on('get', '/api/tickets/{id}', ({ person, params }) => {
    const ticket = ticketFor(state, person, params.id);
    return { ...ticket, comments: commentsOf(state, person, ticket) };
  });
  on('put', '/api/tickets/{id}', ({ person, params, body }) => updateTicket(state, person, params.id, given(body)));
  on('put', '/api/tickets/{id}/status', ({ person, params, body }) =>
    setStatus(state, person, params.id, body.status, body.comment),
  );
  on('put', '/api/tickets/{id}/assign', ({ person, params, body }) =>
    assign(state, person, params.id, body.assigneeId),
  );
  on('post', '/api/tickets/{id}/rating', ({ person, params, body }) =>
    rate(state, person, params.id, body.score, body.comment ?? null),
  );
  on('get', '/api/tickets/{id}/comments', ({ person, params }) => ({
    data: commentsOf(state, person, ticketFor(state, person, params.id)),
    page: { next: null },
  }));
  on(
    'post',
    '/api/tickets/{id}/comments',
    ({ person, params, body }) =>
      new Reply(201, comment(state, person, params.id, { ...given(body), content: body.content })),
  );
}

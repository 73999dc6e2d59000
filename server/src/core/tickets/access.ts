import { type Actor, isAgent } from '../actor.ts';
import { ParleyError } from '../errors.ts';
import { makeId } from '../ids.ts';
import type { TicketStore } from './store.ts';
import type { Ticket } from './types.ts';

const ID = /^t[0-9A-Za-z]{22}$/;

/** An id for a new ticket. */
export function makeTicketId(): string {
  return makeId('t');
}

type AccessPorts = { readonly tickets: Pick<TicketStore, 'find'> };

/** @throws `not_found`. */
export async function loadTicket(ctx: AccessPorts, id: string): Promise<Ticket> {
  const [ticket] = ID.test(id) ? await ctx.tickets.find([id]) : [];
  if (!ticket) throw new ParleyError('not_found', 'There is no such ticket');
  return ticket;
}

/** The one way to a ticket: for its requester and for agents. @throws `not_found`, `forbidden`. */
export async function accessTicket(ctx: AccessPorts, actor: Actor, id: string): Promise<Ticket> {
  const ticket = await loadTicket(ctx, id);
  if (!isAgent(actor) && ticket.requesterId !== actor.userId)
    throw new ParleyError('forbidden', 'This ticket is not yours');
  return ticket;
}

/** `accessTicket` for what only agents do. @throws `not_found`, `forbidden`. */
export async function accessAsAgent(ctx: AccessPorts, actor: Actor, id: string): Promise<Ticket> {
  const ticket = await loadTicket(ctx, id);
  requireAgent(actor);
  return ticket;
}

/** @throws `forbidden` for anybody but agents and admins. */
export function requireAgent(actor: Actor): void {
  if (!isAgent(actor)) throw new ParleyError('forbidden', 'This is for agents');
}

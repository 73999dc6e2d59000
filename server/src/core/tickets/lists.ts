import type { Actor } from '../actor.ts';
import { accessTicket, requireAgent } from './access.ts';
import { type CommentPorts, latestComments } from './comments.ts';
import type { TicketFilter, TicketPosition, TicketSort, TicketStart, TicketStore } from './store.ts';
import type { Ticket, TicketComment, TicketStats } from './types.ts';

type ListPorts = { readonly tickets: TicketStore };

export type TicketPage = { readonly tickets: Ticket[]; readonly next: TicketPosition | null; readonly total: number };

async function page(
  ctx: ListPorts,
  filter: TicketFilter,
  sort: TicketSort,
  after: TicketStart,
  limit: number,
): Promise<TicketPage> {
  const [found, total] = await Promise.all([
    ctx.tickets.list(filter, sort, after, limit + 1),
    ctx.tickets.count(filter),
  ]);
  const shown = found.slice(0, limit);
  return {
    tickets: shown.map(({ ticket }) => ticket),
    next: found.length > limit ? (shown.at(-1)?.position ?? null) : null,
    total,
  };
}

/** All tickets that pass the filter. @throws `forbidden` for anybody but agents. */
export async function listTickets(
  ctx: ListPorts,
  actor: Actor,
  filter: TicketFilter,
  sort: TicketSort,
  after: TicketStart,
  limit: number,
): Promise<TicketPage> {
  requireAgent(actor);
  return page(ctx, filter, sort, after, limit);
}

/** Those that the caller requested. */
export function listOwnTickets(
  ctx: ListPorts,
  actor: Actor,
  filter: TicketFilter,
  sort: TicketSort,
  after: TicketStart,
  limit: number,
): Promise<TicketPage> {
  const { requesterId } = filter;
  // What is somebody else's and one's own at once is nothing.
  if (requesterId !== null && requesterId !== actor.userId)
    return Promise.resolve({ tickets: [], next: null, total: 0 });
  return page(ctx, { ...filter, requesterId: actor.userId }, sort, after, limit);
}

const EXPORT_PAGE = 100;

/** All tickets that pass the filter, page by page as they are asked for. @throws `forbidden` for anybody but agents, at once. */
export function exportTickets(
  ctx: ListPorts,
  actor: Actor,
  filter: TicketFilter,
  sort: TicketSort,
): AsyncGenerator<readonly Ticket[]> {
  requireAgent(actor);
  return pages(ctx, filter, sort);
}

async function* pages(ctx: ListPorts, filter: TicketFilter, sort: TicketSort): AsyncGenerator<readonly Ticket[]> {
  let after: TicketPosition | null = null;
  do {
    const found: { ticket: Ticket; position: TicketPosition }[] = await ctx.tickets.list(
      filter,
      sort,
      after,
      EXPORT_PAGE,
    );
    yield found.map(({ ticket }) => ticket);
    after = found.length < EXPORT_PAGE ? null : (found.at(-1)?.position ?? null);
  } while (after !== null);
}

/** A ticket comes with so many of its comments. */
const COMMENTS = 100;

/** A ticket with its latest comments, oldest first. @throws `not_found`, `forbidden`. */
export async function getTicket(
  ctx: ListPorts & CommentPorts,
  actor: Actor,
  id: string,
): Promise<{ ticket: Ticket; comments: TicketComment[] }> {
  const ticket = await accessTicket(ctx, actor, id);
  return { ticket, comments: await latestComments(ctx, actor, ticket, COMMENTS) };
}

/** Figures of the tickets made in a range. @throws `forbidden` for anybody but agents. */
export async function ticketStatistics(
  ctx: ListPorts & { readonly settings: { readonly ticketCategories: readonly string[] } },
  actor: Actor,
  from: string | null,
  to: string | null,
): Promise<TicketStats> {
  requireAgent(actor);
  const stats = await ctx.tickets.stats(from, to);
  const none = Object.fromEntries(ctx.settings.ticketCategories.map((category) => [category, 0]));
  return { ...stats, byCategory: { ...none, ...stats.byCategory } };
}

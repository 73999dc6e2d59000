import { type Actor, isAgent } from '../actor.ts';
import type { SendPorts, Sent } from '../conversations/draft.ts';
import { announceMember } from '../conversations/support.ts';
import type { Turns } from '../conversations/turns.ts';
import type { Metadata } from '../conversations/types.ts';
import type { TicketMove } from '../conversations/writer.ts';
import { invalid, ParleyError, unknownUser } from '../errors.ts';
import type { Bus } from '../realtime/bus.ts';
import { isUserId } from '../users/ids.ts';
import type { UserRef } from '../users/types.ts';
import { accessAsAgent, accessTicket, loadTicket, requireAgent } from './access.ts';
import { announceChange } from './announce.ts';
import { type CommentPorts, findSaid, type Saying, sayPublicly } from './comments.ts';
import { checkMessageStatus, checkStatus, moveWithMessage } from './status.ts';
import type { TagChanges, TicketChange, TicketFields, TicketStore } from './store.ts';
import type { Ticket, TicketStatus } from './types.ts';

export type ChangePorts = {
  readonly tickets: TicketStore;
  /** Unknown people are missing from the answer. */
  readonly people: {
    getMany(ids: readonly string[]): Promise<ReadonlyMap<string, UserRef & { readonly suspended: boolean }>>;
  };
  readonly bus: Bus;
};

async function announced(ctx: ChangePorts, id: string, change: TicketChange | null): Promise<Ticket> {
  const ticket = await loadTicket(ctx, id);
  if (change) announceChange(ctx, ticket, change);
  return ticket;
}

type StatusPorts = ChangePorts & CommentPorts & SendPorts & { readonly turns: Turns };

/**
 * Gives a ticket another status; the same one changes nothing. `comment` becomes a public comment: it and the status are one
 * change, of which both happen or neither.
 * @throws `not_found`, `forbidden`, `invalid_transition`, `ticket_closed`.
 */
export async function setTicketStatus(
  ctx: StatusPorts,
  actor: Actor,
  id: string,
  { status, comment }: { readonly status: TicketStatus; readonly comment: string | null },
): Promise<Ticket> {
  const ticket = await accessTicket(ctx, actor, id);
  if (comment === null) return ctx.turns.run(id, () => moveStatus(ctx, actor, ticket, status));
  const move = moveWithMessage(actor, status);
  const said = { content: comment, attachmentIds: [], clientId: null, keepsStatus: false, move };
  return (await sayAndMove(ctx, actor, ticket, said)).ticket;
}

export type TicketAnswer = {
  readonly content: string;
  /** Null: it stays as it is, also where the agent is the requester. */
  readonly status: TicketStatus | null;
  /** Of the message. */
  readonly metadata: Metadata;
  readonly clientId: string | null;
};

/**
 * Answers, for the support team, a ticket that was loaded, and gives it another status with it: both happen, or neither.
 * `ticket` is as this change left it; of a resend, as it is now.
 * @throws as `setTicketStatus`, `conflict` (client id of another answer).
 */
export async function respondToTicket(
  ctx: StatusPorts,
  actor: Actor,
  ticket: Ticket,
  { content, status, metadata, clientId }: TicketAnswer,
): Promise<Sent & { readonly ticket: Ticket }> {
  requireAgent(actor);
  const move = moveWithMessage(actor, status);
  const said = { content, attachmentIds: [], clientId, metadata, keepsStatus: true, move };
  // What was answered before is so again, wherever the ticket went since.
  const first = clientId === null ? null : await findSaid(ctx, actor, ticket, said);
  return first ? { ...first, ticket: await loadTicket(ctx, ticket.id) } : sayAndMove(ctx, actor, ticket, said);
}

async function moveStatus(ctx: ChangePorts, actor: Actor, { id }: Ticket, status: TicketStatus): Promise<Ticket> {
  const check = (from: TicketStatus) => checkStatus(actor, from, status);
  return announced(ctx, id, await ctx.tickets.setStatus(id, actor.userId, status, check));
}

/**
 * Changes of one ticket's status that are asked for at once wait for each other here, so that none has to look again as often
 * as another got ahead. The store holds to the rules by itself.
 */
async function sayAndMove(
  ctx: StatusPorts,
  actor: Actor,
  ticket: Ticket,
  said: Saying & { readonly move: TicketMove },
): Promise<Sent & { readonly ticket: Ticket }> {
  // What cannot be does not make an agent a member first.
  checkMessageStatus(actor, ticket.status, said.move.to);
  const sent = await ctx.turns.run(ticket.id, () => sayPublicly(ctx, actor, ticket, said));
  return { ...sent, ticket: sent.ticket ?? (await loadTicket(ctx, ticket.id)) };
}

/**
 * Gives a ticket to an agent, who becomes a member of its conversation, or to nobody.
 * @throws `not_found`, `forbidden`, `user_not_found`, `validation_failed` (not an agent).
 */
export async function assignTicket(
  ctx: ChangePorts,
  actor: Actor,
  id: string,
  assigneeId: string | null,
): Promise<Ticket> {
  const { conversationId } = await accessAsAgent(ctx, actor, id);
  if (assigneeId !== null) await requireAgentUser(ctx, assigneeId, 'assigneeId');
  const change = await ctx.tickets.assign(id, actor.userId, assigneeId);
  if (change?.joined && assigneeId !== null && change.accessVersion !== null)
    announceMember(ctx, conversationId, assigneeId, change.accessVersion);
  return announced(ctx, id, change && { changes: change.changes, accessVersion: null });
}

/** @throws `user_not_found`, `validation_failed` for somebody who is no agent. */
export async function requireAgentUser(ctx: ChangePorts, userId: string, path: string): Promise<void> {
  const person = (await ctx.people.getMany([userId])).get(userId);
  if (!person) throw unknownUser(path);
  if (!isAgent(person)) throw invalid(path, 'must be an agent or an admin');
  if (person.suspended) throw invalid(path, 'is suspended');
}

/** Changes what a ticket says of itself; what is the same is left alone. @throws `not_found`, `forbidden`. */
export async function updateTicket(
  ctx: ChangePorts,
  actor: Actor,
  id: string,
  fields: TicketFields,
  tags?: TagChanges,
): Promise<Ticket> {
  await accessAsAgent(ctx, actor, id);
  return announced(ctx, id, await ctx.tickets.update(id, actor.userId, fields, tags));
}

/**
 * The requester's verdict on a resolved or closed ticket; another one replaces it.
 * @throws `not_found`, `forbidden` (anybody else), `conflict` (not resolved yet).
 */
export async function rateTicket(
  ctx: ChangePorts,
  actor: Actor,
  id: string,
  { score, comment }: { readonly score: number; readonly comment: string | null },
): Promise<Ticket> {
  const ticket = await loadTicket(ctx, id);
  if (ticket.requesterId !== actor.userId) throw new ParleyError('forbidden', 'Only its requester rates a ticket');
  const change = await ctx.tickets.rate(id, actor.userId, score, comment);
  if (!change) throw new ParleyError('conflict', 'A ticket is rated once it is resolved or closed');
  return announced(ctx, id, change);
}

/**
 * Has an agent hear of all that happens to a ticket, or no longer.
 * @throws `not_found`, `forbidden`, `user_not_found`, `validation_failed` (not an agent).
 */
export async function watchTicket(
  ctx: ChangePorts,
  actor: Actor,
  id: string,
  userId: string,
  on: boolean,
): Promise<void> {
  await accessAsAgent(ctx, actor, id);
  const watcher = userId === 'me' ? actor.userId : userId;
  if (on) await requireAgentUser(ctx, watcher, 'userId');
  else if (!isUserId(watcher)) return;
  await ctx.tickets.setWatcher(id, watcher, on);
}

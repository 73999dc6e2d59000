import { type Actor, isAgent } from '../actor.ts';
import type { SendPorts } from '../conversations/send.ts';
import { announceMember } from '../conversations/support.ts';
import type { Message, Metadata } from '../conversations/types.ts';
import { invalid, ParleyError, unknownUser } from '../errors.ts';
import type { Bus } from '../realtime/bus.ts';
import { isUserId } from '../users/ids.ts';
import type { UserRef } from '../users/types.ts';
import { accessAsAgent, accessTicket, loadTicket } from './access.ts';
import { announceChange } from './announce.ts';
import { type CommentPorts, sayPublicly } from './comments.ts';
import type { TagChanges, TicketChange, TicketFields, TicketStore } from './store.ts';
import { mayFollow, type Ticket, type TicketStatus } from './types.ts';

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

/** Requesters close their tickets, and reopen those that are resolved; agents go where the table of transitions leads. */
function checkStatus(actor: Actor, from: TicketStatus, to: TicketStatus): void {
  if (!isAgent(actor) && to !== 'closed' && !(to === 'open' && from === 'resolved'))
    throw new ParleyError('forbidden', 'Only agents give a ticket this status');
  if (!mayFollow(from, to)) throw new ParleyError('invalid_transition', `A ticket does not go from ${from} to ${to}`);
}

type StatusPorts = ChangePorts & CommentPorts & SendPorts;

/**
 * Gives a ticket another status; the same one changes nothing. `comment` becomes a public comment: said before the ticket
 * is resolved or closes, and after any other change.
 * @throws `not_found`, `forbidden`, `invalid_transition`, `ticket_closed`.
 */
export async function setTicketStatus(
  ctx: StatusPorts,
  actor: Actor,
  id: string,
  { status, comment }: { readonly status: TicketStatus; readonly comment: string | null },
): Promise<Ticket> {
  const ticket = await accessTicket(ctx, actor, id);
  if (comment === null) return moveStatus(ctx, actor, ticket, status);
  await sayAndMove(ctx, actor, ticket, status, { content: comment, keepsStatus: ticket.status !== status });
  return loadTicket(ctx, id);
}

/**
 * Answers a ticket for the support team, and gives it another status with it; without one it stays as it is, also where the
 * agent is the requester. `metadata` goes with the message.
 * @throws as `setTicketStatus`.
 */
export async function respondToTicket(
  ctx: StatusPorts,
  actor: Actor,
  id: string,
  answer: { readonly content: string; readonly status: TicketStatus | null; readonly metadata: Metadata },
): Promise<{ ticket: Ticket; message: Message }> {
  const ticket = await accessAsAgent(ctx, actor, id);
  const { content, metadata } = answer;
  const said = { content, metadata, keepsStatus: true };
  const message = await sayAndMove(ctx, actor, ticket, answer.status ?? ticket.status, said);
  return { ticket: await loadTicket(ctx, id), message };
}

async function moveStatus(ctx: ChangePorts, actor: Actor, { id }: Ticket, status: TicketStatus): Promise<Ticket> {
  const check = (from: TicketStatus) => checkStatus(actor, from, status);
  return announced(ctx, id, await ctx.tickets.setStatus(id, actor.userId, status, check));
}

async function sayAndMove(
  ctx: StatusPorts,
  actor: Actor,
  ticket: Ticket,
  status: TicketStatus,
  said: { readonly content: string; readonly keepsStatus: boolean; readonly metadata?: Metadata },
): Promise<Message> {
  const say = async () =>
    (await sayPublicly(ctx, actor, ticket, { attachmentIds: [], clientId: null, ...said })).message;
  if (ticket.status === status) return say();
  checkStatus(actor, ticket.status, status);
  // Where a ticket takes comments at all it may be resolved or closed: what is said before it is not left behind alone.
  if (status === 'closed' || status === 'resolved') {
    const message = await say();
    await moveStatus(ctx, actor, ticket, status);
    return message;
  }
  await moveStatus(ctx, actor, ticket, status);
  return say();
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

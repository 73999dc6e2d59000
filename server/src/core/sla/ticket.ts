import type { Actor } from '../actor.ts';
import { announceMember } from '../conversations/support.ts';
import { makeId } from '../ids.ts';
import { accessAsAgent, loadTicket } from '../tickets/access.ts';
import { announceChange } from '../tickets/announce.ts';
import { type ChangePorts, requireAgentUser } from '../tickets/change.ts';
import type { TicketStore } from '../tickets/store.ts';
import type { Ticket } from '../tickets/types.ts';
import { reportOf, type SlaReport } from './report.ts';
import type { SlaStore } from './store.ts';

type SlaPorts = { readonly sla: SlaStore; readonly now: () => number };

const NOTHING: SlaReport = { policy: null, firstResponse: null, resolution: null, intervals: [], pausedAt: null };

/** The account of a ticket's time, up to now. @throws `not_found`, `forbidden` for anybody but agents. */
export async function getTicketSla(
  ctx: SlaPorts & { readonly tickets: Pick<TicketStore, 'find'> },
  actor: Actor,
  ticketId: string,
): Promise<SlaReport> {
  await accessAsAgent(ctx, actor, ticketId);
  const account = await ctx.sla.account(ticketId);
  return account ? reportOf(account.ledger, account.ended, ctx.now()) : NOTHING;
}

/**
 * Raises a ticket's priority by a step; the highest stays. The reason becomes an internal note, and the ticket is given to
 * `assigneeId` where there is one.
 * @throws `not_found`, `forbidden` for anybody but agents, `ticket_closed`, `user_not_found`, `validation_failed` (not an agent).
 */
export async function escalateTicket(
  ctx: SlaPorts & ChangePorts,
  actor: Actor,
  ticketId: string,
  { reason, assigneeId }: { readonly reason: string; readonly assigneeId: string | null },
): Promise<Ticket> {
  const before = await accessAsAgent(ctx, actor, ticketId);
  if (before.status !== 'closed' && assigneeId !== null) await requireAgentUser(ctx, assigneeId, 'assigneeId');
  const noteId = makeId('n');
  const escalation = { ticketId, by: actor.userId, reason, noteId, assigneeId };
  const { changes, joined, accessVersion } = await ctx.sla.escalateByHand(escalation, ctx.now());
  if (joined && assigneeId !== null && accessVersion !== null)
    announceMember(ctx, before.conversationId, assigneeId, accessVersion);
  const ticket = await loadTicket(ctx, ticketId);
  announceChange(ctx, ticket, { changes, accessVersion: null });
  const [comment] = await ctx.tickets.findNotes([noteId]);
  const { conversationId, requesterId } = ticket;
  if (comment) ctx.bus.publish({ type: 'ticket.commented', conversationId, requesterId, comment });
  return ticket;
}

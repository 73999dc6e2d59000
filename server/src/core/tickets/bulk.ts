import type { Actor } from '../actor.ts';
import { type ErrorCode, ParleyError } from '../errors.ts';
import { accessAsAgent, requireAgent } from './access.ts';
import { assignTicket, type ChangePorts, setTicketStatus, updateTicket } from './change.ts';
import { mayFollow, type TicketPriority, type TicketStatus } from './types.ts';

export type BulkChanges = {
  readonly status?: TicketStatus | undefined;
  readonly priority?: TicketPriority | undefined;
  readonly category?: string | undefined;
  readonly assigneeId?: string | null | undefined;
  readonly addTags?: readonly string[] | undefined;
  readonly removeTags?: readonly string[] | undefined;
};

type BulkPorts = ChangePorts & Parameters<typeof setTicketStatus>[0];

/** One ticket of a bulk change: what cannot be done is found out before anything is. */
async function changeOne(ctx: BulkPorts, actor: Actor, id: string, changes: BulkChanges): Promise<void> {
  const ticket = await accessAsAgent(ctx, actor, id);
  const { status, priority, category, assigneeId, addTags = [], removeTags = [] } = changes;
  if (status !== undefined && status !== ticket.status && !mayFollow(ticket.status, status))
    throw new ParleyError('invalid_transition', `A ticket does not go from ${ticket.status} to ${status}`);
  if (assigneeId !== undefined) await assignTicket(ctx, actor, id, assigneeId);
  const tags = addTags.length + removeTags.length > 0 ? { add: addTags, remove: removeTags } : undefined;
  await updateTicket(ctx, actor, id, { priority, category }, tags);
  if (status !== undefined) await setTicketStatus(ctx, actor, id, { status, comment: null });
}

/**
 * The same changes to many tickets, each by itself: what fails for one leaves the others alone.
 * @throws `forbidden` for anybody but agents.
 */
export async function changeTickets(
  ctx: BulkPorts,
  actor: Actor,
  ids: readonly string[],
  changes: BulkChanges,
): Promise<{ updated: number; failed: { id: string; code: ErrorCode }[] }> {
  requireAgent(actor);
  const failed: { id: string; code: ErrorCode }[] = [];
  const unique = [...new Set(ids)];
  for (const id of unique) {
    try {
      await changeOne(ctx, actor, id, changes);
    } catch (error) {
      if (!(error instanceof ParleyError) || error.code === 'unavailable') throw error;
      failed.push({ id, code: error.code });
    }
  }
  return { updated: unique.length - failed.length, failed };
}

import type { TicketReaction } from '../conversations/writer.ts';
import type { Bus } from '../realtime/bus.ts';
import type { TicketChange, TicketStore } from './store.ts';
import type { FieldChange, Ticket } from './types.ts';

export type AnnouncePorts = { readonly tickets: Pick<TicketStore, 'find' | 'idOf'>; readonly bus: Bus };

/** The conversation bears the ticket's subject as its title, and is closed while the ticket is. */
function showsInConversation({ field, from, to }: FieldChange): boolean {
  return field === 'subject' || (field === 'status' && (from === 'closed' || to === 'closed'));
}

/** What the conversation became; null where it is closed or not as before. */
function statusOf(changes: readonly FieldChange[]): 'active' | 'closed' | null {
  const steps = changes.filter(({ field }) => field === 'status');
  const [was, is] = [steps[0]?.from === 'closed', steps.at(-1)?.to === 'closed'];
  return was === is ? null : is ? 'closed' : 'active';
}

/** Announces a committed change of a ticket as it is now. */
export function announceChange(ctx: { readonly bus: Bus }, ticket: Ticket, change: TicketChange): void {
  const { conversationId } = ticket;
  if (change.accessVersion !== null)
    ctx.bus.publish({ type: 'access.changed', conversationId, accessVersion: change.accessVersion });
  if (change.changes.some(showsInConversation)) {
    const became = statusOf(change.changes);
    ctx.bus.publish({ type: 'conversation.changed', conversationId, ...(became && { became }) });
  }
  if (change.changes.length > 0)
    ctx.bus.publish({ type: 'ticket.updated', conversationId, ticket, changes: change.changes });
}

/** Announces what a message did to its ticket; at once where that is known, else as soon as it was read. */
export async function announceReaction(
  ctx: AnnouncePorts,
  conversationId: string,
  { changes, accessVersion, ticket: known }: TicketReaction,
): Promise<void> {
  if (known) {
    announceChange(ctx, known, { changes, accessVersion });
    return;
  }
  if (accessVersion !== null) ctx.bus.publish({ type: 'access.changed', conversationId, accessVersion });
  const id = await ctx.tickets.idOf(conversationId);
  const [ticket] = id === null ? [] : await ctx.tickets.find([id]);
  if (ticket) announceChange(ctx, ticket, { changes, accessVersion: null });
}

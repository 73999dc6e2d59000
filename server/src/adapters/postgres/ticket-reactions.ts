import type { Client } from 'pg';
import type { NewMessage, TicketReaction } from '../../core/conversations/writer.ts';
import type { FieldChange } from '../../core/tickets/types.ts';
import { changeAccess } from './members.ts';
import { recomputeSla } from './sla.ts';
import { type LockedTicket, moveTicket } from './ticket-changes.ts';

/**
 * What messages that were just inserted do to their tickets, in the same transaction: the requester's opens a pending or
 * resolved one, an agent's first one is the first response. Says by conversation what changed.
 */
export async function react(
  client: Client,
  messages: readonly NewMessage[],
  written: ReadonlyMap<string, number>,
  at: Date,
): Promise<Map<string, TicketReaction>> {
  const reactions = new Map<string, TicketReaction>();
  // In the order of the conversations, whose locks this transaction holds already.
  const acting = messages.filter(({ ticket }) => ticket !== null && (ticket.reopens || ticket.answers));
  for (const { conversationId, senderId, ticket } of acting) {
    if (ticket === null || !written.has(conversationId)) continue;
    const result = await client.query<LockedTicket>('SELECT * FROM tickets WHERE id = $1 FOR NO KEY UPDATE', [
      ticket.ticketId,
    ]);
    const row = result.rows[0];
    if (!row) continue;
    const changes: FieldChange[] = [...(reactions.get(conversationId)?.changes ?? [])];
    let accessVersion = reactions.get(conversationId)?.accessVersion ?? 0;
    if (ticket.answers && row.first_responded_at === null) {
      await client.query('UPDATE tickets SET first_responded_at = $2, updated_at = $2 WHERE id = $1', [row.id, at]);
      await recomputeSla(client, row.id, at);
      changes.push({ field: 'firstRespondedAt', from: null, to: at.toISOString() });
      accessVersion = await changeAccess(client, conversationId, at);
    }
    if (ticket.reopens && (row.status === 'pending' || row.status === 'resolved')) {
      const moved = await moveTicket(client, row, senderId, 'open', at);
      changes.push(...moved.changes);
      accessVersion = moved.accessVersion;
    }
    if (changes.length > 0) reactions.set(conversationId, { changes, accessVersion });
  }
  return reactions;
}

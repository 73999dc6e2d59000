import type { Client } from 'pg';
import type { NewMessage, TicketEffect, TicketReaction } from '../../core/conversations/writer.ts';
import type { FieldChange, TicketStatus } from '../../core/tickets/types.ts';
import { changeAccess } from './members.ts';
import { recomputeSla } from './sla.ts';
import { type LockedTicket, moveTicket } from './ticket-changes.ts';
import { findTickets } from './ticket-rows.ts';

/** A ticket that stands where the message's status does not follow: ends the transaction, so that nothing is stored. */
export class StatusRefused extends Error {
  readonly status: TicketStatus;

  constructor(status: TicketStatus) {
    super(`the ticket is ${status}`);
    this.status = status;
  }
}

/** Whether a message may do more to its ticket than to be one of its comments. */
export function mayReact({ ticket }: NewMessage): boolean {
  return ticket !== null && (ticket.reopens || ticket.answers || ticket.move !== null);
}

/** Where a message takes its ticket; null: it stays. What is asked for goes before what the requester's words do by themselves. */
function goalOf({ move, reopens }: TicketEffect, status: TicketStatus): TicketStatus | null {
  if (move && move.to !== null && move.to !== status) return move.to;
  return reopens && (status === 'pending' || status === 'resolved') ? 'open' : null;
}

/**
 * What messages that were just inserted do to their tickets, in the same transaction: an agent's first one is the first
 * response, one that asks for a status brings it, the requester's opens a pending or resolved one. Says by conversation what
 * changed. One that asks for a status is alone in its batch.
 * @throws StatusRefused.
 */
export async function react(
  client: Client,
  messages: readonly NewMessage[],
  written: ReadonlyMap<string, number>,
  at: Date,
): Promise<Map<string, TicketReaction>> {
  const reactions = new Map<string, TicketReaction>();
  // In the order of the conversations, whose locks this transaction holds already.
  for (const { conversationId, senderId, ticket } of messages.filter(mayReact)) {
    if (ticket === null || !written.has(conversationId)) continue;
    const result = await client.query<LockedTicket>('SELECT * FROM tickets WHERE id = $1 FOR NO KEY UPDATE', [
      ticket.ticketId,
    ]);
    const row = result.rows[0];
    if (!row) continue;
    const { move } = ticket;
    if (move && !move.from.includes(row.status)) throw new StatusRefused(row.status);
    const goal = goalOf(ticket, row.status);
    const changes: FieldChange[] = [...(reactions.get(conversationId)?.changes ?? [])];
    let accessVersion = reactions.get(conversationId)?.accessVersion ?? null;
    if (ticket.answers && row.first_responded_at === null) {
      await client.query('UPDATE tickets SET first_responded_at = $2, updated_at = $2 WHERE id = $1', [row.id, at]);
      changes.push({ field: 'firstRespondedAt', from: null, to: at.toISOString() });
      // A move does the same, once for both.
      if (goal === null) {
        await recomputeSla(client, row.id, at);
        accessVersion = await changeAccess(client, conversationId, at);
      }
    }
    if (goal !== null) {
      const moved = await moveTicket(client, row, senderId, goal, at);
      changes.push(...moved.changes);
      accessVersion = moved.accessVersion;
    }
    const [now = null] = move ? await findTickets(client, [row.id], at.getTime()) : [];
    if (changes.length > 0 || now) reactions.set(conversationId, { changes, accessVersion, ticket: now });
  }
  return reactions;
}

import type { Pool, PoolClient } from 'pg';
import type { Created, NewTicket, TicketStore } from '../../core/tickets/store.ts';
import { transaction } from './pool.ts';
import { recomputeSla } from './sla.ts';
import { attach, collision } from './ticket-attachments.ts';
import { createTicketChanges, queueForSearch, record } from './ticket-changes.ts';
import { createTicketComments } from './ticket-comments.ts';
import { createTicketLists } from './ticket-lists.ts';
import { findTickets } from './ticket-rows.ts';
import { ticketStats } from './ticket-stats.ts';

async function insertTicket(client: PoolClient, ticket: NewTicket, at: Date): Promise<void> {
  const { id, conversationId, requesterId } = ticket;
  await client.query(
    `INSERT INTO conversations (id, type, title, ticket_id, created_by, member_count, metadata, activity_at, created_at, updated_at)
     VALUES ($1, 'support', $2, $3, $4, 1, $5, $6, $6, $6)`,
    [conversationId, ticket.subject, id, ticket.createdBy, JSON.stringify(ticket.conversationMetadata), at],
  );
  await client.query(
    'INSERT INTO conversation_participants (conversation_id, user_id, joined_at) VALUES ($1, $2, $3)',
    [conversationId, requesterId, at],
  );
  await client.query(
    `INSERT INTO tickets (id, number, subject, description, priority, category, tags, requester_id, conversation_id, created_by, metadata,
       client_id, request_hash, created_at, updated_at)
     VALUES ($1, nextval('ticket_numbers'), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)`,
    [
      id,
      ticket.subject,
      ticket.description,
      ticket.priority,
      ticket.category,
      ticket.tags,
      requesterId,
      conversationId,
      ticket.createdBy,
      JSON.stringify(ticket.metadata),
      ticket.clientId,
      ticket.requestHash && `\\x${ticket.requestHash}`,
      at,
    ],
  );
  await attach(client, id, null, ticket.attachmentIds);
  await record(client, id, ticket.createdBy, [{ action: 'created', change: null }], at);
  await queueForSearch(client, id);
  await recomputeSla(client, id, at);
}

/** Tickets in PostgreSQL. */
export function createTicketStore(pool: Pool, now: () => number): TicketStore {
  async function first(createdBy: string, clientId: string | null, hash: string | null): Promise<Created | null> {
    const result = await pool.query<{ id: string; hash: string | null }>(
      `SELECT id, encode(request_hash, 'hex') AS hash FROM tickets WHERE created_by = $1 AND client_id = $2`,
      [createdBy, clientId],
    );
    const row = result.rows[0];
    if (!row) return null;
    return row.hash === hash ? { kind: 'duplicate', id: row.id } : { kind: 'mismatch' };
  }

  return {
    ...createTicketChanges(pool, now),
    ...createTicketComments(pool, now),
    ...createTicketLists(pool, now),
    stats: (from, to) => ticketStats(pool, from, to, now()),

    async create(ticket) {
      const { createdBy, clientId, requestHash } = ticket;
      // A resend must find its ticket also where what it named is used up since.
      const earlier = clientId === null ? null : await first(createdBy, clientId, requestHash);
      if (earlier) return earlier;
      try {
        await transaction(pool, (client) => insertTicket(client, ticket, new Date(now())));
        return { kind: 'created' };
      } catch (error) {
        const reason = collision(error);
        if (reason === 'attachment') return { kind: 'attachment_taken' };
        const winner = reason === 'client_id' ? await first(createdBy, clientId, requestHash) : null;
        if (winner) return winner;
        throw error;
      }
    },

    async findCreated(createdBy, clientId) {
      const result = await pool.query<{ id: string }>(
        'SELECT id FROM tickets WHERE created_by = $1 AND client_id = $2',
        [createdBy, clientId],
      );
      return result.rows[0]?.id ?? null;
    },

    async idOf(conversationId) {
      const result = await pool.query<{ id: string }>('SELECT id FROM tickets WHERE conversation_id = $1', [
        conversationId,
      ]);
      return result.rows[0]?.id ?? null;
    },

    async find(ids) {
      return ids.length === 0 ? [] : findTickets(pool, ids, now());
    },

    async setWatcher(ticketId, userId, on) {
      if (on) {
        await pool.query(
          'INSERT INTO ticket_watchers (ticket_id, user_id, added_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
          [ticketId, userId, new Date(now())],
        );
      } else {
        await pool.query('DELETE FROM ticket_watchers WHERE ticket_id = $1 AND user_id = $2', [ticketId, userId]);
      }
    },
  };
}

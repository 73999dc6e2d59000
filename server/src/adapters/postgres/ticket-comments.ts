import type { ClientBase, Pool } from 'pg';
import type { Created, NewNote, TicketStore } from '../../core/tickets/store.ts';
import type { TicketAction, TicketEvent } from '../../core/tickets/types.ts';
import type { UserRef } from '../../core/users/types.ts';
import { addNotices } from './notice-outbox.ts';
import { transaction } from './pool.ts';
import { attach, collision } from './ticket-attachments.ts';
import { type LockedTicket, lockTicket, queueForSearch } from './ticket-changes.ts';
import { NOTE_COLUMNS, type NoteRow, toNote } from './ticket-rows.ts';

type Comments = Pick<TicketStore, 'addNote' | 'hasNote' | 'findNotes' | 'notes' | 'lastNotes' | 'events'>;

type EventRow = {
  id: string;
  at: Date;
  actor_id: string | null;
  actor: UserRef | null;
  action: TicketAction;
  field: string | null;
  old_value: unknown;
  new_value: unknown;
};

function toEvent(row: EventRow): TicketEvent {
  return {
    id: `e${row.id}`,
    at: row.at.toISOString(),
    actorId: row.actor_id,
    actor: row.actor,
    action: row.action,
    field: row.field,
    from: row.old_value ?? null,
    to: row.new_value ?? null,
  };
}

/** Writes an internal note to a locked ticket, with its mark for the search and its notice. */
export async function insertNote(client: ClientBase, ticket: LockedTicket, note: NewNote, at: Date): Promise<void> {
  const { id, ticketId, authorId, content, attachmentIds, clientId, requestHash } = note;
  await client.query(
    `INSERT INTO ticket_notes (id, ticket_id, author_id, content, client_id, request_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [id, ticketId, authorId, content, clientId, requestHash && `\\x${requestHash}`, at],
  );
  await attach(client, ticketId, id, attachmentIds);
  await queueForSearch(client, ticketId);
  const notice = { kind: 'ticket.commented', actorId: authorId, ticketId, noteId: id } as const;
  await addNotices(
    client,
    [{ ...notice, conversationId: ticket.conversation_id, seq: null, userIds: [], status: null }],
    at,
  );
}

/** Internal notes and the stored history of tickets. Public comments are messages and are read as such. */
export function createTicketComments(pool: Pool, now: () => number): Comments {
  async function first(ticketId: string, authorId: string, clientId: string, hash: string | null) {
    const result = await pool.query<{ id: string; hash: string | null }>(
      `SELECT id, encode(request_hash, 'hex') AS hash FROM ticket_notes WHERE ticket_id = $1 AND author_id = $2 AND client_id = $3`,
      [ticketId, authorId, clientId],
    );
    const row = result.rows[0];
    if (!row) return null;
    return row.hash === hash ? ({ kind: 'duplicate', id: row.id } as const) : ({ kind: 'mismatch' } as const);
  }

  return {
    async addNote({ id, ticketId, authorId, content, attachmentIds, clientId, requestHash }): Promise<Created> {
      const earlier = clientId === null ? null : await first(ticketId, authorId, clientId, requestHash);
      if (earlier) return earlier;
      try {
        await transaction(pool, async (client) => {
          const ticket = await lockTicket(client, ticketId);
          const at = new Date(now());
          const note = { id, ticketId, authorId, content, attachmentIds, clientId, requestHash };
          await insertNote(client, ticket, note, at);
        });
        return { kind: 'created' };
      } catch (error) {
        const reason = collision(error);
        if (reason === 'attachment') return { kind: 'attachment_taken' };
        const winner =
          reason === 'client_id' && clientId !== null ? await first(ticketId, authorId, clientId, requestHash) : null;
        if (winner) return winner;
        throw error;
      }
    },

    async hasNote(conversationId, authorId, clientId) {
      const result = await pool.query(
        `SELECT 1 FROM conversations c JOIN ticket_notes n ON n.ticket_id = c.ticket_id
         WHERE c.id = $1 AND n.author_id = $2 AND n.client_id = $3`,
        [conversationId, authorId, clientId],
      );
      return result.rows.length > 0;
    },

    async findNotes(ids) {
      const result = await pool.query<NoteRow>(
        `SELECT ${NOTE_COLUMNS} FROM ticket_notes n JOIN users u ON u.id = n.author_id WHERE n.id = ANY($1)`,
        [ids],
      );
      return result.rows.map(toNote);
    },

    async notes(ticketId, after, limit) {
      const result = await pool.query<NoteRow>(
        `SELECT ${NOTE_COLUMNS} FROM ticket_notes n JOIN users u ON u.id = n.author_id
         WHERE n.ticket_id = $1 AND n.position > $2 ORDER BY n.position LIMIT $3`,
        [ticketId, after, limit],
      );
      return result.rows.map((row) => ({ note: toNote(row), position: Number(row.position) }));
    },

    async lastNotes(ticketId, limit) {
      const result = await pool.query<NoteRow>(
        `SELECT ${NOTE_COLUMNS} FROM ticket_notes n JOIN users u ON u.id = n.author_id
         WHERE n.ticket_id = $1 ORDER BY n.position DESC LIMIT $2`,
        [ticketId, limit],
      );
      return result.rows.reverse().map((row) => ({ note: toNote(row), position: Number(row.position) }));
    },

    async events(ticketId, after, limit) {
      const result = await pool.query<EventRow>(
        `SELECT e.id, e.at, e.actor_id, e.action, e.field, e.old_value, e.new_value,
           CASE WHEN u.id IS NOT NULL THEN json_build_object('id', u.id, 'name', u.name, 'avatar', u.avatar, 'role', u.role) END AS actor
         FROM ticket_events e LEFT JOIN users u ON u.id = e.actor_id WHERE e.ticket_id = $1 AND e.id > $2 ORDER BY e.id LIMIT $3`,
        [ticketId, after, limit],
      );
      return result.rows.map((row) => ({ event: toEvent(row), position: Number(row.id) }));
    },
  };
}

import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { makeId } from '../../src/core/ids.ts';

type In = { readonly id: string };

/** A ticket that was put into the database by hand, to be the subject of notices. */
export type TicketRow = { readonly id: string; readonly number: number; readonly conversationId: string };

/** What puts tickets and their notices straight into a database. */
export type TicketRows = {
  make(requester: In, options?: { assignee?: In; watchers?: readonly In[]; subject?: string }): Promise<TicketRow>;
  /** A public comment: a message of the ticket's conversation, with its notice in the same transaction. */
  comment(ticket: TicketRow, author: In, content: string): Promise<number>;
  /** Any other notice about the ticket. */
  notice(
    ticket: TicketRow,
    actor: In,
    kind: string,
    more?: { userIds?: readonly string[]; status?: string; noteId?: string },
  ): Promise<void>;
  query(text: string, values?: readonly unknown[]): Promise<pg.QueryResult>;
  close(): Promise<void>;
};

export async function openTicketRows(databaseUrl: string): Promise<TicketRows> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const query = (text: string, values: readonly unknown[] = []) => client.query(text, [...values]);
  return {
    query,
    async make(requester, { assignee, watchers = [], subject = 'Printer on fire' } = {}) {
      const id = `t${randomBytes(8).toString('hex')}x`;
      const conversationId = makeId('c');
      const members = [requester.id, ...(assignee ? [assignee.id] : [])];
      await query('BEGIN');
      await query(
        `INSERT INTO conversations (id, type, ticket_id, created_by, member_count, activity_at, created_at, updated_at)
         VALUES ($1, 'support', $2, $3, $4, now(), now(), now())`,
        [conversationId, id, requester.id, members.length],
      );
      await query(
        'INSERT INTO conversation_participants (conversation_id, user_id, joined_at) SELECT $1, unnest($2::text[]), now()',
        [conversationId, members],
      );
      const made = await query(
        `INSERT INTO tickets (id, number, subject, description, category, requester_id, assignee_id, conversation_id, created_by, created_at, updated_at)
         VALUES ($1, 1000 + nextval('ticket_numbers'), $2, 'It burns', 'general', $3, $4, $5, $3, now(), now()) RETURNING number`,
        [id, subject, requester.id, assignee?.id ?? null, conversationId],
      );
      for (const watcher of watchers)
        await query('INSERT INTO ticket_watchers VALUES ($1, $2, now())', [id, watcher.id]);
      await query('COMMIT');
      return { id, conversationId, number: made.rows[0].number };
    },
    async comment({ id, conversationId }, author, content) {
      await query('BEGIN');
      const head = await query(
        'UPDATE conversations SET last_seq = last_seq + 1, activity_at = now() WHERE id = $1 RETURNING last_seq',
        [conversationId],
      );
      const seq: number = head.rows[0].last_seq;
      await query(
        `INSERT INTO messages (conversation_id, seq, sender_id, type, content, created_at, updated_at)
         VALUES ($1, $2, $3, 'text', $4, now(), now())`,
        [conversationId, seq, author.id, content],
      );
      await query(
        `INSERT INTO notice_outbox (kind, actor_id, ticket_id, conversation_id, seq, created_at)
         VALUES ('ticket.commented', $1, $2, $3, $4, now())`,
        [author.id, id, conversationId, seq],
      );
      await query('COMMIT');
      return seq;
    },
    async notice({ id, conversationId }, actor, kind, { userIds = [], status, noteId } = {}) {
      await query(
        `INSERT INTO notice_outbox (kind, actor_id, ticket_id, conversation_id, note_id, user_ids, status, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, now())`,
        [kind, actor.id, id, conversationId, noteId ?? null, userIds, status ?? null],
      );
    },
    close: () => client.end(),
  };
}

import type { Pool } from 'pg';
import type { Condemned } from '../../core/files/store.ts';
import type { ClosedTicket, TicketCleanupStore } from '../../core/tickets/cleanup.ts';
import { transaction } from './pool.ts';

/** What hangs on a ticket (`$1`), what is referred to last. */
const OF_TICKET = [
  'DELETE FROM ticket_sla_intervals WHERE ticket_id = $1',
  'DELETE FROM ticket_sla WHERE ticket_id = $1',
  'DELETE FROM ticket_watchers WHERE ticket_id = $1',
  'DELETE FROM ticket_search WHERE ticket_id = $1',
  'DELETE FROM ticket_events WHERE ticket_id = $1',
  'DELETE FROM ticket_attachments WHERE ticket_id = $1',
  'DELETE FROM ticket_notes WHERE ticket_id = $1',
  'DELETE FROM notice_outbox WHERE ticket_id = $1',
  "DELETE FROM notifications WHERE data->>'ticketId' = $1",
  'DELETE FROM tickets WHERE id = $1',
];

/** What hangs on a conversation (`$1`); deleting messages notes changes for both searches, which go last. */
const OF_CONVERSATION = [
  'message_hides',
  'message_reactions',
  'message_read_receipts',
  'message_delivery_receipts',
  'unread_reminders',
  'messages',
  'message_search_changes',
  'message_search_documents',
  'message_search_segments',
  'conversation_departures',
  'conversation_participants',
].map((table) => `DELETE FROM ${table} WHERE conversation_id = $1`);

/** From here on the archive looks at no conversation until the transaction is through. */
const LOCK_ARCHIVE = 'SELECT 1 FROM message_archive FOR UPDATE';
/** Has the days of the archive that show the conversation (`$1`) be written anew. */
const OUT_OF_ARCHIVE = `
WITH gone AS (DELETE FROM message_archive_stretches WHERE conversation_id = $1 RETURNING day)
UPDATE message_archive_days d SET revision = d.revision + 1 FROM gone WHERE d.day = gone.day`;

/** Takes tickets out of PostgreSQL, each in one transaction. */
export function createTicketCleanup(pool: Pool): TicketCleanupStore {
  return {
    async closedBefore(before, after, limit) {
      const result = await pool.query<ClosedTicket>(
        `SELECT id, closed_at::text AS "closedAt" FROM tickets
         WHERE status = 'closed' AND closed_at < $1 AND ($2::timestamptz IS NULL OR (closed_at, id) > ($2, $3))
         ORDER BY closed_at, id LIMIT $4`,
        [new Date(before), after?.closedAt ?? null, after?.id ?? '', limit],
      );
      return result.rows;
    },

    remove(id, before) {
      return transaction(pool, async (client) => {
        await client.query(LOCK_ARCHIVE);
        // In the order in which a message takes them.
        await client.query(
          'SELECT 1 FROM conversations WHERE id = (SELECT conversation_id FROM tickets WHERE id = $1) FOR UPDATE',
          [id],
        );
        const found = await client.query<{ conversation_id: string; people: string[] }>(
          `SELECT t.conversation_id, ARRAY(SELECT user_id FROM conversation_participants p WHERE p.conversation_id = t.conversation_id
             UNION SELECT user_id FROM ticket_watchers w WHERE w.ticket_id = t.id) AS people
           FROM tickets t WHERE t.id = $1 AND t.status = 'closed' AND t.closed_at < $2 FOR UPDATE`,
          [id, new Date(before)],
        );
        const [ticket] = found.rows;
        if (!ticket) return null;
        const { conversation_id: conversationId, people: userIds } = ticket;
        const files = await client.query<Condemned>(
          `WITH gone AS (DELETE FROM message_attachment_links WHERE conversation_id = $1 RETURNING attachment_id)
           SELECT a.id, a.storage_key AS "storageKey" FROM message_attachments a JOIN gone ON gone.attachment_id = a.id`,
          [conversationId],
        );
        for (const statement of OF_TICKET) await client.query(statement, [id]);
        for (const statement of OF_CONVERSATION) await client.query(statement, [conversationId]);
        await client.query(OUT_OF_ARCHIVE, [conversationId]);
        await client.query('DELETE FROM ticket_search_queue WHERE ticket_id = $1', [id]);
        await client.query('DELETE FROM conversations WHERE id = $1', [conversationId]);
        return { conversationId, userIds, files: files.rows };
      });
    },
  };
}

import type { ClientBase, Pool } from 'pg';
import type { ConversationStore } from '../../core/conversations/store.ts';
import { changeAccess } from './members.ts';
import { transaction } from './pool.ts';

type SupportStore = Pick<ConversationStore, 'joinSupport' | 'setStatus'>;

/**
 * Makes somebody a member who has read all that was said, or brings the conversation back for one who deleted it for
 * themselves; false when they were one. The caller holds the lock.
 */
export async function addSupportMember(
  client: ClientBase,
  conversationId: string,
  userId: string,
  at: Date,
): Promise<boolean> {
  const added = await client.query(
    `INSERT INTO conversation_participants (conversation_id, user_id, joined_at, joined_seq, last_read_seq, unread_seq)
     SELECT id, $2, $3, last_seq, last_seq, last_seq FROM conversations WHERE id = $1
     ON CONFLICT (conversation_id, user_id) DO UPDATE SET hidden = false, changed_xid = pg_current_xact_id()
     WHERE conversation_participants.hidden`,
    [conversationId, userId, at],
  );
  if (added.rowCount === 0) return false;
  await client.query('DELETE FROM conversation_departures WHERE conversation_id = $1 AND user_id = $2', [
    conversationId,
    userId,
  ]);
  return true;
}

/** Who belongs to support conversations, and whether those without a ticket are open. */
export function createSupportStore(pool: Pool, now: () => number): SupportStore {
  return {
    joinSupport(conversationId, userId) {
      return transaction(pool, async (client) => {
        const locked = await client.query(
          `SELECT 1 FROM conversations WHERE id = $1 AND type = 'support' FOR NO KEY UPDATE`,
          [conversationId],
        );
        const at = new Date(now());
        if (locked.rows.length === 0 || !(await addSupportMember(client, conversationId, userId, at))) return null;
        return { accessVersion: await changeAccess(client, conversationId, at) };
      });
    },

    async setStatus(conversationId, status) {
      const result = await pool.query<{ access_version: number }>(
        `UPDATE conversations SET status = $2, access_version = access_version + 1, updated_at = $3,
           changed_xid = pg_current_xact_id(), head_xid = pg_current_xact_id()
         WHERE id = $1 AND type = 'support' AND ticket_id IS NULL AND status <> $2 RETURNING access_version`,
        [conversationId, status, new Date(now())],
      );
      const row = result.rows[0];
      return row ? { accessVersion: row.access_version } : null;
    },
  };
}

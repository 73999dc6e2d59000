import type { ClientBase, Pool } from 'pg';
import type { Role } from '../../core/actor.ts';
import type { ConversationStore } from '../../core/conversations/store.ts';
import { noteConversation } from './fact-notes.ts';
import { changeAccess } from './members.ts';
import { transaction } from './pool.ts';

type SupportStore = Pick<ConversationStore, 'joinSupport' | 'noteRole' | 'setStatus'>;

/**
 * Makes somebody a member who has read all that was said, or brings the conversation back for one who deleted it for
 * themselves; false when they were one. `role` is noted where roles are kept. The caller holds the lock.
 */
export async function addSupportMember(
  client: ClientBase,
  conversationId: string,
  userId: string,
  role: Role | null,
  at: Date,
): Promise<boolean> {
  const added = await client.query(
    `INSERT INTO conversation_participants (conversation_id, user_id, joined_at, joined_seq, last_read_seq, unread_seq, user_roles)
     SELECT id, $2, $3, last_seq, last_seq, last_seq,
       CASE WHEN origin IS NOT NULL AND $4::text IS NOT NULL THEN jsonb_build_array(jsonb_build_object('from', 0, 'role', $4::text)) END
     FROM conversations WHERE id = $1
     ON CONFLICT (conversation_id, user_id) DO UPDATE SET hidden = false, changed_xid = pg_current_xact_id()
     WHERE conversation_participants.hidden`,
    [conversationId, userId, at, role],
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
    joinSupport(conversationId, userId, role) {
      return transaction(pool, async (client) => {
        const locked = await client.query(
          `SELECT 1 FROM conversations WHERE id = $1 AND type = 'support' FOR NO KEY UPDATE`,
          [conversationId],
        );
        const at = new Date(now());
        if (locked.rows.length === 0 || !(await addSupportMember(client, conversationId, userId, role, at)))
          return null;
        return { accessVersion: await changeAccess(client, conversationId, at) };
      });
    },

    noteRole(conversationId, userId, role) {
      return transaction(pool, async (client) => {
        const locked = await client.query<{ next: number }>(
          'SELECT last_seq + 1 AS next FROM conversations WHERE id = $1 FOR NO KEY UPDATE',
          [conversationId],
        );
        const noted = await client.query(
          `UPDATE conversation_participants SET user_roles = user_roles || jsonb_build_object('from', $3::int, 'role', $4::text)
           WHERE conversation_id = $1 AND user_id = $2 AND user_roles->-1->>'role' <> $4`,
          [conversationId, userId, locked.rows[0]?.next ?? 0, role],
        );
        if (noted.rowCount === 0) return null;
        const bumped = await client.query<{ access_version: number }>(
          'UPDATE conversations SET access_version = access_version + 1 WHERE id = $1 RETURNING access_version',
          [conversationId],
        );
        return { accessVersion: bumped.rows[0]?.access_version ?? 0 };
      });
    },

    setStatus(conversationId, status) {
      const at = new Date(now());
      return transaction(pool, async (client) => {
        const result = await client.query<{ access_version: number }>(
          `UPDATE conversations SET status = $2, archived = false, access_version = access_version + 1, updated_at = $3,
           changed_xid = pg_current_xact_id(), head_xid = pg_current_xact_id()
         WHERE id = $1 AND type = 'support' AND ticket_id IS NULL AND status <> $2 RETURNING access_version`,
          [conversationId, status, at],
        );
        const row = result.rows[0];
        if (!row) return null;
        await noteConversation(client, conversationId, ['status'], at);
        return { accessVersion: row.access_version };
      });
    },
  };
}

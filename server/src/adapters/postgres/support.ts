import { setTimeout as sleep } from 'node:timers/promises';
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

/** How many roles stand with a participant; of somebody who changes theirs more often the others are kept apart. */
const MOST_KEPT = 16;
/** Without the last one, where nothing was sent in it. */
const ROLES_BEFORE = `CASE WHEN (user_roles->-1->>'from')::int = $3 THEN user_roles - (-1) ELSE user_roles END`;

/** Leaves the first and the last role with the participant, which are asked for often. The caller holds the lock. */
async function putRolesAway(client: ClientBase, conversationId: string, userId: string): Promise<void> {
  const who = [conversationId, userId];
  await client.query(
    `INSERT INTO participant_roles (conversation_id, user_id, from_seq, role)
     SELECT DISTINCT ON (1, 2, 3) p.conversation_id, p.user_id, (r.value->>'from')::int, r.value->>'role'
     FROM conversation_participants p CROSS JOIN jsonb_array_elements(p.user_roles - (-1) - 0) WITH ORDINALITY r (value, place)
     WHERE p.conversation_id = $1 AND p.user_id = $2 ORDER BY 1, 2, 3, r.place DESC`,
    who,
  );
  await client.query(
    `UPDATE conversation_participants SET user_roles = jsonb_build_array(user_roles->0, user_roles->-1)
     WHERE conversation_id = $1 AND user_id = $2`,
    who,
  );
}

/** Each role that is noted has all that is being written there checked again: two of them are at least so far apart (ms). */
const APART_MS = 25;

/** Lets one piece of work on a thing begin so long after the one before it. */
class Pace {
  readonly #next = new Map<string, number>();

  async wait(key: string): Promise<void> {
    const now = performance.now();
    const mine = Math.max(now, this.#next.get(key) ?? 0);
    const next = mine + APART_MS;
    this.#next.set(key, next);
    const forget = () => {
      if (this.#next.get(key) === next) this.#next.delete(key);
    };
    setTimeout(forget, next - now).unref();
    if (mine > now) await sleep(mine - now);
  }
}

/** Who belongs to support conversations, and whether those without a ticket are open. */
export function createSupportStore(pool: Pool, now: () => number): SupportStore {
  const pace = new Pace();
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

    async noteRole(conversationId, userId, role) {
      await pace.wait(conversationId);
      return transaction(pool, async (client) => {
        const locked = await client.query<{ next: number }>(
          'SELECT last_seq + 1 AS next FROM conversations WHERE id = $1 FOR NO KEY UPDATE',
          [conversationId],
        );
        const noted = await client.query<{ kept: number }>(
          `UPDATE conversation_participants SET user_roles = ${ROLES_BEFORE} || jsonb_build_object('from', $3::int, 'role', $4::text)
           WHERE conversation_id = $1 AND user_id = $2 AND user_roles->-1->>'role' <> $4
           RETURNING jsonb_array_length(user_roles) AS kept`,
          [conversationId, userId, locked.rows[0]?.next ?? 0, role],
        );
        const [row] = noted.rows;
        if (!row) return null;
        if (row.kept > MOST_KEPT) await putRolesAway(client, conversationId, userId);
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

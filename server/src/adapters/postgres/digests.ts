import type { Pool } from 'pg';
import type { DigestStore } from '../../core/notifications/digest.ts';
import { ENTRY_COLUMNS, type EntryRow, toEntry } from './feed.ts';
import { addOutsideJobs } from './outside-jobs.ts';
import { transaction } from './pool.ts';

/** Summaries in PostgreSQL. */
export function createDigestStore(pool: Pool): DigestStore {
  return {
    async last(userIds) {
      const result = await pool.query<{ user_id: string; at: Date }>(
        'SELECT user_id, at FROM digest_runs WHERE user_id = ANY($1)',
        [userIds],
      );
      return new Map(result.rows.map((row) => [row.user_id, row.at.getTime()]));
    },

    take(userId, previous, at, job) {
      return transaction(pool, async (client) => {
        const taken = await client.query(
          `INSERT INTO digest_runs AS r (user_id, at) VALUES ($1, $3)
           ON CONFLICT (user_id) DO UPDATE SET at = excluded.at WHERE r.at = $2 RETURNING 1`,
          [userId, previous === null ? null : new Date(previous), new Date(at)],
        );
        if (taken.rows.length === 0) return false;
        await addOutsideJobs(client, [job]);
        return true;
      });
    },

    async entries(userId, since, limit) {
      const result = await pool.query<EntryRow & { total: number }>(
        `SELECT ${ENTRY_COLUMNS}, count(*) OVER ()::int AS total FROM notifications
         WHERE user_id = $1 AND read_at IS NULL AND created_at >= $2 ORDER BY created_at DESC, id DESC LIMIT $3`,
        [userId, new Date(since), limit],
      );
      return { entries: result.rows.map(toEntry), total: result.rows[0]?.total ?? 0 };
    },

    async unread(userId, since, limit) {
      const result = await pool.query<{ conversationId: string; fromSeq: number; toSeq: number }>(
        `SELECT c.id AS "conversationId", GREATEST(p.last_read_seq, p.cleared_seq) AS "fromSeq", c.last_seq AS "toSeq"
         FROM conversation_participants p JOIN conversations c ON c.id = p.conversation_id
         WHERE p.user_id = $1 AND c.ticket_id IS NULL AND c.last_seq > GREATEST(p.last_read_seq, p.cleared_seq) AND c.activity_at >= $2
           AND (p.muted_until IS NULL OR p.muted_until <= now())
         ORDER BY c.activity_at DESC, c.id LIMIT $3`,
        [userId, new Date(since), limit],
      );
      return result.rows;
    },
  };
}

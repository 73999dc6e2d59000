import type { Pool } from 'pg';
import type { MessageType } from '../../core/conversations/types.ts';
import type { UnreadItem, UnreadStore } from '../../core/notifications/unread.ts';
import { addOutsideJobs } from './outside-jobs.ts';
import { transaction } from './pool.ts';

/** What the reader of `p` would count as news: others' undeleted messages that have no notice of their own. */
const NEWS = `m.sender_id <> p.user_id AND m.deleted_at IS NULL AND m.type NOT IN ('system', 'service_offer', 'booking_request')
  AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.user_id = p.user_id AND h.conversation_id = m.conversation_id AND h.seq = m.seq)`;
/** How far back in a conversation is looked for a message that nobody was told of yet. */
const REACH = 500;
/** Messages of a conversation that are shown. */
const SHOWN = 3;

type SummaryRow = {
  conversation_id: string;
  title: string | null;
  count: number;
  latest: { sender: string; type: MessageType; content: string }[];
};

/** Unread messages in PostgreSQL, as people who are away are told of them. */
export function createUnreadStore(pool: Pool): UnreadStore {
  return {
    async conversations(afterId, limit) {
      const result = await pool.query<{ id: string; activity_at: Date }>(
        'SELECT id, activity_at FROM conversations WHERE id > $1 ORDER BY id LIMIT $2',
        [afterId, limit],
      );
      return result.rows.map((row) => ({ id: row.id, at: row.activity_at.getTime() }));
    },

    async behind(conversationIds) {
      const result = await pool.query<{ user_id: string }>(
        `SELECT DISTINCT p.user_id FROM conversations c JOIN conversation_participants p ON p.conversation_id = c.id
         WHERE c.id = ANY($1) AND c.ticket_id IS NULL AND p.last_read_seq < c.last_seq`,
        [conversationIds],
      );
      return result.rows.map((row) => row.user_id);
    },

    async waiting(userIds, after) {
      if (userIds.length === 0) return [];
      const result = await pool.query<UnreadItem & { userId: string; oldest: Date }>(
        `SELECT p.user_id AS "userId", c.id AS "conversationId", x.seq AS "fromSeq", c.last_seq AS "toSeq", y.oldest
         FROM conversation_participants p JOIN conversations c ON c.id = p.conversation_id
         LEFT JOIN unread_reminders k ON k.user_id = p.user_id AND k.conversation_id = p.conversation_id
         CROSS JOIN LATERAL (SELECT GREATEST(p.last_read_seq, p.cleared_seq, COALESCE(k.seq, 0)) AS seq OFFSET 0) x
         CROSS JOIN LATERAL (SELECT min(m.created_at) AS oldest FROM messages m
           WHERE m.conversation_id = c.id AND m.seq > GREATEST(x.seq, c.last_seq - ${REACH}) AND m.created_at > $2 AND ${NEWS}) y
         WHERE p.user_id = ANY($1) AND c.ticket_id IS NULL AND x.seq < c.last_seq AND (p.muted_until IS NULL OR p.muted_until <= now())
           AND y.oldest IS NOT NULL
         ORDER BY p.user_id, c.activity_at DESC, c.id`,
        [userIds, new Date(after)],
      );
      return result.rows.map((row) => ({ ...row, oldest: row.oldest.getTime() }));
    },

    tell(userId, items, jobs, day, cap) {
      return transaction(pool, async (client) => {
        // The row also makes one process wait for the other.
        const allowed = await client.query(
          `INSERT INTO unread_reminder_days AS d (user_id, day, sent) VALUES ($1, $2, 0)
           ON CONFLICT (user_id) DO UPDATE SET day = excluded.day, sent = CASE WHEN d.day = excluded.day THEN d.sent ELSE 0 END
           RETURNING sent < $3 AS allowed`,
          [userId, day, cap],
        );
        if (!allowed.rows[0]?.allowed) return 'capped';
        const news = await client.query(
          `INSERT INTO unread_reminders AS r (user_id, conversation_id, seq)
           SELECT $1, "conversationId", "toSeq" FROM json_to_recordset($2) AS i ("conversationId" text, "toSeq" int)
           ON CONFLICT (user_id, conversation_id) DO UPDATE SET seq = excluded.seq WHERE r.seq < excluded.seq RETURNING 1`,
          [userId, JSON.stringify(items)],
        );
        if (news.rows.length === 0) return 'known';
        await client.query('UPDATE unread_reminder_days SET sent = sent + 1 WHERE user_id = $1', [userId]);
        await addOutsideJobs(client, jobs);
        return 'told';
      });
    },

    async summaries(userId, items) {
      const result = await pool.query<SummaryRow>(
        `SELECT c.id AS conversation_id, c.title, x.count, y.latest
         FROM ROWS FROM (json_to_recordset($2) AS ("conversationId" text, "fromSeq" int, "toSeq" int)) WITH ORDINALITY AS i ("conversationId", "fromSeq", "toSeq", ord)
         JOIN conversations c ON c.id = i."conversationId"
         JOIN conversation_participants p ON p.conversation_id = c.id AND p.user_id = $1
         CROSS JOIN LATERAL (SELECT GREATEST(p.last_read_seq, p.cleared_seq, i."fromSeq") AS seq OFFSET 0) s
         CROSS JOIN LATERAL (SELECT count(*)::int AS count FROM messages m
           WHERE m.conversation_id = c.id AND m.seq > s.seq AND m.seq <= i."toSeq" AND ${NEWS}) x
         CROSS JOIN LATERAL (SELECT json_agg(json_build_object('sender', u.name, 'type', l.type, 'content', l.content) ORDER BY l.seq) AS latest
           FROM (SELECT m.* FROM messages m WHERE m.conversation_id = c.id AND m.seq > s.seq AND m.seq <= i."toSeq" AND ${NEWS}
             ORDER BY m.seq DESC LIMIT ${SHOWN}) l JOIN users u ON u.id = l.sender_id) y
         WHERE x.count > 0 AND (p.muted_until IS NULL OR p.muted_until <= now()) ORDER BY i.ord`,
        [userId, JSON.stringify(items)],
      );
      return result.rows.map((row) => ({
        conversationId: row.conversation_id,
        title: row.title,
        count: row.count,
        latest: row.latest.map(({ sender, content }) => ({ sender, text: content === '' ? null : content })),
      }));
    },
  };
}

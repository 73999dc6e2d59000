import type { Pool } from 'pg';
import type { MessageStore } from '../../core/conversations/store.ts';
import { countable } from './countable.ts';

type ReadingStore = Pick<
  MessageStore,
  'sentBetween' | 'receipts' | 'reads' | 'unseenBy' | 'unreadBetween' | 'hiddenAmong' | 'othersUpTo'
>;

/** Who has read, or does not see, which messages. */
export function createReadingStore(pool: Pool): ReadingStore {
  return {
    async sentBetween(conversationId, senderId, afterSeq, upToSeq, limit) {
      const result = await pool.query<{ seq: number }>({
        name: 'messages-sent-between',
        text: `SELECT seq FROM messages WHERE conversation_id = $1 AND seq > $3 AND seq <= $4 AND sender_id = $2
                 AND deleted_at IS NULL AND type <> 'system' ORDER BY seq DESC LIMIT $5`,
        values: [conversationId, senderId, afterSeq, upToSeq, limit],
      });
      return result.rows.map((row) => row.seq).reverse();
    },

    async receipts(conversationId, userId, seqs) {
      if (seqs.length === 0) return [];
      const result = await pool.query<{ delivered_at: Date | null; read_at: Date | null }>({
        name: 'messages-receipts',
        text: `SELECT (SELECT d.delivered_at FROM message_delivery_receipts d
                       WHERE d.conversation_id = $1 AND d.user_id = $2 AND d.up_to_seq >= b.seq ORDER BY d.up_to_seq LIMIT 1),
                      (SELECT h.read_at FROM message_read_receipts h
                       WHERE h.conversation_id = $1 AND h.user_id = $2 AND h.up_to_seq >= b.seq ORDER BY h.up_to_seq LIMIT 1)
               FROM unnest($3::int[]) WITH ORDINALITY AS b(seq, ord) ORDER BY b.ord`,
        values: [conversationId, userId, seqs],
      });
      return result.rows.map((row) => ({
        deliveredAt: row.delivered_at?.toISOString() ?? null,
        readAt: row.read_at?.toISOString() ?? null,
      }));
    },

    async reads({ conversationId, seq }, after, limit) {
      const result = await pool.query<{ user_id: string; name: string; read_at: Date }>(
        `SELECT p.user_id, u.name, r.read_at
         FROM messages m
         JOIN conversation_participants p ON p.conversation_id = m.conversation_id AND p.last_read_seq >= m.seq AND p.joined_seq < m.seq AND p.user_id <> m.sender_id
         JOIN users u ON u.id = p.user_id
         CROSS JOIN LATERAL (SELECT h.read_at FROM message_read_receipts h
           WHERE h.conversation_id = p.conversation_id AND h.user_id = p.user_id AND h.up_to_seq >= m.seq ORDER BY h.up_to_seq LIMIT 1) r
         WHERE m.conversation_id = $1 AND m.seq = $2 AND ($3::text IS NULL OR p.user_id > $3)
         ORDER BY p.user_id LIMIT $4`,
        [conversationId, seq, after, limit],
      );
      return result.rows.map((row) => ({ userId: row.user_id, name: row.name, readAt: row.read_at.toISOString() }));
    },

    async hiddenAmong(conversationId, userId, seqs) {
      if (seqs.length === 0) return [];
      const result = await pool.query<{ seq: number }>({
        name: 'messages-hidden-among',
        text: 'SELECT seq FROM message_hides WHERE user_id = $1 AND conversation_id = $2 AND seq = ANY($3)',
        values: [userId, conversationId, seqs],
      });
      return result.rows.map((row) => row.seq);
    },

    async unseenBy({ conversationId, seq }, among) {
      const result = await pool.query<{ user_id: string }>({
        name: 'messages-unseen-by',
        text: `SELECT p.user_id FROM unnest($3::text[]) AS a(user_id)
               JOIN conversation_participants p ON p.conversation_id = $1 AND p.user_id = a.user_id
               WHERE p.cleared_seq >= $2 OR EXISTS (
                 SELECT 1 FROM message_hides h WHERE h.user_id = a.user_id AND h.conversation_id = $1 AND h.seq = $2)`,
        values: [conversationId, seq, among],
      });
      return result.rows.map((row) => row.user_id);
    },

    async unreadBetween(conversationId, userId, afterSeq, upToSeq) {
      const result = await pool.query<{ count: number }>({
        name: 'messages-unread-between',
        text: `SELECT ${countable('$1', '$2', '$3::int', '$4::int')} AS count`,
        values: [conversationId, userId, afterSeq, upToSeq],
      });
      return result.rows[0]?.count ?? 0;
    },

    async othersUpTo(conversationId, userId, afterSeq, seqs) {
      if (seqs.length === 0) return [];
      // Each number answers for the stretch above the one before it, so that no message is looked at twice.
      const result = await pool.query<{ newest: number }>({
        name: 'messages-others-up-to',
        text: `SELECT DISTINCT max(m.seq) OVER (ORDER BY b.seq) AS newest
               FROM (SELECT s.seq, lag(s.seq, 1, $3::int) OVER (ORDER BY s.seq) AS above
                     FROM (SELECT DISTINCT x AS seq FROM unnest($4::int[]) x WHERE x > $3) s) b
               LEFT JOIN LATERAL (SELECT o.seq FROM messages o
                 WHERE o.conversation_id = $1 AND o.seq > b.above AND o.seq <= b.seq AND o.sender_id <> $2
                 ORDER BY o.seq DESC LIMIT 1) m ON true
               ORDER BY newest`,
        values: [conversationId, userId, afterSeq, seqs],
      });
      return result.rows.map((row) => row.newest).filter((seq) => seq !== null);
    },
  };
}

import type { Pool } from 'pg';
import type { FollowedConversation, FollowStore, Passage } from '../../core/realtime/follow-store.ts';
import { MESSAGE_COLUMNS, MESSAGE_FROM, type MessageRow, toMessage } from './message-rows.ts';
import { applicationOf } from './pool.ts';

/** Times are those at which transactions began: what commits now may bear one from so many milliseconds ago. */
const LONGEST_MS = 30_000;

const CONVERSATIONS = `
SELECT c.id AS "conversationId", c.head_xid >= $1::xid8 AS messages, c.changed_xid >= $1::xid8 AS looks
FROM conversations c
WHERE (c.head_xid >= $1::xid8 OR c.changed_xid >= $1::xid8) AND c.id IN (
  SELECT p.conversation_id FROM conversation_participants p WHERE p.user_id = ANY($2) UNION SELECT unnest($3::text[]))`;

/** New are those past the last one that is older than the moment, since numbers follow the order of commits. */
const MESSAGES = `
SELECT ${MESSAGE_COLUMNS}, m.seq > COALESCE((SELECT o.seq FROM messages o
    WHERE o.conversation_id = $2 AND o.changed_xid < $1::xid8 ORDER BY o.seq DESC LIMIT 1), 0) AS is_new
FROM ${MESSAGE_FROM}
WHERE m.conversation_id = $2 AND m.changed_xid >= $1::xid8 AND m.seq > $3 ORDER BY m.seq LIMIT $4`;

const PASSAGES = `
SELECT p.conversation_id, p.user_id, NULL AS reason FROM conversation_participants p
WHERE p.user_id = ANY($2) AND p.changed_xid >= $1::xid8 AND p.joined_at >= $3
UNION ALL
SELECT d.conversation_id, d.user_id, d.reason FROM conversation_departures d
WHERE d.user_id = ANY($2) AND d.changed_xid >= $1::xid8 AND NOT EXISTS (
  SELECT 1 FROM conversation_participants p WHERE p.conversation_id = d.conversation_id AND p.user_id = d.user_id AND NOT p.hidden)`;

/** Reads by transaction ids what was committed, as the sync of one person does. No index is kept for it. */
export function createFollowStore(pool: Pool): FollowStore {
  const earliest = (at: number) => new Date(at - LONGEST_MS);
  return {
    async now() {
      const { rows } = await pool.query<{ horizon: string; at: Date }>(
        'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon, clock_timestamp() AS at',
      );
      const [row] = rows;
      if (!row) throw new Error('the database told no snapshot');
      return { horizon: BigInt(row.horizon), at: row.at.getTime() };
    },

    async conversations({ horizon }, userIds, conversationIds) {
      const { rows } = await pool.query<FollowedConversation>(CONVERSATIONS, [`${horizon}`, userIds, conversationIds]);
      return rows;
    },

    async messages({ horizon }, conversationId, afterSeq, limit) {
      const { rows } = await pool.query<MessageRow & { is_new: boolean }>(MESSAGES, [
        `${horizon}`,
        conversationId,
        afterSeq,
        limit,
      ]);
      return rows.map((row) => ({ message: toMessage(row), isNew: row.is_new }));
    },

    async passages({ horizon, at }, userIds) {
      const { rows } = await pool.query<{
        conversation_id: string;
        user_id: string;
        reason: 'removed' | 'left' | 'deleted' | null;
      }>(PASSAGES, [`${horizon}`, userIds, earliest(at)]);
      return rows.map(({ conversation_id: conversationId, user_id: userId, reason }): Passage => {
        if (reason === null) return { kind: 'came', conversationId, userId };
        return { kind: 'went', conversationId, userId, reason };
      });
    },

    async people({ at }, userIds) {
      const { rows } = await pool.query<{ userId: string; suspended: boolean }>(
        'SELECT id AS "userId", suspended FROM users WHERE id = ANY($1) AND (suspended OR updated_at >= $2)',
        [userIds, earliest(at)],
      );
      return rows;
    },

    async tickets({ at }, limit) {
      const { rows } = await pool.query<{ ticketId: string; conversationId: string; isNew: boolean }>(
        `SELECT id AS "ticketId", conversation_id AS "conversationId", created_at >= $1 AS "isNew"
         FROM tickets WHERE updated_at >= $1 ORDER BY updated_at DESC, id DESC LIMIT $2`,
        [earliest(at), limit],
      );
      return rows;
    },

    async working(nodes, withinMs) {
      const { rows } = await pool.query<{ name: string }>(
        `SELECT DISTINCT application_name AS name FROM pg_stat_activity
         WHERE application_name = ANY($1) AND state_change > clock_timestamp() - $2 * interval '1 millisecond'`,
        [nodes.map(applicationOf), withinMs],
      );
      const found = new Set(rows.map(({ name }) => name));
      return nodes.filter((node) => found.has(applicationOf(node)));
    },
  };
}

import type { Pool } from 'pg';
import type { ConversationStore } from '../../core/conversations/store.ts';
import { ParleyError } from '../../core/errors.ts';
import { loadAccess, loadMembership } from './access.ts';
import { HIDDEN, toView, UNREAD, VIEW_COLUMNS, type ViewRow } from './conversation-rows.ts';
import { createViews } from './conversation-views.ts';
import { listDirects } from './directs.ts';
import { createMemberStore, joinedInTurn } from './members.ts';
import { MESSAGE_COLUMNS, MESSAGE_FROM, type MessageRow, toMessage } from './message-rows.ts';
import { addNotices, groupAdded } from './notice-outbox.ts';
import { listOverview, loadMembers } from './overview.ts';
import { transaction } from './pool.ts';
import { andInScope, scopeKey } from './scopes.ts';
import { createSupportStore } from './support.ts';

/** Conversations in PostgreSQL. `onFault` hears of background work that failed. */
export function createConversationStore(
  pool: Pool,
  now: () => number,
  onFault: (error: unknown) => void,
): ConversationStore {
  const { checkpoint, ...views } = createViews(pool, onFault);
  return {
    ...createMemberStore(pool, now),
    ...createSupportStore(pool, now),
    ...views,
    directs: (userId, filter, from, limit) => listDirects(pool, userId, filter, from, limit),
    overview: (userId, filter, from, limit) => listOverview(pool, userId, filter, from, limit),
    allMembers: (conversationIds) => loadMembers(pool, conversationIds),
    loadAccess: (conversationId) => loadAccess(pool, conversationId),
    membership: (conversationId, userId) => loadMembership(pool, conversationId, userId),

    async list(userId, filter, after, limit) {
      const result = await pool.query<ViewRow>(
        `SELECT ${VIEW_COLUMNS} FROM (
           SELECT c.id FROM conversation_participants p JOIN conversations c ON c.id = p.conversation_id
           WHERE p.user_id = $1 AND NOT ${HIDDEN}
             AND ($2::text IS NULL OR c.type = $2)
             AND ($3::boolean IS NULL OR p.is_archived = $3)
             AND (NOT $4 OR (c.last_seq > p.last_read_seq AND ${UNREAD} > 0))
             AND ($5::text IS NULL OR position(lower($5) IN lower(c.title)) > 0 OR EXISTS (
               SELECT 1 FROM conversation_participants o JOIN users u ON u.id = o.user_id
               WHERE o.conversation_id = c.id AND o.user_id <> $1 AND position(lower($5) IN lower(u.name)) > 0))
             AND ($6::timestamptz IS NULL OR (c.activity_at, c.id) < ($6, $7))
           ORDER BY c.activity_at DESC, c.id DESC LIMIT $8) page
         JOIN conversations c ON c.id = page.id JOIN conversation_participants p ON p.conversation_id = c.id AND p.user_id = $1
         ORDER BY c.activity_at DESC, c.id DESC`,
        [
          userId,
          filter.type,
          filter.archived === 'all' ? null : filter.archived,
          filter.unread,
          filter.q,
          after?.at ?? null,
          after?.id ?? null,
          limit,
        ],
      );
      checkpoint(userId, result.rows);
      return result.rows.map((row) => ({ view: toView(row), at: row.activity_at.toISOString() }));
    },

    createDirect(id, createdBy, otherId, metadata) {
      const key = JSON.stringify([createdBy, otherId].sort());
      return transaction(pool, async (client) => {
        const blocked = await client.query('SELECT 1 FROM user_blocks WHERE blocker_id = $1 AND blocked_id = $2', [
          otherId,
          createdBy,
        ]);
        if (blocked.rows.length > 0) throw new ParleyError('blocked', 'This person does not take messages from you');
        const at = new Date(now());
        const made = await client.query<{ id: string }>(
          `INSERT INTO conversations (id, type, created_by, direct_key, member_count, metadata, activity_at, created_at, updated_at)
           VALUES ($1, 'direct', $2, $3, 2, $4, $5, $5, $5) ON CONFLICT (direct_key) DO NOTHING RETURNING id`,
          [id, createdBy, key, JSON.stringify(metadata), at],
        );
        if (made.rows.length > 0) {
          await client.query(
            `INSERT INTO conversation_participants (conversation_id, user_id, joined_at)
             SELECT $1, u, ${joinedInTurn('$3')} FROM unnest($2::text[]) WITH ORDINALITY AS n(u, ord)`,
            [id, [createdBy, otherId], at],
          );
          return { id, created: true, opened: true, accessVersion: 1 };
        }
        const known = await client.query<{ id: string; access_version: number }>(
          'SELECT id, access_version FROM conversations WHERE direct_key = $1 FOR NO KEY UPDATE',
          [key],
        );
        const pair = known.rows[0];
        if (!pair) throw new Error('a direct conversation vanished');
        const reopened = await client.query(
          `UPDATE conversation_participants SET hidden = false, changed_xid = pg_current_xact_id() WHERE conversation_id = $1 AND user_id = $2 AND hidden`,
          [pair.id, createdBy],
        );
        if (reopened.rowCount === 0)
          return { id: pair.id, created: false, opened: false, accessVersion: pair.access_version };
        await client.query('DELETE FROM conversation_departures WHERE user_id = $1 AND conversation_id = $2', [
          createdBy,
          pair.id,
        ]);
        const bumped = await client.query<{ access_version: number }>(
          'UPDATE conversations SET access_version = access_version + 1, changed_xid = pg_current_xact_id() WHERE id = $1 RETURNING access_version',
          [pair.id],
        );
        return { id: pair.id, created: false, opened: true, accessVersion: bumped.rows[0]?.access_version ?? 0 };
      });
    },

    async createGroup({ id, createdBy, userIds, title, avatar = null, avatarFile = null, metadata }) {
      const at = new Date(now());
      await transaction(pool, async (client) => {
        await client.query(
          `INSERT INTO conversations (id, type, title, avatar, created_by, member_count, metadata, activity_at, created_at, updated_at, avatar_file)
           VALUES ($1, 'group', $2, $3, $4, $5, $6, $7, $7, $7, $8)`,
          [id, title, avatar, createdBy, userIds.length, JSON.stringify(metadata), at, avatarFile],
        );
        await client.query(
          `INSERT INTO conversation_participants (conversation_id, user_id, role, joined_at)
           SELECT $1, u, CASE WHEN u = $3 THEN 'owner' ELSE 'member' END, ${joinedInTurn('$4')} FROM unnest($2::text[]) WITH ORDINALITY AS n(u, ord)`,
          [id, userIds, createdBy, at],
        );
        const added = userIds.filter((userId) => userId !== createdBy);
        await addNotices(client, [groupAdded(id, createdBy, added)], at);
      });
    },

    async arrange(conversationId, userId, { isArchived, isPinned, mutedUntil }) {
      const result = await pool.query(
        `UPDATE conversation_participants SET
           is_archived = COALESCE($3, is_archived),
           archived_at = CASE WHEN COALESCE($3, is_archived) THEN COALESCE(archived_at, $7) END, is_pinned = COALESCE($4, is_pinned),
           muted_until = CASE WHEN $5 THEN $6::timestamptz ELSE muted_until END, changed_xid = pg_current_xact_id()
         WHERE conversation_id = $1 AND user_id = $2 AND (is_archived, is_pinned, muted_until) IS DISTINCT FROM
           (COALESCE($3, is_archived), COALESCE($4, is_pinned), CASE WHEN $5 THEN $6::timestamptz ELSE muted_until END)`,
        [
          conversationId,
          userId,
          isArchived ?? null,
          isPinned ?? null,
          mutedUntil !== undefined,
          mutedUntil ?? null,
          new Date(now()),
        ],
      );
      return result.rowCount === 1;
    },

    async archive(conversationId, userId, on) {
      const result = await pool.query(
        `UPDATE conversation_participants SET is_archived = $3, archived_at = CASE WHEN $3 THEN $4::timestamptz END,
           changed_xid = pg_current_xact_id()
         WHERE conversation_id = $1 AND user_id = $2 AND is_archived <> $3`,
        [conversationId, userId, on, new Date(now())],
      );
      return result.rowCount === 1;
    },

    clear(conversationId, userId) {
      return transaction(pool, async (client) => {
        const head = await client.query<{ last_seq: number; access_version: number }>(
          'UPDATE conversations SET access_version = access_version + 1 WHERE id = $1 RETURNING last_seq, access_version',
          [conversationId],
        );
        const row = head.rows[0];
        if (!row) throw new ParleyError('not_found', 'There is no such conversation');
        await client.query(
          `UPDATE conversation_participants SET hidden = true, cleared_seq = $3, cleared_at = $4, unread_seq = $3, unread_count = 0,
             changed_xid = pg_current_xact_id()
           WHERE conversation_id = $1 AND user_id = $2`,
          [conversationId, userId, row.last_seq, new Date(now())],
        );
        await client.query(
          `INSERT INTO conversation_departures (user_id, conversation_id, reason) VALUES ($1, $2, 'deleted')
           ON CONFLICT (user_id, conversation_id) DO UPDATE SET reason = 'deleted', changed_xid = pg_current_xact_id()`,
          [userId, conversationId],
        );
        return { accessVersion: row.access_version };
      });
    },

    async others(userId, conversationIds) {
      if (conversationIds.length === 0) return new Map();
      const result = await pool.query<{ id: string; user_id: string }>({
        name: 'conversation-others',
        text: `SELECT c.id, o.user_id FROM unnest($2::text[]) AS b(id) JOIN conversations c ON c.id = b.id AND c.type = 'direct'
               JOIN conversation_participants p ON p.conversation_id = c.id AND p.user_id = $1
               JOIN conversation_participants o ON o.conversation_id = c.id AND o.user_id <> $1`,
        values: [userId, conversationIds],
      });
      return new Map(result.rows.map((row) => [row.id, row.user_id]));
    },

    async isWithin(conversationId, scope) {
      const result = await pool.query(`SELECT 1 FROM conversations c WHERE c.id = $1${andInScope(scope)}`, [
        conversationId,
      ]);
      return result.rows.length > 0;
    },

    async unread(userId, scope) {
      const result = await pool.query<{ id: string; uncounted: number; unread: number }>({
        name: `conversation-unread-${scopeKey(scope)}`,
        text: `SELECT c.id, c.last_seq - p.unread_seq AS uncounted, x.unread
               FROM conversation_participants p JOIN conversations c ON c.id = p.conversation_id
               CROSS JOIN LATERAL (SELECT ${UNREAD} AS unread OFFSET 0) x
               WHERE p.user_id = $1 AND c.last_seq > GREATEST(p.last_read_seq, p.cleared_seq)${andInScope(scope)} AND x.unread > 0
               ORDER BY c.activity_at DESC, c.id DESC`,
        values: [userId],
      });
      checkpoint(userId, result.rows);
      return result.rows.map((row) => ({ conversationId: row.id, unreadCount: row.unread }));
    },

    async acquaintances(userId, among) {
      const result = await pool.query<{ user_id: string }>({
        name: 'acquaintances',
        text: `SELECT DISTINCT o.user_id FROM conversation_participants p
               JOIN conversation_participants o ON o.conversation_id = p.conversation_id AND o.user_id <> $1 WHERE p.user_id = $1`,
        values: [userId],
      });
      const online = new Set(among);
      return result.rows.map((row) => row.user_id).filter((id) => online.has(id));
    },

    async sendersBetween(conversationId, afterSeq, upToSeq) {
      const result = await pool.query<{ sender_id: string }>(
        'SELECT DISTINCT sender_id FROM messages WHERE conversation_id = $1 AND seq > $2 AND seq <= $3 AND deleted_at IS NULL',
        [conversationId, afterSeq, upToSeq],
      );
      return result.rows.map((row) => row.sender_id);
    },

    async messagesAfter(conversationId, seq) {
      const result = await pool.query<MessageRow>(
        `SELECT ${MESSAGE_COLUMNS} FROM ${MESSAGE_FROM} WHERE m.conversation_id = $1 AND m.seq > COALESCE($2, c.last_seq - 1) ORDER BY m.seq LIMIT 1000`,
        [conversationId, seq],
      );
      return result.rows.map(toMessage);
    },

    async messagesBefore({ conversationId, seq, createdAt }, withinMs, since) {
      const result = await pool.query<MessageRow>(
        `SELECT ${MESSAGE_COLUMNS} FROM ${MESSAGE_FROM} WHERE m.conversation_id = $1 AND m.seq < $2 AND m.seq >= COALESCE(
           (SELECT min(o.seq) FROM messages o WHERE o.conversation_id = $1 AND o.seq < $2 AND o.seq >= $2 - 200
              AND o.created_at >= $3 AND o.changed_xid >= $4::xid8), $2)
         ORDER BY m.seq`,
        [conversationId, seq, new Date(Date.parse(createdAt) - withinMs), `${since?.horizon ?? 0n}`],
      );
      return result.rows.map(toMessage);
    },
  };
}

import type { Pool } from 'pg';
import type { FeedStore } from '../../core/notifications/store.ts';
import type { Notification } from '../../core/notifications/types.ts';

/** What is read of an entry. */
export const ENTRY_COLUMNS = 'id, user_id, category, type, title, body, data, read_at, created_at';

export type EntryRow = Pick<Notification, 'id' | 'category' | 'type' | 'title' | 'body' | 'data'> & {
  user_id: string;
  read_at: Date | null;
  created_at: Date;
};

/** A row of `ENTRY_COLUMNS` as the core knows it. */
export function toEntry(row: EntryRow): Notification {
  return {
    id: row.id,
    userId: row.user_id,
    category: row.category,
    type: row.type,
    title: row.title,
    body: row.body,
    data: row.data,
    readAt: row.read_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  };
}

/** Feeds in PostgreSQL. */
export function createFeedStore(pool: Pool): FeedStore {
  return {
    async page(userId, { unread, category }, after, limit) {
      const result = await pool.query<EntryRow>(
        `SELECT ${ENTRY_COLUMNS} FROM notifications
         WHERE user_id = $1 AND (NOT $2 OR read_at IS NULL) AND ($3::text IS NULL OR category = $3)
           AND ($4::timestamptz IS NULL OR (created_at, id) < ($4, $5))
         ORDER BY created_at DESC, id DESC LIMIT $6`,
        [userId, unread, category, after?.createdAt ?? null, after?.id ?? null, limit],
      );
      return result.rows.map(toEntry);
    },

    async unreadCount(userId) {
      const result = await pool.query<{ count: number }>(
        'SELECT count(*)::int AS count FROM notifications WHERE user_id = $1 AND read_at IS NULL',
        [userId],
      );
      return result.rows[0]?.count ?? 0;
    },

    async markRead(userId, id, at) {
      const result = await pool.query<EntryRow>(
        `UPDATE notifications SET read_at = COALESCE(read_at, $3) WHERE id = $2 AND user_id = $1 RETURNING ${ENTRY_COLUMNS}`,
        [userId, id, new Date(at)],
      );
      return result.rows[0] ? toEntry(result.rows[0]) : null;
    },

    async markAllRead(userId, at) {
      await pool.query('UPDATE notifications SET read_at = $2 WHERE user_id = $1 AND read_at IS NULL', [
        userId,
        new Date(at),
      ]);
    },
  };
}

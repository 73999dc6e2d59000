import type { Pool, PoolClient } from 'pg';
import type { MessageStore, PageRange, Reader } from '../../core/conversations/store.ts';
import type { Message, MessageAddress } from '../../core/conversations/types.ts';
import { createReadingStore } from './message-reading.ts';
import { MESSAGE_COLUMNS, MESSAGE_FROM, type MessageRow, toMessage } from './message-rows.ts';
import { transaction } from './pool.ts';

const VISIBLE = `NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.user_id = $2 AND h.conversation_id = m.conversation_id AND h.seq = m.seq)`;

/** Those of the addresses that exist, in the order given. */
async function findMessages(pool: Pool, addresses: readonly MessageAddress[]): Promise<Message[]> {
  if (addresses.length === 0) return [];
  const result = await pool.query<MessageRow>({
    name: 'messages-find',
    text: `SELECT ${MESSAGE_COLUMNS}
           FROM unnest($1::text[], $2::int[]) WITH ORDINALITY AS b(conversation_id, seq, ord)
           JOIN messages m ON m.conversation_id = b.conversation_id AND m.seq = b.seq
           JOIN conversations c ON c.id = m.conversation_id LEFT JOIN users u ON u.id = m.sender_id
           ORDER BY b.ord`,
    values: [addresses.map((address) => address.conversationId), addresses.map((address) => address.seq)],
  });
  return result.rows.map(toMessage);
}

/** Changes of messages take the conversation's lock first, so that counts taken under it stay exact. */
async function lockConversation(client: PoolClient, conversationId: string): Promise<void> {
  await client.query('SELECT 1 FROM conversations WHERE id = $1 FOR NO KEY UPDATE', [conversationId]);
}

/** Marks the conversation as changed for those who ask what happened since. */
async function touchHead(client: PoolClient, conversationId: string): Promise<void> {
  await client.query('UPDATE conversations SET head_xid = pg_current_xact_id() WHERE id = $1', [conversationId]);
}

const MARK_CHANGED = 'version = version + 1, updated_at = $3, changed_xid = pg_current_xact_id()';

/**
 * The number at which a reader's list begins after `$4` messages, newest first. Numbers have no gaps, so it is counted off from the
 * head; only what this reader hid stands in between, and a hidden one is passed by where no more than `$4` are left above it.
 */
const SKIPPED_TO = `(SELECT c.last_seq - $4::bigint - count(h.seq) FILTER (WHERE h.above <= $4::bigint)
  FROM conversations c LEFT JOIN LATERAL (
    SELECT x.seq, c.last_seq - x.seq - row_number() OVER (ORDER BY x.seq DESC) + 1 AS above
    FROM message_hides x WHERE x.user_id = $2 AND x.conversation_id = $1) h ON true
  WHERE c.id = $1 GROUP BY c.last_seq)`;

/** Messages in PostgreSQL, read by keyset only: a page costs the same at any depth, however it is asked for. */
export function createMessageStore(pool: Pool, now: () => number): MessageStore {
  return {
    async page(conversationId: string, reader: Reader, range: PageRange, limit: number) {
      if ('skip' in range) {
        const skipped = await pool.query<MessageRow>({
          name: 'messages-skip',
          text: `SELECT ${MESSAGE_COLUMNS} FROM ${MESSAGE_FROM}
                 WHERE m.conversation_id = $1 AND m.seq > $3 AND m.seq <= ${SKIPPED_TO} AND ${VISIBLE}
                 ORDER BY m.seq DESC LIMIT $5`,
          values: [conversationId, reader.userId, reader.clearedSeq, range.skip, limit],
        });
        return skipped.rows.map(toMessage);
      }
      const older = 'before' in range;
      const result = await pool.query<MessageRow>({
        name: older ? 'messages-before' : 'messages-after',
        text: `SELECT ${MESSAGE_COLUMNS} FROM ${MESSAGE_FROM}
               WHERE m.conversation_id = $1 AND m.seq > $3 AND m.seq ${older ? '<' : '>'} $4 AND ${VISIBLE}
               ORDER BY m.seq ${older ? 'DESC' : 'ASC'} LIMIT $5`,
        values: [conversationId, reader.userId, reader.clearedSeq, older ? range.before : range.after, limit],
      });
      return result.rows.map(toMessage);
    },

    async count(conversationId, reader, afterSeq, beforeSeq) {
      // Numbers have no gaps: what is there is known from the head, and only hidden ones are counted.
      const result = await pool.query<{ count: number }>({
        name: 'messages-count',
        text: `SELECT GREATEST(LEAST(c.last_seq, $4::int - 1) - GREATEST($3::int, $5::int), 0)
                 - (SELECT count(*)::int FROM message_hides h WHERE h.user_id = $2 AND h.conversation_id = $1
                    AND h.seq > GREATEST($3::int, $5::int) AND h.seq < $4::int) AS count
               FROM conversations c WHERE c.id = $1`,
        values: [conversationId, reader.userId, reader.clearedSeq, beforeSeq, afterSeq],
      });
      return result.rows[0]?.count ?? 0;
    },

    ...createReadingStore(pool),
    find: (addresses) => findMessages(pool, addresses),

    async isHidden({ conversationId, seq }, userId) {
      const result = await pool.query(
        'SELECT 1 FROM message_hides WHERE user_id = $1 AND conversation_id = $2 AND seq = $3',
        [userId, conversationId, seq],
      );
      return result.rows.length > 0;
    },

    async replies({ conversationId, seq }, reader, afterSeq, limit) {
      const result = await pool.query<MessageRow>(
        `SELECT ${MESSAGE_COLUMNS} FROM ${MESSAGE_FROM}
         WHERE m.conversation_id = $1 AND m.reply_to = $3 AND m.deleted_at IS NULL AND m.seq > $4 AND m.seq > $5 AND ${VISIBLE}
         ORDER BY m.seq LIMIT $6`,
        [conversationId, reader.userId, seq, afterSeq, reader.clearedSeq, limit],
      );
      return result.rows.map(toMessage);
    },

    edit({ conversationId, seq }, content) {
      return transaction(pool, async (client) => {
        await lockConversation(client, conversationId);
        const result = await client.query(
          `UPDATE messages SET content = $4, edited_at = $3, ${MARK_CHANGED}
           WHERE conversation_id = $1 AND seq = $2 AND deleted_at IS NULL`,
          [conversationId, seq, new Date(now()), content],
        );
        await touchHead(client, conversationId);
        return result.rowCount === 1 ? 'edited' : 'deleted';
      });
    },

    remove({ conversationId, seq }) {
      return transaction(pool, async (client) => {
        await lockConversation(client, conversationId);
        const at = new Date(now());
        const result = await client.query<{ version: number; sender_id: string; type: string }>(
          `UPDATE messages SET content = '', metadata = NULL, mentions = NULL, forwarded_from = NULL, reply_to = NULL, deleted_at = $3, ${MARK_CHANGED}
           WHERE conversation_id = $1 AND seq = $2 AND deleted_at IS NULL RETURNING version, sender_id, type`,
          [conversationId, seq, at],
        );
        const row = result.rows[0];
        if (!row) return null;
        await client.query('DELETE FROM message_reactions WHERE conversation_id = $1 AND seq = $2', [
          conversationId,
          seq,
        ]);
        if (row.type !== 'system') {
          await client.query(
            `UPDATE conversation_participants p SET unread_count = unread_count - 1
             WHERE conversation_id = $1 AND user_id <> $3 AND unread_seq >= $2 AND last_read_seq < $2 AND cleared_seq < $2
               AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.user_id = p.user_id AND h.conversation_id = $1 AND h.seq = $2)`,
            [conversationId, seq, row.sender_id],
          );
        }
        await touchHead(client, conversationId);
        const links = await client.query<{ attachment_id: string }>(
          'SELECT attachment_id FROM message_attachment_links WHERE conversation_id = $1 AND seq = $2 ORDER BY position',
          [conversationId, seq],
        );
        return {
          version: row.version,
          deletedAt: at.toISOString(),
          attachmentIds: links.rows.map((link) => link.attachment_id),
        };
      });
    },

    hide({ conversationId, seq }, userId) {
      return transaction(pool, async (client) => {
        await lockConversation(client, conversationId);
        const result = await client.query(
          'INSERT INTO message_hides (user_id, conversation_id, seq) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
          [userId, conversationId, seq],
        );
        if (result.rowCount === 0) return false;
        await client.query(
          `UPDATE conversation_participants p SET unread_count = unread_count - 1
           FROM messages m
           WHERE p.conversation_id = $1 AND p.user_id = $3 AND p.unread_seq >= $2 AND p.last_read_seq < $2 AND p.cleared_seq < $2
             AND m.conversation_id = $1 AND m.seq = $2 AND m.sender_id <> $3 AND m.deleted_at IS NULL AND m.type <> 'system'`,
          [conversationId, seq, userId],
        );
        return true;
      });
    },

    reactOnce({ conversationId, seq }, userId, emoji) {
      return transaction(pool, async (client) => {
        await lockConversation(client, conversationId);
        const at = new Date(now());
        const target = await client.query(
          'SELECT 1 FROM messages WHERE conversation_id = $1 AND seq = $2 AND deleted_at IS NULL',
          [conversationId, seq],
        );
        if (target.rows.length === 0) return null;
        const taken = await client.query<{ emoji: string }>(
          `DELETE FROM message_reactions WHERE conversation_id = $1 AND seq = $2 AND user_id = $3 AND emoji IS DISTINCT FROM $4
           RETURNING emoji`,
          [conversationId, seq, userId, emoji],
        );
        const given =
          emoji !== null &&
          (
            await client.query(
              `INSERT INTO message_reactions (conversation_id, seq, emoji, user_id, created_at) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT DO NOTHING`,
              [conversationId, seq, emoji, userId, at],
            )
          ).rowCount === 1;
        const removed = taken.rows.map((row) => row.emoji);
        if (!given && removed.length === 0) return { added: null, removed };
        await client.query(`UPDATE messages SET ${MARK_CHANGED} WHERE conversation_id = $1 AND seq = $2`, [
          conversationId,
          seq,
          at,
        ]);
        await touchHead(client, conversationId);
        return { added: given ? emoji : null, removed };
      });
    },

    react({ conversationId, seq }, userId, emoji, on) {
      return transaction(pool, async (client) => {
        await lockConversation(client, conversationId);
        const at = new Date(now());
        const target = await client.query(
          'SELECT 1 FROM messages WHERE conversation_id = $1 AND seq = $2 AND deleted_at IS NULL',
          [conversationId, seq],
        );
        if (target.rows.length === 0) return null;
        const change = on
          ? await client.query(
              `INSERT INTO message_reactions (conversation_id, seq, emoji, user_id, created_at) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT DO NOTHING`,
              [conversationId, seq, emoji, userId, at],
            )
          : await client.query(
              'DELETE FROM message_reactions WHERE conversation_id = $1 AND seq = $2 AND emoji = $3 AND user_id = $4',
              [conversationId, seq, emoji, userId],
            );
        if (change.rowCount === 0) return { changed: false };
        await client.query(`UPDATE messages SET ${MARK_CHANGED} WHERE conversation_id = $1 AND seq = $2`, [
          conversationId,
          seq,
          at,
        ]);
        await touchHead(client, conversationId);
        return { changed: true };
      });
    },
  };
}

import type { Pool } from 'pg';
import type { AttachmentKind } from '../../core/conversations/types.ts';
import type { AttachmentStore, Condemned, StoredAttachment } from '../../core/files/store.ts';

type Row = {
  id: string;
  uploader_id: string;
  name: string;
  size: string;
  mime_type: string;
  kind: AttachmentKind;
  width: number | null;
  height: number | null;
  duration: number | null;
  origin_id: string | null;
  thumbnail_size: number | null;
  storage_key: string;
  removed_at: Date | null;
  created_at: Date;
  conversation_id: string | null;
  seq: number | null;
  deleted_at: Date | null;
  requester_id: string | null;
  internal: boolean;
};

const ROWS = `
SELECT a.id, a.uploader_id, a.name, a.size, a.mime_type, a.kind, a.width, a.height, a.duration, a.origin_id, a.thumbnail_size, a.storage_key, a.removed_at, a.created_at,
       l.conversation_id, l.seq, m.deleted_at, t.requester_id, k.note_id IS NOT NULL AS internal
FROM message_attachments a
LEFT JOIN message_attachment_links l ON l.attachment_id = a.id
LEFT JOIN messages m ON m.conversation_id = l.conversation_id AND m.seq = l.seq
LEFT JOIN ticket_attachments k ON k.attachment_id = a.id
LEFT JOIN tickets t ON t.id = k.ticket_id`;

const FIND = `${ROWS} WHERE a.id = ANY($1)`;

/** The file `$1` and its copies, in messages that are there. */
const USED = `(a.id = $1 OR a.origin_id = $1) AND a.removed_at IS NULL AND m.deleted_at IS NULL AND m.seq IS NOT NULL`;

const IN_USE = `${ROWS} WHERE ${USED} LIMIT 1`;

/** One that `$2` sees: as a member to whom the message is neither cleared nor hidden, or (`$3`) as an agent. */
const SEEN = `${ROWS} JOIN conversations c ON c.id = l.conversation_id
LEFT JOIN conversation_participants p ON p.conversation_id = c.id AND p.user_id = $2
WHERE ${USED} AND CASE WHEN p.user_id IS NULL THEN $3 AND c.type = 'support' ELSE m.seq > p.cleared_seq
  AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.user_id = $2 AND h.conversation_id = m.conversation_id AND h.seq = m.seq) END
LIMIT 1`;

/** Groups whose picture is the file `a` or a copy of it. */
const WORN = `EXISTS (SELECT 1 FROM message_attachments w JOIN conversations v ON v.avatar_file = w.id WHERE w.id = a.id OR w.origin_id = a.id)`;

/** The file `$1` or a copy, as the picture of a group; with `$2` of one that they are in. */
const AS_PICTURE = `${ROWS} JOIN conversations v ON v.avatar_file = a.id
WHERE (a.id = $1 OR a.origin_id = $1) AND a.removed_at IS NULL AND ($2::text IS NULL OR EXISTS (
  SELECT 1 FROM conversation_participants q WHERE q.conversation_id = v.id AND q.user_id = $2))
LIMIT 1`;

const INSERT = `
INSERT INTO message_attachments
  (id, uploader_id, name, size, mime_type, kind, width, height, duration, storage_key, created_at, origin_id, thumbnail_size)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::int[], $8::int[],
                     $9::double precision[], $10::text[], $11::timestamptz[], $12::text[], $13::int[])`;

const ABANDONED = `
SELECT a.id, a.storage_key AS "storageKey" FROM message_attachments a
WHERE a.created_at < $1 AND NOT EXISTS (SELECT 1 FROM message_attachment_links l WHERE l.attachment_id = a.id)
  AND NOT ${WORN}
ORDER BY a.created_at LIMIT $2`;

const ORPHANED = `
SELECT a.id, a.storage_key AS "storageKey" FROM message_attachments a
JOIN message_attachment_links l ON l.attachment_id = a.id
JOIN messages m ON m.conversation_id = l.conversation_id AND m.seq = l.seq
WHERE a.removed_at IS NULL AND m.deleted_at IS NOT NULL LIMIT $1`;

const FORGET = `
DELETE FROM message_attachments a
WHERE a.id = ANY($1) AND NOT EXISTS (SELECT 1 FROM message_attachment_links l WHERE l.attachment_id = a.id) AND NOT ${WORN}`;

/** The rows of attachments in PostgreSQL. */
export function createAttachmentStore(pool: Pool): AttachmentStore {
  async function asPicture(id: string, userId: string | null): Promise<StoredAttachment | null> {
    const { rows } = await pool.query<Row>(AS_PICTURE, [id, userId]);
    return rows[0] ? toStored(rows[0]) : null;
  }

  return {
    async siteKey() {
      const { rows } = await pool.query<{ link_key: Buffer }>('SELECT link_key FROM site ORDER BY created_at LIMIT 1');
      const [row] = rows;
      if (!row) throw new Error('the row of the site is missing');
      return row.link_key;
    },

    async insert(added) {
      const files = added.map(({ attachment }) => attachment);
      await pool.query(INSERT, [
        files.map(({ id }) => id),
        added.map(({ uploaderId }) => uploaderId),
        files.map(({ name }) => name),
        files.map(({ size }) => size),
        files.map(({ mimeType }) => mimeType),
        files.map(({ kind }) => kind),
        files.map(({ width }) => width),
        files.map(({ height }) => height),
        files.map(({ duration }) => duration),
        added.map(({ storageKey }) => storageKey),
        files.map(({ createdAt }) => createdAt),
        files.map(({ originId }) => originId ?? null),
        files.map(({ thumbnailSize }) => thumbnailSize ?? null),
      ]);
    },

    async find(ids) {
      const { rows } = await pool.query<Row>(FIND, [ids]);
      return rows.map(toStored);
    },

    async inUse(id) {
      const { rows } = await pool.query<Row>(IN_USE, [id]);
      return rows[0] ? toStored(rows[0]) : asPicture(id, null);
    },

    async seen(id, userId, asAgent) {
      const { rows } = await pool.query<Row>(SEEN, [id, userId, asAgent]);
      return rows[0] ? toStored(rows[0]) : asPicture(id, userId);
    },

    async abandoned(before, limit) {
      return (await pool.query<Condemned>(ABANDONED, [new Date(before), limit])).rows;
    },

    async orphaned(limit) {
      return (await pool.query<Condemned>(ORPHANED, [limit])).rows;
    },

    async markRemoved(ids, at) {
      await pool.query(`UPDATE message_attachments SET removed_at = $2, name = '' WHERE id = ANY($1)`, [
        ids,
        new Date(at),
      ]);
    },

    async forget(ids) {
      await pool.query(FORGET, [ids]);
    },
  };
}

function toStored(row: Row): StoredAttachment {
  const { conversation_id: conversationId, seq } = row;
  return {
    attachment: {
      id: row.id,
      name: row.name,
      size: Number(row.size),
      mimeType: row.mime_type,
      kind: row.kind,
      width: row.width,
      height: row.height,
      duration: row.duration,
      originId: row.origin_id,
      thumbnailSize: row.thumbnail_size,
      storageKey: row.storage_key,
      createdAt: row.created_at.toISOString(),
    },
    uploaderId: row.uploader_id,
    storageKey: row.storage_key,
    removed: row.removed_at !== null,
    ticket: row.requester_id === null ? null : { requesterId: row.requester_id, internal: row.internal },
    place: conversationId !== null && seq !== null ? { conversationId, seq, deleted: row.deleted_at !== null } : null,
  };
}

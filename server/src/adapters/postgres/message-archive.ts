import pg from 'pg';
import type { ArchivedMessage, ArchiveSession, ArchiveStore, DueDay } from '../../core/archive/store.ts';
import type { ConversationType } from '../../core/conversations/types.ts';
import { messageId } from '../../core/ids.ts';
import { isoFromJson, type MessageRow, REACTIONS } from './message-rows.ts';
import { clientConfig } from './pool.ts';

/** An arbitrary number that the process which archives locks meanwhile. */
const LOCK = 7_205_195;
/** Conversations that are looked at together, and messages of one that are noted together. */
const CONVERSATIONS = 500;
const MESSAGES = 1_000;

const BEGIN_LOOK = `
SELECT a.horizon IS NOT NULL AS begun, a.horizon > pg_snapshot_xmax(s.snapshot) AS foreign,
       coalesce(a.horizon, '0')::text AS since, pg_snapshot_xmin(s.snapshot)::text AS horizon, pg_snapshot_xmax(s.snapshot)::text AS newest
FROM message_archive a CROSS JOIN pg_current_snapshot() AS s(snapshot)`;

/**
 * A conversation whose head has not moved since the horizon has nothing new. Of the others, what lies past the last number
 * noted is new, and earlier messages have changed that the index of changed ones names. OFFSET 0 keeps to that index.
 */
const LOOK = `
WITH page AS MATERIALIZED (
  SELECT id, head_xid FROM conversations WHERE id > $1 ORDER BY id LIMIT ${CONVERSATIONS}
), moved AS MATERIALIZED (
  SELECT p.id, coalesce((SELECT max(s.to_seq) FROM message_archive_stretches s WHERE s.conversation_id = p.id), 0) AS known
  FROM page p WHERE p.head_xid >= $2::xid8
), fresh AS MATERIALIZED (
  SELECT m.day, v.id, min(m.seq) AS from_seq, max(m.seq) AS to_seq, count(*) AS messages
  FROM moved v CROSS JOIN LATERAL (
    SELECT o.seq, (o.created_at AT TIME ZONE 'UTC')::date AS day FROM messages o
    WHERE o.conversation_id = v.id AND o.seq > v.known ORDER BY o.seq LIMIT ${MESSAGES}) m
  GROUP BY m.day, v.id
), revised AS MATERIALIZED (
  SELECT DISTINCT m.day FROM moved v CROSS JOIN LATERAL (
    SELECT (o.created_at AT TIME ZONE 'UTC')::date AS day FROM messages o
    WHERE o.conversation_id = v.id AND o.version > 1 AND o.changed_xid >= $2::xid8 AND o.changed_xid < $3::xid8 AND o.seq <= v.known
    OFFSET 0) m
), noted AS (
  INSERT INTO message_archive_stretches AS s (day, conversation_id, from_seq, to_seq) SELECT day, id, from_seq, to_seq FROM fresh
  ON CONFLICT (day, conversation_id) DO UPDATE SET from_seq = least(s.from_seq, excluded.from_seq), to_seq = greatest(s.to_seq, excluded.to_seq)
), changed AS (
  INSERT INTO message_archive_days AS d (day) SELECT day FROM fresh UNION SELECT day FROM revised
  ON CONFLICT (day) DO UPDATE SET revision = d.revision + 1
)
SELECT max(id) AS last, EXISTS (SELECT 1 FROM fresh GROUP BY id HAVING sum(messages) = ${MESSAGES}) AS cut FROM page`;

const PAGE = `
SELECT m.*, (SELECT c.type FROM conversations c WHERE c.id = s.conversation_id) AS conversation_type
FROM message_archive_stretches s CROSS JOIN LATERAL (
  SELECT m.conversation_id, m.seq, m.type, m.sender_id, m.by_server, m.content, m.metadata, m.mentions, m.forwarded_from, m.client_id,
    m.version, m.edited_at, m.deleted_at, m.created_at, m.updated_at, m.reply_to, ${REACTIONS},
    (SELECT json_agg(json_build_object('id', a.id, 'name', a.name, 'size', a.size, 'mimeType', a.mime_type, 'kind', a.kind, 'width', a.width,
              'height', a.height, 'duration', a.duration, 'createdAt', a.created_at, 'storageKey', a.storage_key) ORDER BY l.position)
     FROM message_attachment_links l JOIN message_attachments a ON a.id = l.attachment_id
     WHERE l.conversation_id = m.conversation_id AND l.seq = m.seq AND m.deleted_at IS NULL) AS attachments
  FROM messages m
  WHERE m.conversation_id = s.conversation_id AND m.seq <= s.to_seq
    AND m.seq >= greatest(s.from_seq, CASE WHEN s.conversation_id = $2 THEN $3::int + 1 ELSE 0 END)
    AND m.created_at >= $1::date::timestamp AT TIME ZONE 'UTC' AND m.created_at < ($1::date + 1)::timestamp AT TIME ZONE 'UTC'
  ORDER BY m.seq LIMIT $4) m
WHERE s.day = $1 AND s.conversation_id >= $2 ORDER BY s.conversation_id, m.seq LIMIT $4`;

type ArchiveRow = Omit<MessageRow, 'reply_to' | 'attachments'> & {
  conversation_type: ConversationType;
  reply_to: number | null;
  attachments: ArchivedMessage['attachments'] | null;
};

/**
 * What the archive has to know, in PostgreSQL. Everything runs on the connection that holds the lock: when that breaks,
 * another process may begin, and this one can do no more.
 */
export function createMessageArchive(url: string): ArchiveStore {
  return {
    async alone(work) {
      const client = new pg.Client(clientConfig(url));
      client.on('error', () => {}); // the query that it broke rejects
      await client.connect();
      try {
        // A machine that vanished must not keep the lock for the hours that are usual.
        const lock = await client.query<{ locked: boolean }>(
          `SELECT pg_try_advisory_lock($1) AS locked, set_config('tcp_keepalives_idle', '60', false)`,
          [LOCK],
        );
        if (lock.rows[0]?.locked) await work(createSession(client));
      } finally {
        await client.end();
      }
    },
  };
}

function createSession(client: pg.Client): ArchiveSession {
  return {
    async beginLook() {
      const found = await client.query<{
        begun: boolean;
        foreign: boolean | null;
        since: string;
        horizon: string;
        newest: string;
      }>(BEGIN_LOOK);
      const [row] = found.rows;
      if (!row) throw new Error('the row of the archive is missing');
      const { begun, foreign, since, horizon, newest } = row;
      if (!foreign) return { begun, since, horizon, newest };
      // The database was loaded into another server, which counts its transactions anew: anything may have changed.
      await client.query('UPDATE message_archive_days SET revision = revision + 1');
      return { begun, since: '0', horizon, newest };
    },

    // A conversation that is being removed is not seen, or has its days noted before they are looked for. An error ends
    // the session, and the transaction with it.
    async lookOn({ since, newest }, after) {
      await client.query('BEGIN');
      await client.query('SELECT 1 FROM message_archive FOR UPDATE');
      const page = await client.query<{ last: string | null; cut: boolean }>(LOOK, [after, since, newest]);
      await client.query('COMMIT');
      const [row] = page.rows;
      return row?.cut ? after : (row?.last ?? null);
    },

    // Read before the look: whatever it did not see is of a transaction at or past it. Kept by a later transaction, so
    // that a crash cannot give out numbers below it again.
    async finishLook({ horizon }) {
      await client.query('UPDATE message_archive SET horizon = $1::xid8', [horizon]);
    },

    async due(through) {
      const found = await client.query<DueDay>(
        `SELECT to_char(day, 'YYYY-MM-DD') AS day, revision FROM message_archive_days d
         WHERE written IS DISTINCT FROM revision AND (written IS NOT NULL OR day <= $1::date) ORDER BY written IS NULL, d.day`,
        [through],
      );
      return found.rows;
    },

    async page(day, after, limit) {
      const found = await client.query<ArchiveRow>(PAGE, [day, after.conversationId, after.seq, limit]);
      return found.rows.map(toArchived);
    },

    async open(day) {
      await client.query('UPDATE message_archive_days SET written = coalesce(written, 0) WHERE day = $1', [day]);
    },

    async settle({ day, revision }) {
      await client.query('UPDATE message_archive_days SET written = $2 WHERE day = $1', [day, revision]);
    },
  };
}

function toArchived(row: ArchiveRow): ArchivedMessage {
  return {
    id: messageId(row.conversation_id, row.seq),
    conversationId: row.conversation_id,
    conversationType: row.conversation_type,
    seq: row.seq,
    type: row.type,
    senderId: row.sender_id,
    byServer: row.by_server,
    content: row.content,
    metadata: row.metadata ?? {},
    attachments: (row.attachments ?? []).map((file) => ({ ...file, createdAt: isoFromJson(file.createdAt) })),
    mentions: row.mentions ?? [],
    replyTo: row.reply_to === null ? null : messageId(row.conversation_id, row.reply_to),
    forwardedFrom: row.forwarded_from,
    reactions: (row.reactions ?? []).map(({ emoji, userIds }) => ({ emoji, userIds })),
    clientId: row.client_id,
    version: row.version,
    editedAt: row.edited_at?.toISOString() ?? null,
    deletedAt: row.deleted_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

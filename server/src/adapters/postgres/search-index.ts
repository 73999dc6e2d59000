import type { Pool, PoolClient } from 'pg';
import {
  buildDocuments,
  DOCUMENT,
  documentStart,
  type IndexedMessage,
  SEGMENT,
  type SearchDocument,
  segmentOf,
} from '../../core/search/documents.ts';
import type { IndexProgress, MessageSearchIndex } from '../../core/search/store.ts';
import { transaction } from './pool.ts';

/** An arbitrary number that whoever moves the index locks, for one transaction at a time. */
const LOCK = 7_205_194;
/** Messages read in one call, a multiple of DOCUMENT. */
const BUDGET = 512;
/** Changes taken in one call; at worst each lies in a document of its own. */
const CHANGES = 32;

type Head = { readonly id: string; readonly last_seq: number; readonly indexed_seq: number };

/** What one call reads of a conversation: messages from..to, which become documents; those that stood there go. */
type Stretch = { readonly conversationId: string; readonly fromSeq: number; readonly toSeq: number };

/**
 * The index in PostgreSQL. All that is read for a document is read after the changes that it settles, and only those are
 * struck off: a change that commits meanwhile is still listed, and search goes on looking at its message directly.
 */
export function createMessageSearchIndex(pool: Pool): MessageSearchIndex {
  return {
    advance: (conversationIds, whole) =>
      alone(pool, async (client) => {
        const heads = await readHeads(client, conversationIds);
        const stretches = plan(heads, whole);
        await write(client, stretches);
        const reached = new Map(stretches.map(({ conversationId, toSeq }) => [conversationId, toSeq]));
        return heads.map(({ id, last_seq, indexed_seq }): IndexProgress => {
          return { conversationId: id, indexedSeq: reached.get(id) ?? indexed_seq, lastSeq: last_seq };
        });
      }),

    amend: () =>
      alone(pool, async (client) => {
        const changes = await readChanges(client);
        if (changes.length === 0) return 0;
        await write(client, around(changes));
        await client.query(
          `DELETE FROM message_search_changes ch USING unnest($1::text[], $2::bigint[]) AS done(conversation_id, id)
           WHERE ch.conversation_id = done.conversation_id AND ch.id = done.id`,
          [changes.map((change) => change.conversation_id), changes.map((change) => change.id)],
        );
        return changes.length;
      }),

    async findBehind(after, count) {
      const result = await pool.query<Head>(
        `SELECT c.id, c.last_seq, coalesce(s.indexed_seq, 0) AS indexed_seq
         FROM (SELECT id, last_seq FROM conversations WHERE id > $1 ORDER BY id LIMIT $2) c ${LAST_SEGMENT} ORDER BY c.id`,
        [after, count],
      );
      const behind = result.rows.filter((row) => row.last_seq > row.indexed_seq);
      return {
        behind: behind.map((row) => ({ conversationId: row.id, indexedSeq: row.indexed_seq, lastSeq: row.last_seq })),
        next: result.rows.length < count ? null : (result.rows.at(-1)?.id ?? null),
      };
    },
  };
}

const LAST_SEGMENT = `LEFT JOIN LATERAL (
  SELECT indexed_seq FROM message_search_segments x WHERE x.conversation_id = c.id ORDER BY segment DESC LIMIT 1
) s ON true`;

/**
 * Runs `work` in a transaction while no other process does. Its commit need not reach the disk at once: if it is lost,
 * documents, progress and changes are all as they were, and the work is done again.
 */
function alone<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T | 'elsewhere'> {
  return transaction(pool, async (client) => {
    const lock = await client.query<{ taken: boolean }>(
      `SELECT set_config('synchronous_commit', 'off', true), pg_try_advisory_xact_lock($1) AS taken`,
      [LOCK],
    );
    return lock.rows[0]?.taken ? work(client) : 'elsewhere';
  });
}

async function readHeads(client: PoolClient, conversationIds: readonly string[]): Promise<Head[]> {
  const result = await client.query<Head>(
    `SELECT c.id, c.last_seq, coalesce(s.indexed_seq, 0) AS indexed_seq
     FROM unnest($1::text[]) AS r(id) JOIN conversations c ON c.id = r.id ${LAST_SEGMENT}`,
    [conversationIds],
  );
  return result.rows;
}

/** What to read for conversations that are behind. A document that comes out full is read from its first message. */
function plan(heads: readonly Head[], whole: boolean): Stretch[] {
  const stretches: Stretch[] = [];
  let left = BUDGET;
  for (const { id, last_seq, indexed_seq } of heads) {
    const goal = whole ? last_seq : last_seq - (last_seq % DOCUMENT);
    const start = documentStart(indexed_seq + 1);
    const toSeq = Math.min(goal, start + left - 1);
    if (toSeq <= indexed_seq) continue;
    const fills = toSeq >= start + DOCUMENT - 1;
    const fromSeq = fills ? start : indexed_seq + 1;
    stretches.push({ conversationId: id, fromSeq, toSeq });
    left -= DOCUMENT * Math.ceil((toSeq - start + 1) / DOCUMENT);
    if (left <= 0) break;
  }
  return stretches;
}

type Change = {
  readonly conversation_id: string;
  readonly id: string;
  readonly seq: number;
  readonly indexed_seq: number;
};

/** Changes in what is indexed. Others wait until it is: only then is it certain that their document is read after them. */
async function readChanges(client: PoolClient): Promise<Change[]> {
  const result = await client.query<Change>(
    `SELECT ch.conversation_id, ch.id, ch.seq, s.indexed_seq
     FROM message_search_changes ch JOIN message_search_segments s
       ON s.conversation_id = ch.conversation_id AND s.segment = (ch.seq - 1) / $2::int AND s.indexed_seq >= ch.seq
     ORDER BY ch.conversation_id, ch.seq LIMIT $1`,
    [CHANGES, SEGMENT],
  );
  return result.rows;
}

/** The documents that changes lie in, as far as the index goes. */
function around(changes: readonly Change[]): Stretch[] {
  const stretches = new Map<string, Stretch>();
  for (const { conversation_id, seq, indexed_seq } of changes) {
    const fromSeq = documentStart(seq);
    const toSeq = Math.min(fromSeq + DOCUMENT - 1, indexed_seq);
    stretches.set(`${fromSeq}/${conversation_id}`, { conversationId: conversation_id, fromSeq, toSeq });
  }
  return [...stretches.values()];
}

type MessageRow = [
  conversationId: string,
  seq: number,
  senderId: string,
  type: string,
  content: string,
  createdAt: Date,
];

async function write(client: PoolClient, stretches: readonly Stretch[]): Promise<void> {
  if (stretches.length === 0) return;
  const bounds = [
    stretches.map((stretch) => stretch.conversationId),
    stretches.map((stretch) => stretch.fromSeq),
    stretches.map((stretch) => stretch.toSeq),
  ];
  const result = await client.query<MessageRow>({
    name: 'search-index-messages',
    text: `SELECT m.conversation_id, m.seq, m.sender_id, m.type, m.content, m.created_at
           FROM unnest($1::text[], $2::int[], $3::int[]) AS r(conversation_id, from_seq, to_seq)
           CROSS JOIN LATERAL (
             SELECT * FROM messages o
             WHERE o.conversation_id = r.conversation_id AND o.seq BETWEEN r.from_seq AND r.to_seq ORDER BY o.seq
           ) m`,
    values: bounds,
    rowMode: 'array',
  });
  await client.query({
    name: 'search-index-clear',
    text: `DELETE FROM message_search_documents d
           USING unnest($1::text[], $2::int[], $3::int[]) AS r(conversation_id, from_seq, to_seq)
           WHERE d.conversation_id = r.conversation_id AND d.from_seq BETWEEN r.from_seq AND r.to_seq`,
    values: bounds,
  });
  const messages = new Map<string, IndexedMessage[]>();
  for (const [conversationId, seq, senderId, type, content, createdAt] of result.rows) {
    const list = messages.get(conversationId) ?? [];
    messages.set(conversationId, list);
    list.push({ seq, senderId, type, content, createdAt: createdAt.getTime() });
  }
  await insertDocuments(client, messages);
  await moveSegments(client, stretches, messages);
}

async function insertDocuments(
  client: PoolClient,
  messages: ReadonlyMap<string, readonly IndexedMessage[]>,
): Promise<void> {
  const documents: (SearchDocument & { conversationId: string })[] = [];
  for (const [conversationId, list] of messages) {
    for (const document of buildDocuments(conversationId, list)) documents.push({ ...document, conversationId });
  }
  if (documents.length === 0) return;
  await client.query({
    name: 'search-index-insert',
    text: `INSERT INTO message_search_documents (conversation_id, from_seq, to_seq, first_at, last_at, terms)
           SELECT d.conversation_id, d.from_seq, d.to_seq, d.first_at, d.last_at, array_to_tsvector(string_to_array(d.lexemes, E'\\n'))
           FROM unnest($1::text[], $2::int[], $3::int[], $4::timestamptz[], $5::timestamptz[], $6::text[])
             AS d(conversation_id, from_seq, to_seq, first_at, last_at, lexemes)`,
    values: [
      documents.map((document) => document.conversationId),
      documents.map((document) => document.fromSeq),
      documents.map((document) => document.toSeq),
      documents.map((document) => new Date(document.firstAt)),
      documents.map((document) => new Date(document.lastAt + 1)),
      documents.map((document) => document.lexemes.join('\n')),
    ],
  });
}

type SegmentReach = { readonly indexedSeq: number; firstAt: number; lastAt: number };

/** Notes how far the index goes now. The times of a segment only ever widen. */
async function moveSegments(
  client: PoolClient,
  stretches: readonly Stretch[],
  messages: ReadonlyMap<string, readonly IndexedMessage[]>,
): Promise<void> {
  const reaches = new Map<string, SegmentReach & { conversationId: string; segment: number }>();
  for (const { conversationId, fromSeq, toSeq } of stretches) {
    const times = (messages.get(conversationId) ?? []).map(({ seq, createdAt }) => ({
      segment: segmentOf(seq),
      createdAt,
    }));
    for (let segment = segmentOf(fromSeq); segment <= segmentOf(toSeq); segment++) {
      const inside = times.flatMap((time) => (time.segment === segment ? [time.createdAt] : []));
      const reach = {
        conversationId,
        segment,
        indexedSeq: Math.min(toSeq, (segment + 1) * SEGMENT),
        // Nothing is left of these messages: any time will do that hides none of the others.
        firstAt: inside.length > 0 ? Math.min(...inside) : 0,
        lastAt: inside.length > 0 ? Math.max(...inside) : 0,
      };
      const key = `${segment}/${conversationId}`;
      const earlier = reaches.get(key);
      reaches.set(key, earlier ? widen(earlier, reach) : reach);
    }
  }
  const rows = [...reaches.values()];
  await client.query({
    name: 'search-index-segments',
    text: `INSERT INTO message_search_segments AS s (conversation_id, segment, indexed_seq, first_at, last_at)
           SELECT * FROM unnest($1::text[], $2::int[], $3::int[], $4::timestamptz[], $5::timestamptz[])
           ON CONFLICT (conversation_id, segment) DO UPDATE SET
             indexed_seq = greatest(s.indexed_seq, excluded.indexed_seq),
             first_at = least(s.first_at, excluded.first_at), last_at = greatest(s.last_at, excluded.last_at)`,
    values: [
      rows.map((row) => row.conversationId),
      rows.map((row) => row.segment),
      rows.map((row) => row.indexedSeq),
      rows.map((row) => new Date(row.firstAt)),
      rows.map((row) => new Date(row.lastAt + 1)),
    ],
  });
}

function widen<T extends SegmentReach>(a: T, b: T): T {
  return {
    ...a,
    indexedSeq: Math.max(a.indexedSeq, b.indexedSeq),
    firstAt: Math.min(a.firstAt, b.firstAt),
    lastAt: Math.max(a.lastAt, b.lastAt),
  };
}

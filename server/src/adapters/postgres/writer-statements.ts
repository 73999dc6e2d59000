import type { Client } from 'pg';
import type { NewMessage } from '../../core/conversations/writer.ts';
import { hexArray, intArray, textArray } from './binary-arrays.ts';
import type { Failpoints } from './failpoints.ts';
import { addNotices, isNoticed, noticeOf } from './notice-outbox.ts';

/** The first number that each conversation's messages of a batch got; a conversation that is missing was not written. */
export type Placed = ReadonlyMap<string, number>;

const COLUMNS =
  'conversation_id, seq, sender_id, type, content, metadata, mentions, reply_to, forwarded_from, client_id, request_hash, created_at, updated_at';

/** One message: no arrays to take apart, planned once. */
const ONE = {
  name: 'write-one',
  text: `
WITH head AS (
  UPDATE conversations SET last_seq = last_seq + 1, activity_at = $11, head_xid = pg_current_xact_id()
  WHERE id = $1 AND access_version = $2 RETURNING last_seq
)
INSERT INTO messages (${COLUMNS})
SELECT $1, last_seq, $3, $4, $5, $6::json, $7::json, $8, $9::json, $10, $12, $11, $11 FROM head
RETURNING seq`,
};

/**
 * A batch: takes the conversations' row locks in id order, compares the access version under the lock, moves each head
 * by as many messages as there are, and inserts them at their places. `$14` is each message's place among its
 * conversation's messages of the batch, `$15` which conversation of `$1` it belongs to. Answers in one row, and takes the
 * arrays apart side by side (`unnest` in the select list): both cost less than a row, or a stored list, for each.
 */
const MANY = `
WITH heads AS (
  UPDATE conversations c SET last_seq = c.last_seq + b.n, activity_at = $13, head_xid = pg_current_xact_id()
  FROM unnest($1::text[], $2::int[], $3::int[]) WITH ORDINALITY AS b(id, version, n, ord)
  WHERE c.id = b.id AND c.access_version = b.version
  RETURNING b.ord::int AS ord, c.id, c.last_seq - b.n AS base
), written AS (
  INSERT INTO messages (${COLUMNS})
  SELECT h.id, h.base + m.place, m.sender_id, m.type, m.content, m.metadata::json, m.mentions::json, m.reply_to, m.forwarded_from::json,
         m.client_id, m.request_hash, $13, $13
  FROM (SELECT unnest($15::int[]) AS ord, unnest($14::int[]) AS place, unnest($4::text[]) AS sender_id, unnest($5::text[]) AS type, unnest($6::text[]) AS content,
    unnest($7::text[]) AS metadata, unnest($8::text[]) AS mentions, unnest($9::int[]) AS reply_to, unnest($10::text[]) AS forwarded_from, unnest($11::text[]) AS client_id, unnest($12::bytea[]) AS request_hash) m
  JOIN heads h ON h.ord = m.ord
)
SELECT array_agg(ord) AS ords, array_agg(base) AS bases FROM heads`;

const LINK = `
INSERT INTO message_attachment_links (attachment_id, conversation_id, seq, position)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::int[])`;

/**
 * Inserts `messages` in one transaction and returns where they stand. Conversations whose access version differs are left
 * out. Fails as a whole with 23505 when a client id or an attachment is in use already.
 */
export async function insertBatch(
  client: Client,
  messages: readonly NewMessage[],
  now: number,
  failpoints: Failpoints | undefined,
): Promise<Placed> {
  const linked = messages.some((message) => message.attachmentIds.length > 0);
  const noticed = messages.some((message) => isNoticed(message.type));
  const at = new Date(now);
  if (!linked && !noticed && !failpoints) return insert(client, messages, at);
  await client.query('BEGIN');
  try {
    const placed = await insert(client, messages, at);
    if (linked) await link(client, messages, placed);
    if (noticed) await announce(client, messages, placed, at);
    await failpoints?.hit('P2');
    await client.query('COMMIT');
    return placed;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

async function insert(client: Client, messages: readonly NewMessage[], at: Date): Promise<Placed> {
  const [first] = messages;
  if (first && messages.length === 1) {
    const result = await client.query<{ seq: number }>({
      ...ONE,
      values: [
        first.conversationId,
        first.accessVersion,
        first.senderId,
        first.type,
        first.content,
        first.metadata,
        first.mentions,
        first.replyTo,
        first.forwardedFrom,
        first.clientId,
        at,
        first.requestHash && `\\x${first.requestHash}`,
      ],
    });
    const row = result.rows[0];
    return row ? new Map([[first.conversationId, row.seq]]) : new Map();
  }
  const groups = group(messages);
  const result = await client.query<{ ords: number[] | null; bases: number[] | null }>({
    name: 'write-many',
    text: MANY,
    values: [
      textArray(groups.ids),
      intArray(groups.versions),
      intArray(groups.counts),
      textArray(messages.map((message) => message.senderId)),
      textArray(messages.map((message) => message.type)),
      textArray(messages.map((message) => message.content)),
      columnOf(messages, (message) => message.metadata, textArray),
      columnOf(messages, (message) => message.mentions, textArray),
      columnOf(messages, (message) => message.replyTo, intArray),
      columnOf(messages, (message) => message.forwardedFrom, textArray),
      columnOf(messages, (message) => message.clientId, textArray),
      columnOf(messages, (message) => message.requestHash, hexArray),
      at,
      intArray(groups.places),
      intArray(groups.ords),
    ],
  });
  const { ords, bases } = result.rows[0] ?? {};
  return new Map(ords?.map((ord, index) => [groups.ids[ord - 1] ?? '', (bases?.[index] ?? 0) + 1]));
}

/** A column of a batch; null where it holds nothing, because `unnest` fills up the shorter of its arrays. */
function columnOf<T>(
  messages: readonly NewMessage[],
  value: (message: NewMessage) => T | null,
  encode: (values: readonly (T | null)[]) => Buffer,
): Buffer | null {
  return messages.some((message) => value(message) !== null) ? encode(messages.map(value)) : null;
}

/** Numbers the messages inside their conversations; conversations stand in id order, the order of the row locks. */
function group(messages: readonly NewMessage[]) {
  const counts = new Map<string, { version: number; count: number }>();
  const places: number[] = [];
  for (const { conversationId, accessVersion } of messages) {
    const entry = counts.get(conversationId) ?? { version: accessVersion, count: 0 };
    if (entry.count === 0) counts.set(conversationId, entry);
    entry.count += 1;
    places.push(entry.count);
  }
  const ids = [...counts.keys()].sort();
  const ordOf = new Map(ids.map((id, index) => [id, index + 1]));
  return {
    ids,
    versions: ids.map((id) => counts.get(id)?.version ?? 0),
    counts: ids.map((id) => counts.get(id)?.count ?? 0),
    places,
    ords: messages.map((message) => ordOf.get(message.conversationId) ?? 0),
  };
}

async function link(client: Client, messages: readonly NewMessage[], placed: Placed): Promise<void> {
  const next = new Map(placed);
  const rows: [string[], string[], number[], number[]] = [[], [], [], []];
  for (const { conversationId, attachmentIds } of messages) {
    const seq = next.get(conversationId);
    if (seq === undefined) continue;
    next.set(conversationId, seq + 1);
    attachmentIds.forEach((id, position) => {
      rows[0].push(id);
      rows[1].push(conversationId);
      rows[2].push(seq);
      rows[3].push(position);
    });
  }
  await client.query({ text: LINK, values: rows });
}

/** Puts down the notices that messages are, beside the messages themselves. */
async function announce(client: Client, messages: readonly NewMessage[], placed: Placed, at: Date): Promise<void> {
  const next = new Map(placed);
  const notices = messages.flatMap((message) => {
    const seq = next.get(message.conversationId);
    if (seq === undefined) return [];
    next.set(message.conversationId, seq + 1);
    return noticeOf(message, seq) ?? [];
  });
  await addNotices(client, notices, at);
}

/** For each message (by its index) whose client id its sender used before in that conversation: the first message. */
export async function findClientIds(
  client: Client,
  messages: readonly NewMessage[],
): Promise<Map<number, { seq: number; requestHash: string }>> {
  const result = await client.query<{ index: number; seq: number; request_hash: string }>(
    `SELECT (b.ord - 1)::int AS index, m.seq, encode(m.request_hash, 'hex') AS request_hash
     FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS b(conversation_id, sender_id, client_id, ord)
     JOIN messages m ON m.conversation_id = b.conversation_id AND m.sender_id = b.sender_id AND m.client_id = b.client_id`,
    [
      messages.map((message) => message.conversationId),
      messages.map((message) => message.senderId),
      messages.map((message) => message.clientId),
    ],
  );
  return new Map(result.rows.map((row) => [row.index, { seq: row.seq, requestHash: row.request_hash }]));
}

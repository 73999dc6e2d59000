import type { Client } from 'pg';
import type { NewMessage, TicketReaction } from '../../core/conversations/writer.ts';
import { hexArray, intArray, textArray } from './binary-arrays.ts';
import { WANTED } from './fact-notes.ts';
import type { Failpoints } from './failpoints.ts';
import { mayReact, react } from './ticket-reactions.ts';
import { UNWANTED } from './wishes.ts';

/**
 * The first number that each conversation's messages of a batch got, and what happened to its ticket; a conversation that is
 * missing was not written.
 */
export type Placed = {
  readonly first: ReadonlyMap<string, number>;
  readonly reactions: ReadonlyMap<string, TicketReaction>;
};

const COLUMNS =
  'conversation_id, seq, sender_id, type, content, metadata, mentions, reply_to, forwarded_from, client_id, request_hash, created_at, updated_at';

/** One message: no arrays to take apart, planned once. Writes nothing where those outside hear of it. */
const ONE = { name: 'write-one', text: oneWith('', UNWANTED) };

/** The same for a message that others are told of (`$13` of what), and whose ticket (`$14`) the search has to look at anew. */
const ONE_TOLD_PARTS = `, noticed AS (
  INSERT INTO notice_outbox (kind, actor_id, ticket_id, conversation_id, seq, created_at)
  SELECT $13, $3, $14, $1, last_seq, $11 FROM head WHERE $13::text IS NOT NULL
), queued AS (
  INSERT INTO ticket_search_queue (ticket_id) SELECT $14 FROM head WHERE $14::text IS NOT NULL
)`;
const ONE_TOLD = { name: 'write-one-told', text: oneWith(ONE_TOLD_PARTS, UNWANTED) };

/** The same for a message of which those outside hear too: whether its reader is online (`$15`), where it stands in a trace (`$16`). */
const ONE_ANNOUNCED = {
  name: 'write-one-announced',
  text: oneWith(`${ONE_TOLD_PARTS}, announced AS (
  INSERT INTO event_facts (kind, conversation_id, from_seq, seq, online, at, trace)
  SELECT 'message.sent', $1, last_seq - 1, last_seq, $15::bool, $11, $16::text FROM head
)`),
};

function oneWith(more: string, only = 'true'): string {
  return `
WITH head AS (
  UPDATE conversations SET last_seq = last_seq + 1, activity_at = $11, head_xid = pg_current_xact_id()
  WHERE id = $1 AND access_version = $2 AND ${only} RETURNING last_seq
)${more}
INSERT INTO messages (${COLUMNS})
SELECT $1, last_seq, $3, $4, $5, $6::json, $7::json, $8, $9::json, $10, $12, $11, $11 FROM head
RETURNING seq`;
}

/**
 * A batch: takes the conversations' row locks in id order, compares the access version under the lock, moves each head
 * by as many messages as there are, and inserts them at their places. `$14` is each message's place among its
 * conversation's messages of the batch, `$15` which conversation of `$1` it belongs to. Answers in one row, and takes the
 * arrays apart side by side (`unnest` in the select list): both cost less than a row, or a stored list, for each.
 */
const MANY = { name: 'write-many', text: manyWith('', UNWANTED) };

/** The same for a batch with messages that others are told of: `$16` of what, `$17` the tickets whose messages they are. */
const MANY_TOLD_PARTS = `, told AS (
  SELECT h.id, h.base + m.place AS seq, m.kind, m.sender_id, m.ticket_id
  FROM (SELECT unnest($15::int[]) AS ord, unnest($14::int[]) AS place, unnest($4::text[]) AS sender_id, unnest($16::text[]) AS kind, unnest($17::text[]) AS ticket_id) m
  JOIN heads h ON h.ord = m.ord WHERE m.kind IS NOT NULL
), noticed AS (
  INSERT INTO notice_outbox (kind, actor_id, ticket_id, conversation_id, seq, created_at)
  SELECT kind, sender_id, ticket_id, id, seq, $13 FROM told ORDER BY seq
), queued AS (
  INSERT INTO ticket_search_queue (ticket_id) SELECT DISTINCT ticket_id FROM told WHERE ticket_id IS NOT NULL
)`;
const MANY_TOLD = { name: 'write-many-told', text: manyWith(MANY_TOLD_PARTS, UNWANTED) };

/**
 * The same for a batch with messages of which those outside hear: `$18` says of which, and of them whether their reader is
 * online (see `announcedOf`); while webhooks want them, of all. `$19`: where they stand in traces.
 */
const MANY_ANNOUNCED = {
  name: 'write-many-announced',
  text: manyWith(`${MANY_TOLD_PARTS}, announced AS (
  INSERT INTO event_facts (kind, conversation_id, from_seq, seq, online, at, trace)
  SELECT 'message.sent', h.id, h.base + m.place - 1, h.base + m.place, CASE m.online WHEN 0 THEN false WHEN 1 THEN true END, $13, m.trace
  FROM (SELECT unnest($15::int[]) AS ord, unnest($14::int[]) AS place, unnest($18::int[]) AS online, unnest($19::text[]) AS trace) m
  JOIN heads h ON h.ord = m.ord WHERE m.online IS NOT NULL OR ${WANTED} ORDER BY h.id, m.place
)`),
};

function manyWith(more: string, only = 'true'): string {
  return `
WITH heads AS (
  UPDATE conversations c SET last_seq = c.last_seq + b.n, activity_at = $13, head_xid = pg_current_xact_id()
  FROM unnest($1::text[], $2::int[], $3::int[]) WITH ORDINALITY AS b(id, version, n, ord)
  WHERE c.id = b.id AND c.access_version = b.version AND ${only}
  RETURNING b.ord::int AS ord, c.id, c.last_seq - b.n AS base
), written AS (
  INSERT INTO messages (${COLUMNS})
  SELECT h.id, h.base + m.place, m.sender_id, m.type, m.content, m.metadata::json, m.mentions::json, m.reply_to, m.forwarded_from::json,
         m.client_id, m.request_hash, $13, $13
  FROM (SELECT unnest($15::int[]) AS ord, unnest($14::int[]) AS place, unnest($4::text[]) AS sender_id, unnest($5::text[]) AS type, unnest($6::text[]) AS content,
    unnest($7::text[]) AS metadata, unnest($8::text[]) AS mentions, unnest($9::int[]) AS reply_to, unnest($10::text[]) AS forwarded_from, unnest($11::text[]) AS client_id, unnest($12::bytea[]) AS request_hash) m
  JOIN heads h ON h.ord = m.ord
)${more}
SELECT array_agg(ord) AS ords, array_agg(base) AS bases FROM heads`;
}

const LINK = `
INSERT INTO message_attachment_links (attachment_id, conversation_id, seq, position)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::int[])`;

/** A message of a batch that is to be written whole could not be. */
export class Incomplete extends Error {}

/**
 * Inserts `messages` in one transaction and returns where they stand. Conversations whose access version differs are left
 * out, or fail all with `Incomplete` where the batch is to be written `whole`. Fails as a whole with 23505 when a client id or
 * an attachment is in use already, and with `StatusRefused`.
 */
export async function insertBatch(
  client: Client,
  messages: readonly NewMessage[],
  now: number,
  whole: boolean,
  failpoints: Failpoints | undefined,
): Promise<Placed> {
  const linked = messages.some((message) => message.attachmentIds.length > 0);
  const reacting = messages.some(mayReact);
  const at = new Date(now);
  if (!whole && !linked && !reacting && !failpoints)
    return { first: await insert(client, messages, at), reactions: NONE };
  await client.query('BEGIN');
  try {
    const first = await insert(client, messages, at);
    if (whole && messages.some(({ conversationId }) => !first.has(conversationId))) throw new Incomplete();
    if (linked) await link(client, messages, first);
    const reactions = reacting ? await react(client, messages, first, at) : NONE;
    await failpoints?.hit('P2');
    await client.query('COMMIT');
    return { first, reactions };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

type First = Placed['first'];
const NONE: Placed['reactions'] = new Map();

async function insert(client: Client, messages: readonly NewMessage[], at: Date): Promise<First> {
  const announced = messages.some(({ fact }) => fact !== null);
  const told = announced || messages.some(({ notice }) => notice !== null);
  const [first] = messages;
  if (first && messages.length === 1) {
    const result = await client.query<{ seq: number }>({
      ...(announced ? ONE_ANNOUNCED : told ? ONE_TOLD : ONE),
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
        ...(told ? [first.notice, first.ticket?.ticketId ?? null] : []),
        ...(announced ? [first.fact?.online ?? null, first.fact?.trace ?? null] : []),
      ],
    });
    const row = result.rows[0];
    return row ? new Map([[first.conversationId, row.seq]]) : new Map();
  }
  const groups = group(messages);
  const result = await client.query<{ ords: number[] | null; bases: number[] | null }>({
    ...(announced ? MANY_ANNOUNCED : told ? MANY_TOLD : MANY),
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
      ...(told
        ? [
            textArray(messages.map((message) => message.notice)),
            columnOf(messages, (message) => message.ticket?.ticketId ?? null, textArray),
          ]
        : []),
      ...(announced
        ? [columnOf(messages, announcedOf, intArray), columnOf(messages, ({ fact }) => fact?.trace ?? null, textArray)]
        : []),
    ],
  });
  const { ords, bases } = result.rows[0] ?? {};
  return new Map(ords?.map((ord, index) => [groups.ids[ord - 1] ?? '', (bases?.[index] ?? 0) + 1]));
}

/** 0, 1 or 2: the reader is away, online, or there is no one reader; null where nobody outside hears of the message. */
function announcedOf({ fact }: NewMessage): number | null {
  if (fact === null) return null;
  return fact.online === null ? 2 : Number(fact.online);
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

async function link(client: Client, messages: readonly NewMessage[], placed: First): Promise<void> {
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

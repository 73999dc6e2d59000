import type { ConversationScope } from '../../core/conversations/scope.ts';
import { andInScope, scopeKey } from './scopes.ts';

/** Opens a search: one snapshot for all its statements, so that nothing moves between the index and the messages. */
export const OPEN = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 2000; SET LOCAL enable_seqscan = off`;

/** Milliseconds since 1970, fractions kept, so that times compare as the database compares them. */
function milliseconds(column: string): string {
  return `(extract(epoch FROM ${column}) * 1000)::float8`;
}

/** A conversation within reach, once for each segment of its index; without one the last four are null. */
export type ReachRow = [
  conversationId: string,
  clearedSeq: number,
  lastSeq: number,
  activityAt: number,
  segment: number | null,
  indexedSeq: number | null,
  firstAt: number | null,
  lastAt: number | null,
];

const REACH_COLUMNS = `c.id, coalesce(p.cleared_seq, 0), c.last_seq, ${milliseconds('c.activity_at')},
  s.segment, s.indexed_seq, ${milliseconds('s.first_at')}, ${milliseconds('s.last_at')}`;

/** `$1` the person, whose conversations in a scope they are. */
export function reachOfMember(scope: ConversationScope): { readonly name: string; readonly text: string } {
  return {
    name: `search-reach-${scopeKey(scope)}`,
    text: `SELECT ${REACH_COLUMNS}
         FROM conversation_participants p JOIN conversations c ON c.id = p.conversation_id
         LEFT JOIN message_search_segments s ON s.conversation_id = p.conversation_id
         WHERE p.user_id = $1 AND c.last_seq > p.cleared_seq${andInScope(scope)}`,
  };
}

/** `$1` the person, `$2` the conversation. */
export const REACH_OF_ONE = {
  name: 'search-reach-one',
  text: `SELECT ${REACH_COLUMNS}
         FROM conversations c LEFT JOIN conversation_participants p ON p.conversation_id = c.id AND p.user_id = $1
         LEFT JOIN message_search_segments s ON s.conversation_id = c.id
         WHERE c.id = $2 AND c.last_seq > coalesce(p.cleared_seq, 0)`,
};

export type ChangeRow = { conversation_id: string; seq: number };

/** Messages whose documents are out of date, in the conversations of the person `$1`. */
export const CHANGES_OF_MEMBER = {
  name: 'search-changes-all',
  text: `SELECT DISTINCT ch.conversation_id, ch.seq FROM message_search_changes ch
         JOIN conversation_participants p ON p.conversation_id = ch.conversation_id AND p.user_id = $1`,
};

/** The same in the conversation `$1`. */
export const CHANGES_OF_ONE = {
  name: 'search-changes-one',
  text: 'SELECT DISTINCT conversation_id, seq FROM message_search_changes WHERE conversation_id = $1',
};

export type DocumentRow = [which: number, fromSeq: number, toSeq: number, lastAt: number];

/**
 * Documents that may hold a match, the newest of each segment. `$1` conversations with `$2` a text query for each and
 * `$3`, `$4` the document (last time and first number) that they come after, `$5` how many of them; `$6` and `$7` earliest
 * and latest time. OFFSET 0 keeps the planner to one way: a look-up of the terms for each query.
 */
export const DOCUMENTS = {
  name: 'search-documents',
  text: `SELECT q.ord::int - 1, d.from_seq, d.to_seq, ${milliseconds('d.last_at')}
         FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::int[], $5::int[])
           WITH ORDINALITY AS q(conversation_id, query, last_at, from_seq, count, ord)
         CROSS JOIN LATERAL (
           SELECT * FROM (
             SELECT i.conversation_id, i.from_seq, i.to_seq, i.first_at, i.last_at
             FROM message_search_documents i WHERE i.terms @@ q.query::tsquery OFFSET 0
           ) c
           WHERE c.conversation_id = q.conversation_id AND c.last_at >= $6 AND c.first_at <= $7
             AND (c.last_at, c.from_seq) < (q.last_at, q.from_seq)
           ORDER BY c.last_at DESC, c.from_seq DESC LIMIT q.count
         ) d`,
};

export type CandidateRow = [conversationId: string, seq: number, content: string, createdAt: number];

/**
 * Messages in `$1` conversations, `$2` from and `$3` to numbers, that the caller `$4` may find. `$5` is the longest part
 * of the query: a text of ASCII alone folds to its lower case, so the database can tell that it does not hold it. `$6`
 * sender, `$7` type, `$8` and `$9` earliest and latest time. OFFSET 0 keeps the planner to look-ups, however many
 * messages the caller hid.
 */
export const CANDIDATES = {
  name: 'search-candidates',
  text: `SELECT m.conversation_id, m.seq, m.content, ${milliseconds('m.created_at')}
         FROM unnest($1::text[], $2::int[], $3::int[]) AS r(conversation_id, from_seq, to_seq)
         CROSS JOIN LATERAL (
           SELECT * FROM messages o
           WHERE o.conversation_id = r.conversation_id AND o.seq BETWEEN r.from_seq AND r.to_seq OFFSET 0
         ) m
         WHERE m.deleted_at IS NULL AND m.content <> '' AND m.created_at BETWEEN $8 AND $9
           AND ($6::text IS NULL OR m.sender_id = $6) AND ($7::text IS NULL OR m.type = $7)
           AND (position($5 IN lower(m.content COLLATE "C")) > 0 OR octet_length(m.content) <> char_length(m.content))
           AND NOT EXISTS (SELECT 1 FROM message_hides h
             WHERE h.user_id = $4 AND h.conversation_id = m.conversation_id AND h.seq = m.seq OFFSET 0)`,
};

export type TimeRow = { conversation_id: string; created_at: number };

/** When the messages `$2` of conversations `$1` were sent. */
export const TIMES = {
  name: 'search-times',
  text: `SELECT m.conversation_id, ${milliseconds('m.created_at')} AS created_at
         FROM unnest($1::text[], $2::int[]) AS r(conversation_id, seq)
         JOIN messages m ON m.conversation_id = r.conversation_id AND m.seq = r.seq`,
};

/** Opens a search: one snapshot for all its statements, so that nothing moves between the index and the messages. */
export const OPEN = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 2000; SET LOCAL enable_seqscan = off`;

/** Milliseconds since 1970, fractions kept, so that times compare as the database compares them. */
function milliseconds(column: string): string {
  return `(extract(epoch FROM ${column}) * 1000)::float8`;
}

/** A conversation within reach, once for each segment of its index; the segment is null where there is none. */
export type ReachRow = {
  conversation_id: string;
  cleared_seq: number;
  last_seq: number;
  activity_at: number;
  segment: number | null;
  indexed_seq: number | null;
  first_at: number | null;
  last_at: number | null;
};

const REACH_COLUMNS = `c.id AS conversation_id, coalesce(p.cleared_seq, 0) AS cleared_seq, c.last_seq, ${milliseconds('c.activity_at')} AS activity_at,
  s.segment, s.indexed_seq, ${milliseconds('s.first_at')} AS first_at, ${milliseconds('s.last_at')} AS last_at`;

/** `$1` the person. */
export const REACH_OF_MEMBER = {
  name: 'search-reach-all',
  text: `SELECT ${REACH_COLUMNS}
         FROM conversation_participants p JOIN conversations c ON c.id = p.conversation_id
         LEFT JOIN message_search_segments s ON s.conversation_id = p.conversation_id
         WHERE p.user_id = $1 AND c.last_seq > p.cleared_seq`,
};

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

export type DocumentRow = { conversation_id: string; from_seq: number; to_seq: number; last_at: number };

/**
 * Documents that may hold a match. `$1` conversations with `$2` a text query for each; `$3` and `$4` earliest and latest
 * time. OFFSET 0 keeps the planner to one way: a look-up of the terms for each query.
 */
export const DOCUMENTS = {
  name: 'search-documents',
  text: `SELECT d.conversation_id, d.from_seq, d.to_seq, ${milliseconds('d.last_at')} AS last_at
         FROM unnest($1::text[], $2::text[]) AS q(conversation_id, query)
         CROSS JOIN LATERAL (
           SELECT i.conversation_id, i.from_seq, i.to_seq, i.first_at, i.last_at
           FROM message_search_documents i WHERE i.terms @@ q.query::tsquery OFFSET 0
         ) d
         WHERE d.conversation_id = q.conversation_id AND d.last_at >= $3 AND d.first_at <= $4`,
};

export type CandidateRow = [conversationId: string, seq: number, content: string, createdAt: number];

/**
 * Messages in `$1` conversations, `$2` from and `$3` to numbers, that the caller `$4` may find. `$5` is the longest part
 * of the query: a text of ASCII alone folds to its lower case, so the database can tell that it does not hold it. `$6`
 * sender, `$7` type, `$8` and `$9` earliest and latest time.
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
           AND (octet_length(m.content) <> char_length(m.content) OR position($5 IN lower(m.content COLLATE "C")) > 0)
           AND NOT EXISTS (SELECT 1 FROM message_hides h
             WHERE h.user_id = $4 AND h.conversation_id = m.conversation_id AND h.seq = m.seq)`,
};

/** When the messages `$2` of conversations `$1` were sent. */
export const TIMES = {
  name: 'search-times',
  text: `SELECT m.conversation_id, ${milliseconds('m.created_at')} AS created_at
         FROM unnest($1::text[], $2::int[]) AS r(conversation_id, seq)
         JOIN messages m ON m.conversation_id = r.conversation_id AND m.seq = r.seq`,
};

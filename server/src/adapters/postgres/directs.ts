import type { Pool } from 'pg';
import type { ActivityCursor, ConversationStore, DirectFilter } from '../../core/conversations/store.ts';
import { HIDDEN, toView, UNREAD, VIEW_COLUMNS, type ViewRow } from './conversation-rows.ts';

/** SQL: whether a direct conversation had a doctor who is none now. */
function hadDoctorSql(conversation: string): string {
  return `EXISTS (SELECT 1 FROM former_doctor_conversations f WHERE f.conversation_id = ${conversation})`;
}

/** SQL: whether the direct conversation `c` is or was one with a doctor. */
export const WITH_DOCTOR = `(EXISTS (SELECT 1 FROM conversation_participants x JOIN users d ON d.id = x.user_id
  WHERE x.conversation_id = c.id AND d.user_type = 'doctor') OR ${hadDoctorSql('c.id')})`;

/**
 * What the two people `u` and `v` of the conversation `c` are, against the wish `$2`. A person of no known type counts as a
 * patient. A conversation whose only doctor became a patient is one of a patient with a doctor still.
 */
const PAIRS = `CASE (u.user_type IS NOT DISTINCT FROM 'doctor')::int + (v.user_type IS NOT DISTINCT FROM 'doctor')::int
    WHEN 2 THEN $2 IN ('doctor_doctor', 'with_doctor')
    WHEN 1 THEN $2 IN ('patient_doctor', 'with_doctor')
    ELSE $2 IN ('patient_doctor', 'with_doctor') AND ${hadDoctorSql('c.id')} END`;

/** `p` is the caller, `u` and `v` are the two people. */
const MATCHING = `
  FROM conversation_participants p JOIN conversations c ON c.id = p.conversation_id
  JOIN conversation_participants o ON o.conversation_id = c.id AND o.user_id <> p.user_id
  JOIN users u ON u.id = p.user_id JOIN users v ON v.id = o.user_id
  WHERE p.user_id = $1 AND c.type = 'direct' AND NOT ${HIDDEN}
    AND ($2::text IS NULL OR ${PAIRS})
    AND ($3::text IS NULL OR position(lower($3) IN lower(v.name)) > 0)`;

const MATCHING_UNREAD = `
  FROM conversation_participants p JOIN conversations c ON c.id = p.conversation_id
  JOIN conversation_participants o ON o.conversation_id = c.id AND o.user_id <> p.user_id
  JOIN users u ON u.id = p.user_id JOIN users v ON v.id = o.user_id
  CROSS JOIN LATERAL (SELECT ${UNREAD} AS unread OFFSET 0) x
  WHERE p.user_id = $1 AND c.type = 'direct' AND c.last_seq > GREATEST(p.last_read_seq, p.cleared_seq) AND ${PAIRS} AND x.unread > 0`;

/** Direct conversations of one person, as `ConversationStore.directs` has it. */
export async function listDirects(
  pool: Pool,
  userId: string,
  filter: DirectFilter,
  from: ActivityCursor | { readonly offset: number },
  limit: number,
): ReturnType<ConversationStore['directs']> {
  const after = 'at' in from ? from : null;
  const values = [userId, filter.pairs, filter.name];
  const [page, total] = await Promise.all([
    pool.query<ViewRow>(
      `SELECT ${VIEW_COLUMNS} FROM (
         SELECT c.id ${MATCHING} AND ($4::timestamptz IS NULL OR (c.activity_at, c.id) < ($4, $5))
         ORDER BY c.activity_at DESC, c.id DESC OFFSET $6 LIMIT $7) page
       JOIN conversations c ON c.id = page.id JOIN conversation_participants p ON p.conversation_id = c.id AND p.user_id = $1
       ORDER BY c.activity_at DESC, c.id DESC`,
      [...values, after?.at ?? null, after?.id ?? null, 'offset' in from ? from.offset : 0, limit],
    ),
    pool.query<{ count: number }>(`SELECT count(*)::int ${MATCHING}`, values),
  ]);
  return {
    page: page.rows.map((row) => ({ view: toView(row), at: row.activity_at.toISOString() })),
    total: total.rows[0]?.count ?? 0,
  };
}

/** As `ConversationStore.hadDoctor` has it. */
export async function hadDoctor(pool: Pool, conversationId: string): Promise<boolean> {
  const result = await pool.query('SELECT 1 FROM former_doctor_conversations WHERE conversation_id = $1', [
    conversationId,
  ]);
  return result.rows.length > 0;
}

/** As `ConversationStore.unreadWithDoctors` has it. */
export async function unreadWithDoctors(
  pool: Pool,
  userId: string,
): ReturnType<ConversationStore['unreadWithDoctors']> {
  const result = await pool.query<{ conversation_id: string; other_id: string; unread: number }>(
    `SELECT c.id AS conversation_id, o.user_id AS other_id, x.unread ${MATCHING_UNREAD}
     ORDER BY c.activity_at DESC, c.id DESC`,
    [userId, 'with_doctor'],
  );
  return result.rows.map((row) => ({
    conversationId: row.conversation_id,
    otherId: row.other_id,
    unreadCount: row.unread,
  }));
}

import type { Pool } from 'pg';
import type { ActivityCursor, ConversationStore, DirectFilter } from '../../core/conversations/store.ts';
import { HIDDEN, toView, VIEW_COLUMNS, type ViewRow } from './conversation-rows.ts';

/** `p` is the caller, `u` and `v` are the two people. A person of no known type counts as a patient. */
const MATCHING = `
  FROM conversation_participants p JOIN conversations c ON c.id = p.conversation_id
  JOIN conversation_participants o ON o.conversation_id = c.id AND o.user_id <> p.user_id
  JOIN users u ON u.id = p.user_id JOIN users v ON v.id = o.user_id
  WHERE p.user_id = $1 AND c.type = 'direct' AND NOT ${HIDDEN}
    AND ($2::text IS NULL
      OR CASE (u.user_type IS NOT DISTINCT FROM 'doctor')::int + (v.user_type IS NOT DISTINCT FROM 'doctor')::int
           WHEN 0 THEN false WHEN 1 THEN $2 IN ('patient_doctor', 'with_doctor') ELSE $2 IN ('doctor_doctor', 'with_doctor') END)
    AND ($3::text IS NULL OR position(lower($3) IN lower(v.name)) > 0)`;

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

import type { Pool } from 'pg';
import type { ActivityCursor, ConversationStore, DirectFilter } from '../../core/conversations/store.ts';
import { HIDDEN, toView, VIEW_COLUMNS, type ViewRow } from './conversation-rows.ts';
import { andInScope } from './scopes.ts';

/** `p` is the caller, `u` and `v` are the two people. */
const MATCHING = `
  FROM conversation_participants p JOIN conversations c ON c.id = p.conversation_id
  JOIN conversation_participants o ON o.conversation_id = c.id AND o.user_id <> p.user_id
  JOIN users u ON u.id = p.user_id JOIN users v ON v.id = o.user_id
  WHERE p.user_id = $1 AND c.type = 'direct' AND NOT ${HIDDEN}
    AND ($2::text IS NULL OR position(lower($2) IN lower(v.name)) > 0)`;

/** Direct conversations of one person, as `ConversationStore.directs` has it. */
export async function listDirects(
  pool: Pool,
  userId: string,
  { scope, name }: DirectFilter,
  from: ActivityCursor | { readonly offset: number },
  limit: number,
): ReturnType<ConversationStore['directs']> {
  const after = 'at' in from ? from : null;
  const matching = `${MATCHING}${andInScope(scope, 'joined')}`;
  const [page, total] = await Promise.all([
    pool.query<ViewRow>(
      `SELECT ${VIEW_COLUMNS} FROM (
         SELECT c.id ${matching} AND ($3::timestamptz IS NULL OR (c.activity_at, c.id) < ($3, $4))
         ORDER BY c.activity_at DESC, c.id DESC OFFSET $5 LIMIT $6) page
       JOIN conversations c ON c.id = page.id JOIN conversation_participants p ON p.conversation_id = c.id AND p.user_id = $1
       ORDER BY c.activity_at DESC, c.id DESC`,
      [userId, name, after?.at ?? null, after?.id ?? null, 'offset' in from ? from.offset : 0, limit],
    ),
    pool.query<{ count: number }>(`SELECT count(*)::int ${matching}`, [userId, name]),
  ]);
  return {
    page: page.rows.map((row) => ({ view: toView(row), at: row.activity_at.toISOString() })),
    total: total.rows[0]?.count ?? 0,
  };
}

import type { Pool } from 'pg';
import type { ActivityCursor, ConversationStore, OverviewFilter } from '../../core/conversations/store.ts';
import type { Member } from '../../core/conversations/types.ts';
import {
  HIDDEN,
  type JsonMember,
  membersOf,
  toMember,
  toView,
  VIEW_COLUMNS,
  type ViewRow,
} from './conversation-rows.ts';

/** `p` is the caller. */
const MATCHING = `
  FROM conversation_participants p JOIN conversations c ON c.id = p.conversation_id
  WHERE p.user_id = $1 AND NOT ${HIDDEN} AND p.is_archived = $2 AND ($3::text[] IS NULL OR c.type = ANY($3))`;

/** Conversations of one person, as `ConversationStore.overview` has it. */
export async function listOverview(
  pool: Pool,
  userId: string,
  { types, archived }: OverviewFilter,
  from: ActivityCursor | { readonly offset: number },
  limit: number,
): ReturnType<ConversationStore['overview']> {
  const after = 'at' in from ? from : null;
  const [page, total] = await Promise.all([
    pool.query<ViewRow>(
      `SELECT ${VIEW_COLUMNS} FROM (
         SELECT c.id ${MATCHING} AND ($4::timestamptz IS NULL OR (c.activity_at, c.id) < ($4, $5))
         ORDER BY c.activity_at DESC, c.id DESC OFFSET $6 LIMIT $7) page
       JOIN conversations c ON c.id = page.id JOIN conversation_participants p ON p.conversation_id = c.id AND p.user_id = $1
       ORDER BY c.activity_at DESC, c.id DESC`,
      [userId, archived, types, after?.at ?? null, after?.id ?? null, 'offset' in from ? from.offset : 0, limit],
    ),
    pool.query<{ count: number }>(`SELECT count(*)::int ${MATCHING}`, [userId, archived, types]),
  ]);
  return {
    page: page.rows.map((row) => ({ view: toView(row), at: row.activity_at.toISOString() })),
    total: total.rows[0]?.count ?? 0,
  };
}

/** All members of conversations, as `ConversationStore.allMembers` has it. */
export async function loadMembers(
  pool: Pool,
  conversationIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Member[]>> {
  if (conversationIds.length === 0) return new Map();
  const result = await pool.query<{ id: string; members: JsonMember[] | null }>({
    name: 'conversation-all-members',
    text: `SELECT c.id, ${membersOf(null)} AS members FROM conversations c WHERE c.id = ANY($1)`,
    values: [conversationIds],
  });
  return new Map(result.rows.map((row) => [row.id, (row.members ?? []).map(toMember)]));
}

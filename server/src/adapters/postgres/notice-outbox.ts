import type { ClientBase } from 'pg';
import type { Notice } from '../../core/notifications/types.ts';

/** Puts notices down in the caller's transaction; they are worked off after its commit. */
export async function addNotices(client: ClientBase, notices: readonly Notice[], at: Date): Promise<void> {
  if (notices.length === 0) return;
  await client.query(
    `INSERT INTO notice_outbox (kind, actor_id, ticket_id, conversation_id, seq, note_id, user_ids, status, created_at)
     SELECT n->>'kind', n->>'actorId', n->>'ticketId', n->>'conversationId', (n->>'seq')::int, n->>'noteId',
            ARRAY(SELECT json_array_elements_text(n->'userIds')), n->>'status', $2
     FROM json_array_elements($1::json) n`,
    [JSON.stringify(notices), at],
  );
}

/** `actorId` added `userIds` to a group. */
export function groupAdded(conversationId: string, actorId: string, userIds: readonly string[]): Notice {
  return {
    kind: 'group.added',
    actorId,
    ticketId: null,
    conversationId,
    seq: null,
    noteId: null,
    userIds,
    status: null,
  };
}

import type { Pool } from 'pg';
import type { Role } from '../../core/actor.ts';
import type { Access } from '../../core/conversations/directory.ts';
import type { Membership } from '../../core/conversations/store.ts';
import type { ConversationType, MemberRole } from '../../core/conversations/types.ts';

/** Who may write in a conversation; null when there is none. */
export async function loadAccess(pool: Pool, conversationId: string): Promise<Access | null> {
  const result = await pool.query<{
    type: ConversationType;
    status: 'active' | 'closed';
    ticket_id: string | null;
    requester_id: string;
    dormant: boolean;
    answered: boolean;
    access_version: number;
    user_id: string | null;
    role: MemberRole;
    hidden: boolean;
    user_role: Role | null;
    blocked: boolean;
  }>({
    name: 'access-load',
    text: `SELECT c.type, c.status, c.access_version, t.id AS ticket_id, t.requester_id, t.status IN ('pending', 'resolved') AS dormant,
             t.first_responded_at IS NOT NULL AS answered, p.user_id, p.role, p.hidden, p.user_roles->-1->>'role' AS user_role,
             c.type = 'direct' AND EXISTS (SELECT 1 FROM conversation_participants o JOIN user_blocks b ON b.blocker_id = o.user_id AND b.blocked_id = p.user_id
               WHERE o.conversation_id = c.id AND o.user_id <> p.user_id) AS blocked
           FROM conversations c LEFT JOIN tickets t ON t.id = c.ticket_id LEFT JOIN conversation_participants p ON p.conversation_id = c.id
           WHERE c.id = $1`,
    values: [conversationId],
  });
  const [head] = result.rows;
  if (!head) return null;
  const members = result.rows.filter((row) => row.user_id !== null);
  return {
    conversationId,
    type: head.type,
    status: head.status,
    ticket:
      head.ticket_id === null
        ? null
        : { id: head.ticket_id, requesterId: head.requester_id, dormant: head.dormant, answered: head.answered },
    accessVersion: head.access_version,
    members: new Map(
      members.map((row) => [row.user_id ?? '', { role: row.role, hidden: row.hidden, userRole: row.user_role }]),
    ),
    blocked: new Set(members.filter((row) => row.blocked).map((row) => row.user_id ?? '')),
  };
}

/** A person's standing in a conversation; null when there is no such conversation. */
export async function loadMembership(pool: Pool, conversationId: string, userId: string): Promise<Membership | null> {
  const result = await pool.query<{
    type: ConversationType;
    status: 'active' | 'closed';
    ticket_id: string | null;
    last_seq: number;
    member_count: number;
    role: MemberRole | null;
    cleared_seq: number;
    last_read_seq: number;
    hidden: boolean;
  }>({
    name: 'access-membership',
    text: `SELECT c.type, c.status, c.ticket_id, c.last_seq, c.member_count, p.role, p.cleared_seq, p.last_read_seq, p.hidden
           FROM conversations c LEFT JOIN conversation_participants p ON p.conversation_id = c.id AND p.user_id = $2 WHERE c.id = $1`,
    values: [conversationId, userId],
  });
  const row = result.rows[0];
  if (!row) return null;
  return {
    conversationId,
    type: row.type,
    status: row.status,
    ticketId: row.ticket_id,
    lastSeq: row.last_seq,
    memberCount: row.member_count,
    own: row.role && {
      role: row.role,
      clearedSeq: row.cleared_seq,
      lastReadSeq: row.last_read_seq,
      hidden: row.hidden && row.last_seq <= row.cleared_seq,
    },
  };
}

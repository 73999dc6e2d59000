import type { Role } from '../../core/actor.ts';
import type {
  ConversationType,
  ConversationView,
  Member,
  MemberRole,
  MessageType,
  Metadata,
} from '../../core/conversations/types.ts';
import { messageId } from '../../core/ids.ts';
import { countable } from './countable.ts';
import { isoFromJson } from './message-rows.ts';

/** Unread messages of participant `p` in conversation `c`: the checkpoint and what came after it. */
export const UNREAD = `p.unread_count + (${countable('c.id', 'p.user_id', 'GREATEST(p.unread_seq, p.last_read_seq, p.cleared_seq)', 'c.last_seq')})`;

/** True while a member who deleted the conversation for themselves has not been written to again. */
export const HIDDEN = '(p.hidden AND c.last_seq <= p.cleared_seq)';

/** The first members of the conversation `c` in order of joining, or all of them, as JSON. */
export function membersOf(most: number | null): string {
  return `(SELECT json_agg(json_build_object('userId', x.user_id, 'name', x.name, 'avatar', x.avatar, 'role', x.role, 'userRole', x.user_role,
      'joinedAt', x.joined_at, 'lastReadSeq', x.last_read_seq, 'lastReadAt', x.last_read_at, 'lastDeliveredSeq', x.last_delivered_seq, 'lastSeen', x.last_seen)
      ORDER BY x.joined_at, x.position, x.user_id)
   FROM (SELECT o.*, CASE o.role WHEN 'owner' THEN 0 ELSE 1 END AS position, u.name, u.avatar, u.role AS user_role, u.last_seen
         FROM conversation_participants o JOIN users u ON u.id = o.user_id
         WHERE o.conversation_id = c.id ORDER BY o.joined_at, position, o.user_id${most === null ? '' : ` LIMIT ${most}`}) x)`;
}

/** A conversation `c` as its participant `p` sees it; `members` is SQL, and so is `upTo`, the last number that there is for them. */
export function columnsOf(members: string, upTo: string | null = null): string {
  return `
  c.id, c.type, c.status, c.title, c.avatar, c.ticket_id, c.created_by, c.member_count, c.last_seq, c.metadata, c.expires_in,
  c.created_at, c.updated_at, c.activity_at, p.last_read_seq, p.is_archived, p.archived_at, p.cleared_at, p.is_pinned, p.muted_until,
  c.last_seq - p.unread_seq AS uncounted, ${UNREAD} AS unread_count,
  ${members} AS members,
  (SELECT json_build_object('seq', m.seq, 'senderId', m.sender_id, 'type', m.type, 'content', m.content, 'createdAt', m.created_at, 'deletedAt', m.deleted_at,
      'fileName', CASE WHEN m.content = '' AND m.deleted_at IS NULL THEN
        (SELECT a.name FROM message_attachment_links l JOIN message_attachments a ON a.id = l.attachment_id
         WHERE l.conversation_id = m.conversation_id AND l.seq = m.seq ORDER BY l.position LIMIT 1) END)
   FROM messages m
   WHERE m.conversation_id = c.id AND m.seq > p.cleared_seq${upTo === null ? '' : ` AND m.seq <= ${upTo}`}
     AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.user_id = p.user_id AND h.conversation_id = c.id AND h.seq = m.seq)
   ORDER BY m.seq DESC LIMIT 1) AS last_message`;
}

/** The same with the first hundred members. */
export const VIEW_COLUMNS = columnsOf(membersOf(100));

export type JsonMember = {
  userId: string;
  name: string;
  avatar: string | null;
  role: MemberRole;
  userRole: Role;
  joinedAt: string;
  lastReadSeq: number;
  lastReadAt: string | null;
  lastDeliveredSeq: number;
  lastSeen: string | null;
};

export type ViewRow = {
  id: string;
  type: ConversationType;
  status: 'active' | 'closed';
  title: string | null;
  avatar: string | null;
  ticket_id: string | null;
  created_by: string;
  member_count: number;
  last_seq: number;
  metadata: Metadata;
  expires_in: number | null;
  created_at: Date;
  updated_at: Date;
  activity_at: Date;
  last_read_seq: number;
  is_archived: boolean;
  archived_at: Date | null;
  cleared_at: Date | null;
  is_pinned: boolean;
  muted_until: Date | null;
  uncounted: number;
  unread_count: number;
  /** Null when there is nobody left. */
  members: JsonMember[] | null;
  last_message: {
    seq: number;
    senderId: string;
    type: MessageType;
    content: string;
    fileName: string | null;
    createdAt: string;
    deletedAt: string | null;
  } | null;
};

/** A member out of JSON as the core's. */
export function toMember(member: JsonMember): Member {
  return {
    ...member,
    joinedAt: isoFromJson(member.joinedAt),
    lastReadAt: member.lastReadAt && isoFromJson(member.lastReadAt),
    lastSeen: member.lastSeen && isoFromJson(member.lastSeen),
  };
}

/** A row of `VIEW_COLUMNS` as the core's view. */
export function toView(row: ViewRow): ConversationView {
  const last = row.last_message;
  return {
    id: row.id,
    type: row.type,
    status: row.status,
    title: row.title,
    avatar: row.avatar,
    ticketId: row.ticket_id,
    createdBy: row.created_by,
    memberCount: row.member_count,
    lastSeq: row.last_seq,
    metadata: row.metadata,
    members: (row.members ?? []).map(toMember),
    lastMessage: last && {
      id: messageId(row.id, last.seq),
      ...last,
      createdAt: isoFromJson(last.createdAt),
      deletedAt: last.deletedAt && isoFromJson(last.deletedAt),
    },
    unreadCount: row.unread_count,
    lastReadSeq: row.last_read_seq,
    isArchived: row.is_archived,
    archivedAt: row.is_archived ? (row.archived_at?.toISOString() ?? null) : null,
    clearedAt: row.cleared_at?.toISOString() ?? null,
    isPinned: row.is_pinned,
    mutedUntil: row.muted_until?.toISOString() ?? null,
    expiresIn: row.expires_in,
    activityAt: row.activity_at.toISOString(),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

import type { Role } from '../../core/actor.ts';
import type { Attachment, AttachmentKind, Message, MessageType, Metadata } from '../../core/conversations/types.ts';
import { CROWD } from '../../core/conversations/types.ts';
import { messageId } from '../../core/ids.ts';

/** The reactions of the message `m`. */
export const REACTIONS = `CASE WHEN m.version > 1 THEN -- a reaction changes the message
    (SELECT json_agg(json_build_object('emoji', r.emoji, 'userIds', r.user_ids, 'at', r.times) ORDER BY r.first, r.emoji)
     FROM (SELECT emoji, json_agg(user_id ORDER BY created_at, user_id) AS user_ids, json_agg(created_at ORDER BY created_at, user_id) AS times,
                  min(created_at) AS first
           FROM message_reactions WHERE conversation_id = m.conversation_id AND seq = m.seq GROUP BY emoji) r) END AS reactions`;

/** The role that the sender of `m` had as they sent it, where the conversation `c` keeps that; else the one they have. */
const SENDER_ROLE = `CASE WHEN c.origin IS NULL THEN u.role ELSE COALESCE(
    (SELECT kept.role FROM (
       SELECT (r->>'from')::int AS from_seq, r->>'role' AS role
       FROM conversation_participants o CROSS JOIN jsonb_array_elements(o.user_roles) r
       WHERE o.conversation_id = m.conversation_id AND o.user_id = m.sender_id AND (r->>'from')::int <= m.seq
       UNION ALL
       (SELECT a.from_seq, a.role FROM participant_roles a
        WHERE a.conversation_id = m.conversation_id AND a.user_id = m.sender_id AND a.from_seq <= m.seq
        ORDER BY a.from_seq DESC LIMIT 1)) kept
     ORDER BY kept.from_seq DESC LIMIT 1), u.role) END`;

/** Everything a message shows, in one pass over the rows of a page; `m` is the message, `c` its conversation. */
export const MESSAGE_COLUMNS = `
  m.conversation_id, m.seq, m.type, m.sender_id, m.by_server, m.content, m.metadata, m.mentions, m.forwarded_from, m.client_id, m.version,
  m.edited_at, m.deleted_at, m.created_at, m.updated_at, u.name AS sender_name, u.avatar AS sender_avatar, ${SENDER_ROLE} AS sender_role,
  ${REACTIONS},
  (SELECT json_agg(json_build_object('id', a.id, 'name', a.name, 'size', a.size, 'mimeType', a.mime_type, 'kind', a.kind,
            'width', a.width, 'height', a.height, 'duration', a.duration, 'originId', a.origin_id, 'thumbnailSize', a.thumbnail_size,
            'storageKey', a.storage_key, 'createdAt', a.created_at) ORDER BY l.position)
     FROM message_attachment_links l JOIN message_attachments a ON a.id = l.attachment_id
     WHERE l.conversation_id = m.conversation_id AND l.seq = m.seq AND m.deleted_at IS NULL) AS attachments,
  (SELECT count(*)::int FROM messages r
     WHERE r.conversation_id = m.conversation_id AND r.reply_to = m.seq AND r.deleted_at IS NULL) AS reply_count,
  CASE WHEN m.reply_to IS NOT NULL THEN
    (SELECT json_build_object('seq', q.seq, 'senderId', q.sender_id, 'type', q.type, 'content', left(q.content, 140), 'deletedAt', q.deleted_at)
     FROM messages q WHERE q.conversation_id = m.conversation_id AND q.seq = m.reply_to) END AS reply_to,
  CASE WHEN c.member_count <= ${CROWD} THEN
    (SELECT json_agg(json_build_object('userId', p.user_id, 'readAt',
              (SELECT h.read_at FROM message_read_receipts h
               WHERE h.conversation_id = p.conversation_id AND h.user_id = p.user_id AND h.up_to_seq >= m.seq ORDER BY h.up_to_seq LIMIT 1))
              ORDER BY p.last_read_at, p.user_id)
     FROM conversation_participants p
     WHERE p.conversation_id = m.conversation_id AND p.last_read_seq >= m.seq AND p.joined_seq < m.seq AND p.user_id <> m.sender_id) END AS read_by,
  CASE WHEN c.member_count > ${CROWD} THEN
    (SELECT count(*)::int FROM conversation_participants p
     WHERE p.conversation_id = m.conversation_id AND p.last_read_seq >= m.seq AND p.joined_seq < m.seq AND p.user_id <> m.sender_id) END AS read_count`;

export const MESSAGE_FROM =
  'messages m JOIN conversations c ON c.id = m.conversation_id LEFT JOIN users u ON u.id = m.sender_id';

export type MessageRow = {
  conversation_id: string;
  seq: number;
  type: MessageType;
  sender_id: string;
  by_server: boolean;
  content: string;
  metadata: Metadata | null;
  mentions: string[] | null;
  forwarded_from: Message['forwardedFrom'];
  client_id: string | null;
  version: number;
  edited_at: Date | null;
  deleted_at: Date | null;
  created_at: Date;
  updated_at: Date;
  sender_name: string | null;
  sender_avatar: string | null;
  sender_role: Role | null;
  reactions: { emoji: string; userIds: string[]; at: string[] }[] | null;
  attachments:
    | {
        id: string;
        name: string;
        size: number;
        mimeType: string;
        kind: AttachmentKind;
        width: number | null;
        height: number | null;
        duration: number | null;
        originId: string | null;
        thumbnailSize: number | null;
        storageKey: string;
        createdAt: string;
      }[]
    | null;
  reply_count: number;
  reply_to: { seq: number; senderId: string; type: MessageType; content: string; deletedAt: string | null } | null;
  read_by: { userId: string; readAt: string }[] | null;
  read_count: number | null;
};

/** A time inside a JSON value of PostgreSQL, in the form that the core speaks. */
export function isoFromJson(time: string): string {
  return new Date(time).toISOString();
}

function attachmentsOf(row: MessageRow): Attachment[] {
  return (row.attachments ?? []).map((attachment) => ({ ...attachment, createdAt: isoFromJson(attachment.createdAt) }));
}

/** A row of `MESSAGE_COLUMNS` as the core's message. */
export function toMessage(row: MessageRow): Message {
  const readBy = (row.read_by ?? []).map(({ userId, readAt }) => ({ userId, readAt: isoFromJson(readAt) }));
  return {
    id: messageId(row.conversation_id, row.seq),
    conversationId: row.conversation_id,
    seq: row.seq,
    type: row.type,
    senderId: row.sender_id,
    sender: row.by_server
      ? null
      : {
          id: row.sender_id,
          name: row.sender_name ?? row.sender_id,
          avatar: row.sender_avatar,
          role: row.sender_role ?? 'user',
        },
    content: row.content,
    metadata: row.metadata ?? {},
    attachments: attachmentsOf(row),
    mentions: row.mentions ?? [],
    replyTo: row.reply_to && {
      id: messageId(row.conversation_id, row.reply_to.seq),
      seq: row.reply_to.seq,
      senderId: row.reply_to.senderId,
      type: row.reply_to.type,
      content: row.reply_to.content,
      deletedAt: row.reply_to.deletedAt && isoFromJson(row.reply_to.deletedAt),
    },
    replyCount: row.reply_count,
    forwardedFrom: row.forwarded_from,
    reactions: (row.reactions ?? []).map((reaction) => ({ ...reaction, at: reaction.at.map(isoFromJson) })),
    readCount: row.read_count ?? readBy.length,
    readBy,
    clientId: row.client_id,
    version: row.version,
    editedAt: row.edited_at?.toISOString() ?? null,
    deletedAt: row.deleted_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

import type { ConversationView } from '../../../core/conversations/types.ts';
import type { PresenceBoard } from '../../../core/realtime/presence.ts';
import { type PublicId, publicId } from '../ids.ts';

/** What a person's row of a conversation is made of, apart from presence, which is looked at when it is shown. */
export type Row = {
  readonly id: string;
  readonly user1: string;
  readonly user2: string;
  readonly createdAt: string;
  readonly other: {
    readonly id: string;
    readonly name: string;
    readonly avatar: string | null;
    readonly role: 'user' | 'agent' | 'admin';
    readonly lastSeen: string | null;
  };
  readonly last: { readonly text: string; readonly at: string } | null;
  readonly unread: number;
  readonly total: number;
};

/** A direct conversation as `userId` sees it. */
export function rowOf(view: ConversationView, userId: string): Row {
  const other = view.members.find((member) => member.userId !== userId);
  const otherId = other?.userId ?? userId;
  const { lastMessage } = view;
  return {
    id: view.id,
    user1: view.createdBy,
    user2: view.createdBy === userId ? otherId : userId,
    createdAt: view.createdAt,
    other: {
      id: otherId,
      name: other?.name ?? otherId,
      avatar: other?.avatar ?? null,
      role: other?.userRole ?? 'user',
      lastSeen: other?.lastSeen ?? null,
    },
    last: lastMessage && { text: lastMessage.content, at: lastMessage.createdAt },
    unread: view.unreadCount,
    total: view.lastSeq,
  };
}

/** A row with the other's presence as it is now. */
export function presentRow(row: Row, presence: PresenceBoard) {
  const { other, last } = row;
  const online = presence.of(other.id).isOnline;
  return {
    id: publicId(row.id),
    user1_id: publicId(row.user1),
    user2_id: publicId(row.user2),
    last_message_at: last?.at ?? null,
    created_at: row.createdAt,
    other_user_id: publicId(other.id),
    other_user_name: other.name,
    other_user_avatar: other.avatar,
    other_user_role: other.role,
    other_user_online: online,
    other_user_last_seen: online ? null : other.lastSeen,
    last_message: last?.text ?? null,
    unread_count: row.unread,
    total_messages: row.total,
  } satisfies Record<string, PublicId | boolean | null>;
}

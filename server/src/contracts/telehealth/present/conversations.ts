import type { ConversationView } from '../../../core/conversations/types.ts';
import type { PresenceBoard } from '../../../core/realtime/presence.ts';
import type { Person } from '../people.ts';
import type { ConversationBody } from '../schema/answers.ts';

/** The kind of a conversation by who is in it. One whose only doctor became a patient keeps its kind. */
function conversationTypeOf(a: Person, b: Person): ConversationBody['conversationType'] {
  return a.type === 'doctor' && b.type === 'doctor' ? 'doctor_doctor' : 'patient_doctor';
}

/** A conversation as `me` sees it; who is online is as of now. */
export function presentConversation(
  view: ConversationView,
  me: Person,
  other: Person,
  presence: PresenceBoard,
): ConversationBody {
  const { lastMessage: last } = view;
  return {
    conversationId: view.id,
    conversationType: conversationTypeOf(me, other),
    recipient: {
      id: other.id,
      name: other.name,
      type: other.type,
      profilePhoto: other.profilePhoto,
      specialty: other.specialty,
      isOnline: presence.of(other.id).isOnline,
    },
    lastMessage: last && {
      content: last.content,
      timestamp: last.createdAt,
      senderId: last.senderId,
      isRead: isRead(view, last),
      ...(last.deletedAt !== null && { isDeleted: true }),
    },
    unreadCount: view.unreadCount,
    createdAt: view.createdAt,
    updatedAt: last && last.createdAt > view.updatedAt ? last.createdAt : view.updatedAt,
  };
}

/** Whether the receiver's mark has passed a message. */
function isRead(view: ConversationView, { seq, senderId }: NonNullable<ConversationView['lastMessage']>): boolean {
  return view.members.some(({ userId, lastReadSeq }) => userId !== senderId && lastReadSeq >= seq);
}

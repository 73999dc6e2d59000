import type { z } from 'zod';
import type { ConversationView, Member } from '../../../core/conversations/types.ts';
import type { PresenceBoard } from '../../../core/realtime/presence.ts';
import type { conversation } from '../schema/answers.ts';

export type ConversationBody = z.infer<typeof conversation>;

/** A conversation as its viewer sees it; who is online is as of now. */
export function presentConversation(view: ConversationView, presence: PresenceBoard): ConversationBody {
  const { archivedAt: _archivedAt, clearedAt: _clearedAt, activityAt: _activityAt, ...shown } = view;
  return {
    ...shown,
    metadata: view.metadata,
    lastMessage: view.lastMessage && {
      id: view.lastMessage.id,
      seq: view.lastMessage.seq,
      senderId: view.lastMessage.senderId,
      type: view.lastMessage.type,
      content: view.lastMessage.content,
      createdAt: view.lastMessage.createdAt,
      deletedAt: view.lastMessage.deletedAt,
    },
    members: presentMembers(view.members, presence),
  };
}

function presentMembers(members: readonly Member[], presence: PresenceBoard): ConversationBody['members'] {
  return members.map((member) => {
    const { isOnline } = presence.of(member.userId);
    return {
      userId: member.userId,
      name: member.name,
      avatar: member.avatar,
      role: member.role,
      userRole: member.userRole,
      joinedAt: member.joinedAt,
      lastReadSeq: member.lastReadSeq,
      lastReadAt: member.lastReadAt,
      lastDeliveredSeq: member.lastDeliveredSeq,
      isOnline,
      lastSeen: isOnline ? null : member.lastSeen,
    };
  });
}

/** One conversation as each of its viewers sees it, as JSON text in parts; the members, whom all see alike, are put in words once. */
export function conversationJson(
  views: ReadonlyMap<string, ConversationView>,
  presence: PresenceBoard,
): ReadonlyMap<string, readonly string[]> {
  let common: string | null = null;
  const texts = new Map<string, readonly string[]>();
  for (const [userId, view] of views) {
    common ??= `"members":${JSON.stringify(presentMembers(view.members, presence))}}`;
    const { members: _common, ...own } = presentConversation({ ...view, members: [] }, presence);
    texts.set(userId, [`${JSON.stringify(own).slice(0, -1)},`, common]);
  }
  return texts;
}

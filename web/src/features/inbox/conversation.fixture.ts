import type { Conversation, Member } from '@parley/client';

/** A conversation for tests of what is made of one; empty but for what is given. */
export function conversation(given: Partial<Conversation>): Conversation {
  return {
    id: 'c1',
    type: 'group',
    status: 'active',
    title: null,
    avatar: null,
    ticketId: null,
    createdBy: 'me',
    memberCount: given.members?.length ?? 0,
    lastSeq: 0,
    metadata: {},
    members: [],
    lastMessage: null,
    unreadCount: 0,
    lastReadSeq: 0,
    isArchived: false,
    isPinned: false,
    mutedUntil: null,
    expiresIn: null,
    createdAt: '2026-05-01T10:00:00.000Z',
    updatedAt: '2026-05-01T10:00:00.000Z',
    ...given,
  };
}

/** Somebody who is in it. */
export function member(userId: string, name: string): Member {
  return {
    userId,
    name,
    avatar: null,
    role: 'member',
    userRole: 'user',
    joinedAt: '2026-05-01T10:00:00.000Z',
    lastReadSeq: 0,
    lastReadAt: null,
    lastDeliveredSeq: 0,
    isOnline: false,
    lastSeen: null,
  };
}

/** What was said last in a conversation. */
export function lastMessage(
  given: Partial<NonNullable<Conversation['lastMessage']>>,
): NonNullable<Conversation['lastMessage']> {
  const createdAt = '2026-05-01T10:00:00.000Z';
  return { id: 'm1', seq: 1, senderId: 'bo', type: 'text', content: 'Hello', createdAt, deletedAt: null, ...given };
}

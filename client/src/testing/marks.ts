import { tell } from './lines.ts';
import { audience, isConnected, note, roomFor, unreadIn } from './rooms.ts';
import { now, type Person, type Room, type State } from './state.ts';

export type Mark = {
  readonly conversationId: string;
  readonly lastReadSeq: number;
  readonly readAt: string | null;
  readonly unreadCount: number;
};

/** Has read up to a number, or everything; a mark never moves back. An agent who only looks has none. */
export function markRead(state: State, person: Person, roomId: string, upTo?: number): Mark {
  const room = roomFor(state, person, roomId);
  const membership = room.members.get(person.id);
  if (!membership) return { conversationId: roomId, lastReadSeq: 0, readAt: null, unreadCount: 0 };
  const seq = Math.min(upTo ?? room.messages.length, room.messages.length);
  if (seq > membership.lastReadSeq) {
    const readAt = now(state);
    const from = membership.lastReadSeq;
    membership.lastReadSeq = seq;
    membership.lastDeliveredSeq = Math.max(seq, membership.lastDeliveredSeq);
    membership.reads.push({ seq, at: readAt });
    for (const stored of room.messages.slice(from, seq)) {
      const { message } = stored;
      if (message.senderId === person.id || message.seq <= membership.joinedSeq) continue;
      const readBy = [...message.readBy, { userId: person.id, readAt }];
      stored.message = { ...message, readBy, readCount: readBy.length };
    }
    for (const userId of room.members.keys()) note(state, { kind: 'conversation', roomId, userId });
    const messageId = room.messages[seq - 1]?.message.id ?? '';
    const receipt = { conversationId: roomId, userId: person.id, messageId, seq, readAt };
    tell(state, audience(state, room), 'message_read_receipt', receipt);
  }
  const { lastReadSeq, reads } = membership;
  return {
    conversationId: roomId,
    lastReadSeq,
    readAt: reads.at(-1)?.at ?? null,
    unreadCount: unreadIn(room, person.id),
  };
}

/** A message has reached somebody: as an event, if they are there, or by a look (`isThere`). */
export function deliver(state: State, room: Room, userId: string, seq: number, isThere = false): void {
  const membership = room.members.get(userId);
  if (!membership || seq <= membership.lastDeliveredSeq || !(isThere || isConnected(state, userId))) return;
  membership.lastDeliveredSeq = seq;
  const others = audience(state, room).filter((other) => other !== userId);
  const mark = { conversationId: room.id, userId, seq, deliveredAt: now(state) };
  tell(state, others, 'message_delivered', mark);
}

export function countUnread(state: State, userId: string) {
  const conversations = [...state.rooms.values()]
    .map((room) => ({ conversationId: room.id, unreadCount: unreadIn(room, userId) }))
    .filter(({ unreadCount }) => unreadCount > 0);
  return { total: conversations.reduce((sum, { unreadCount }) => sum + unreadCount, 0), conversations };
}

import type { Conversation, Member, Message, ServerEvents } from '../types.ts';

/** When something last happened in it, for ordering. */
function activityOf({ lastMessage, createdAt }: Conversation): string {
  return lastMessage ? later(lastMessage.createdAt, createdAt) : createdAt;
}

/** Of two ISO times of one form the later one. */
function later(a: string, b: string): string {
  return a.localeCompare(b) > 0 ? a : b;
}

/** Pinned ones first, then the latest activity. */
export function inOrder(rows: Iterable<Conversation>): readonly Conversation[] {
  return [...rows].sort(
    (a, b) =>
      Number(b.isPinned) - Number(a.isPinned) || activityOf(b).localeCompare(activityOf(a)) || (a.id < b.id ? -1 : 1),
  );
}

/** Whether it is somebody's own. Agents may look at all support conversations; of others there is none that is not. */
export function isMemberOf({ type, members, memberCount }: Conversation, me: string | null): boolean {
  // Of a crowd not all are named.
  return type !== 'support' || memberCount > members.length || members.some(({ userId }) => userId === me);
}

/** A row after a message came in; `me` reads and writes here, or looks on: then nothing counts. */
export function withNewMessage(row: Conversation, message: Message, me: string | null): Conversation {
  if (message.seq <= row.lastSeq) return row;
  const { id, seq, senderId, type, content, createdAt, deletedAt } = message;
  const isNews = senderId !== me && type !== 'system' && seq > row.lastReadSeq && deletedAt === null;
  const counts = isNews && isMemberOf(row, me);
  return {
    ...row,
    lastSeq: seq,
    lastMessage: { id, seq, senderId, type, content, createdAt, deletedAt },
    unreadCount: row.unreadCount + (counts ? 1 : 0),
    updatedAt: later(createdAt, row.updatedAt),
  };
}

/** A row after its last message was edited or deleted. */
export function withChangedMessage(
  row: Conversation,
  message: Pick<Message, 'id' | 'content' | 'deletedAt'>,
): Conversation {
  const { lastMessage } = row;
  if (lastMessage?.id !== message.id) return row;
  return { ...row, lastMessage: { ...lastMessage, content: message.content, deletedAt: message.deletedAt } };
}

/** A row after one of its members has changed. */
export function withMember(row: Conversation, userId: string, change: (member: Member) => Member): Conversation {
  if (!row.members.some((member) => member.userId === userId)) return row;
  return { ...row, members: row.members.map((member) => (member.userId === userId ? change(member) : member)) };
}

/** Members as they were said to be, with marks that were heard of since: marks never go back. */
export function withMarksOf(said: readonly Member[], known: readonly Member[]): Member[] {
  const marks = new Map(known.map((member) => [member.userId, member]));
  return said.map((member) => {
    const { lastReadSeq, lastReadAt, lastDeliveredSeq } = marks.get(member.userId) ?? member;
    const read = lastReadSeq > member.lastReadSeq ? { lastReadSeq, lastReadAt } : {};
    return { ...member, ...read, lastDeliveredSeq: Math.max(lastDeliveredSeq, member.lastDeliveredSeq) };
  });
}

/** A row after somebody has read; the own count goes with the own mark where everything was read. */
export function withReceipt(
  row: Conversation,
  event: ServerEvents['message_read_receipt'],
  me: string | null,
): Conversation {
  const { userId, seq, readAt } = event;
  const read = withMember(row, userId, (member) =>
    seq > member.lastReadSeq
      ? { ...member, lastReadSeq: seq, lastReadAt: readAt, lastDeliveredSeq: Math.max(seq, member.lastDeliveredSeq) }
      : member,
  );
  if (userId !== me || seq <= row.lastReadSeq) return read;
  return { ...read, lastReadSeq: seq, ...(seq >= row.lastSeq && { unreadCount: 0 }) };
}

/** How far an own message has come: with nobody yet, with a device of everybody else, or before the eyes of everybody else. */
export function receiptOf({ members }: Conversation, seq: number, me: string | null): 'sent' | 'delivered' | 'read' {
  const others = members.filter(({ userId }) => userId !== me);
  if (others.length === 0) return 'sent';
  if (others.every(({ lastReadSeq }) => lastReadSeq >= seq)) return 'read';
  return others.every(({ lastDeliveredSeq }) => lastDeliveredSeq >= seq) ? 'delivered' : 'sent';
}

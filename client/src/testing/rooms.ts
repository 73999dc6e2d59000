import type { Conversation, Member, Message } from '../types.ts';
import { linesOf, tell } from './lines.ts';
import { isAgent, personOf, presenceOf } from './people.ts';
import { Refusal } from './refusal.ts';
import { type Change, type Membership, makeId, now, type Person, type Room, type State, type Stored } from './state.ts';

/** A conversation that nobody is in yet. */
export function makeRoom(
  state: State,
  person: Person,
  made: Pick<Room, 'type'> & Partial<Pick<Room, 'title' | 'metadata' | 'ticketId'>>,
): Room {
  const at = now(state);
  const room: Room = {
    id: makeId(state, 'c'),
    status: 'active',
    title: null,
    avatar: null,
    metadata: {},
    ticketId: null,
    ...made,
    createdBy: person.id,
    createdAt: at,
    updatedAt: at,
    members: new Map(),
    messages: [],
  };
  state.rooms.set(room.id, room);
  return room;
}

/** @throws Refusal `not_found`, `not_a_member` */
export function roomFor(state: State, person: Person, id: string): Room {
  const room = state.rooms.get(id);
  if (!room) throw new Refusal('not_found', 'There is no such conversation');
  const membership = room.members.get(person.id);
  if (membership?.isHidden) throw new Refusal('not_found', 'There is no such conversation');
  if (!membership && !(room.type === 'support' && isAgent(person)))
    throw new Refusal('not_a_member', 'You are not a member of this conversation');
  return room;
}

export function membershipOf(room: Room, userId: string): Membership {
  const membership = room.members.get(userId);
  if (!membership) throw new Refusal('not_a_member', 'You are not a member of this conversation');
  return membership;
}

/** The messages that somebody sees of it, oldest first. */
export function visible(room: Room, userId: string): readonly Stored[] {
  const from = room.members.get(userId)?.clearedSeq ?? 0;
  return room.messages.slice(from).filter(({ hiddenFor }) => !hiddenFor.has(userId));
}

export function unreadIn(room: Room, userId: string): number {
  const membership = room.members.get(userId);
  if (!membership) return 0;
  return visible(room, userId).filter(
    ({ message: { seq, senderId, type, deletedAt } }) =>
      seq > membership.lastReadSeq && senderId !== userId && type !== 'system' && deletedAt === null,
  ).length;
}

/** A conversation as somebody sees it. */
export function conversationOf(state: State, room: Room, userId: string): Conversation {
  const own = room.members.get(userId);
  const last = visible(room, userId).at(-1)?.message;
  const { id, type, status, title, avatar, ticketId, createdBy, metadata, createdAt, updatedAt } = room;
  return {
    ...{ id, type, status, title, avatar, ticketId, createdBy, metadata, createdAt, updatedAt },
    memberCount: room.members.size,
    lastSeq: room.messages.length,
    members: [...room.members].map(([memberId, membership]) => memberOf(state, memberId, membership)),
    lastMessage: last ? previewOf(last) : null,
    unreadCount: unreadIn(room, userId),
    lastReadSeq: own?.lastReadSeq ?? 0,
    isArchived: own?.isArchived ?? false,
    isPinned: own?.isPinned ?? false,
    mutedUntil: own?.mutedUntil ?? null,
    expiresIn: null,
  };
}

function memberOf(state: State, userId: string, membership: Membership): Member {
  const person = personOf(state, userId);
  const { isOnline, lastSeen } = presenceOf(state, person);
  const { role, joinedAt, lastReadSeq, lastDeliveredSeq, reads } = membership;
  const marks = { lastReadSeq, lastReadAt: reads.at(-1)?.at ?? null, lastDeliveredSeq };
  return {
    userId,
    name: person.name,
    avatar: person.avatar,
    role,
    userRole: person.role,
    joinedAt,
    ...marks,
    isOnline,
    lastSeen,
  };
}

function previewOf({ id, seq, senderId, type, content, createdAt, deletedAt }: Message): Conversation['lastMessage'] {
  return { id, seq, senderId, type, content, createdAt, deletedAt };
}

export function activityOf(room: Room): string {
  return room.messages.at(-1)?.message.createdAt ?? room.createdAt;
}

/** Takes somebody in; nothing from before counts as unread. */
export function join(state: State, room: Room, userId: string, role: Member['role']): void {
  const lastReadSeq = room.messages.length;
  room.members.set(userId, {
    role,
    joinedAt: now(state),
    lastReadSeq,
    lastDeliveredSeq: lastReadSeq,
    joinedSeq: lastReadSeq,
    reads: [],
    clearedSeq: 0,
    isHidden: false,
    isArchived: false,
    isPinned: false,
    mutedUntil: null,
  });
}

/** Takes note of what changed, for those who catch up later. */
export function note(state: State, change: Change): void {
  state.changes.push(change);
}

/** Tells these people, or all who hear of it, that a conversation is new or is different now. */
export function announce(
  state: State,
  room: Room,
  name: 'conversation_created' | 'conversation_updated',
  userIds: readonly string[] = audience(state, room),
): void {
  for (const userId of userIds) note(state, { kind: 'conversation', roomId: room.id, userId });
  tell(state, userIds, name, (userId) => conversationOf(state, room, userId));
}

/** Takes in an agent who answers or takes over a ticket; the others hear of it. */
export function enrol(state: State, room: Room, agentId: string): void {
  join(state, room, agentId, 'member');
  announce(state, room, 'conversation_created', [agentId]);
  announce(state, room, 'conversation_updated');
}

/** Those who hear what is said in it: its members, and agents who look at it. */
export function audience(state: State, room: Room): readonly string[] {
  const observers = [...state.lines].filter(({ rooms, userId }) => rooms.has(room.id) && !room.members.has(userId));
  return [...room.members.keys(), ...observers.map(({ userId }) => userId)];
}

export function isConnected(state: State, userId: string): boolean {
  return linesOf(state, userId).length > 0;
}

import type { ConversationFilter, NewConversation } from '../conversations/conversations.ts';
import type { Conversation, Member } from '../types.ts';
import { tell } from './lines.ts';
import { isAgent, personOf } from './people.ts';
import { invalid, Refusal } from './refusal.ts';
import {
  activityOf,
  announce,
  conversationOf,
  join,
  makeRoom,
  membershipOf,
  note,
  roomFor,
  unreadIn,
} from './rooms.ts';
import { type Membership, now, type Person, type Room, type State } from './state.ts';
import { ticketFor } from './ticket-changes.ts';
import { openTicket } from './tickets.ts';

/** Makes a conversation, or answers the one that a pair or a ticket has already. */
export function create(state: State, person: Person, input: NewConversation): { room: Room; isNew: boolean } {
  if (input.type === 'support') {
    const ticketId = input.ticketId ?? null;
    if (ticketId !== null)
      return { room: roomFor(state, person, ticketFor(state, person, ticketId).conversationId), isNew: false };
    const { subject = '', description, category, priority } = input;
    const ticket = openTicket(state, person, {
      subject: subject ?? '',
      description: description ?? subject ?? '',
      ...(category != null && { category }),
      ...(priority != null && { priority }),
    });
    return { room: roomFor(state, person, ticket.conversationId), isNew: true };
  }
  const others = [...new Set(input.participantIds ?? [])].filter((id) => id !== person.id);
  for (const [index, id] of others.entries()) personOf(state, id, `participantIds.${index}`);
  if (input.type === 'direct') return direct(state, person, others);
  if (!input.title?.trim()) throw invalid('title', 'must not be empty');
  if (others.length === 0) throw invalid('participantIds', 'must name somebody else');
  const room = makeRoom(state, person, { type: 'group', title: input.title, metadata: input.metadata ?? {} });
  join(state, room, person.id, 'owner');
  for (const id of others) join(state, room, id, 'member');
  announce(state, room, 'conversation_created');
  return { room, isNew: true };
}

function direct(state: State, person: Person, others: readonly string[]): { room: Room; isNew: boolean } {
  const [other, ...more] = others;
  if (other === undefined || more.length > 0) throw invalid('participantIds', 'must name exactly one other person');
  const known = [...state.rooms.values()].find(
    ({ type, members }) => type === 'direct' && members.has(person.id) && members.has(other),
  );
  if (known) {
    membershipOf(known, person.id).isHidden = false;
    return { room: known, isNew: false };
  }
  const room = makeRoom(state, person, { type: 'direct' });
  for (const id of [person.id, other]) join(state, room, id, 'member');
  announce(state, room, 'conversation_created');
  return { room, isNew: true };
}

/** Somebody's own conversations that pass the filter, latest activity first. */
export function list(state: State, person: Person, filter: ConversationFilter): readonly Conversation[] {
  const { type, archived = 'false', unread, q } = filter;
  const rooms = [...state.rooms.values()].filter((room) => {
    const own = room.members.get(person.id);
    if (!own || own.isHidden || (type != null && room.type !== type)) return false;
    if (archived !== 'all' && own.isArchived !== (archived === 'true')) return false;
    return String(unread) !== 'true' || unreadIn(room, person.id) > 0;
  });
  const found = rooms
    .toSorted((a, b) => activityOf(b).localeCompare(activityOf(a)) || (a.id < b.id ? -1 : 1))
    .map((room) => conversationOf(state, room, person.id));
  return q == null ? found : found.filter((row) => namesOf(row, person.id).some((name) => includes(name, q)));
}

function namesOf({ title, members }: Conversation, userId: string): readonly string[] {
  return [title ?? '', ...members.filter((member) => member.userId !== userId).map(({ name }) => name)];
}

function includes(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

type Changes = {
  readonly title?: string;
  readonly avatar?: string | null;
  readonly metadata?: Room['metadata'];
  readonly status?: Room['status'];
};

export function update(state: State, person: Person, id: string, changes: Changes): Room {
  const room = roomFor(state, person, id);
  if (changes.status !== undefined) {
    if (!isAgent(person) || room.type !== 'support')
      throw new Refusal('forbidden', 'Only agents open and close support conversations');
    room.status = changes.status;
  } else groupOf(room, person, ['owner', 'admin']);
  const { title = room.title, avatar = room.avatar, metadata = room.metadata } = changes;
  Object.assign(room, { title, avatar, metadata, updatedAt: now(state) });
  announce(state, room, 'conversation_updated');
  return room;
}

/** A member's own settings; nobody else hears of them. */
export function arrange(
  state: State,
  person: Person,
  id: string,
  settings: Partial<Pick<Membership, 'isArchived' | 'isPinned' | 'mutedUntil'>>,
): Room {
  const room = roomFor(state, person, id);
  const { isArchived, isPinned, mutedUntil } = settings;
  const membership = membershipOf(room, person.id);
  if (isArchived !== undefined) membership.isArchived = isArchived;
  if (isPinned !== undefined) membership.isPinned = isPinned;
  if (mutedUntil !== undefined) membership.mutedUntil = mutedUntil;
  announce(state, room, 'conversation_updated', [person.id]);
  return room;
}

export function addMembers(state: State, person: Person, id: string, userIds: readonly string[]): Room {
  const room = roomFor(state, person, id);
  groupOf(room, person, ['owner', 'admin']);
  const fresh = userIds.filter(
    (userId, index) => personOf(state, userId, `userIds.${index}`) && !room.members.has(userId),
  );
  const before = [...room.members.keys()];
  for (const userId of fresh) join(state, room, userId, 'member');
  announce(state, room, 'conversation_created', fresh);
  announce(state, room, 'conversation_updated', before);
  return room;
}

export function setRole(state: State, person: Person, id: string, userId: string, role: Member['role']): Room {
  const room = roomFor(state, person, id);
  const own = groupOf(room, person, ['owner']);
  Object.assign(membershipOf(room, userId), { role });
  if (role === 'owner' && userId !== person.id) Object.assign(own, { role: 'admin' });
  announce(state, room, 'conversation_updated');
  return room;
}

/** Takes somebody out, or leaves. */
export function removeMember(state: State, person: Person, id: string, userId: string): undefined {
  const room = roomFor(state, person, id);
  const isLeaving = userId === 'me' || userId === person.id;
  groupOf(room, person, isLeaving ? ['owner', 'admin', 'member'] : ['owner', 'admin']);
  const leaving = isLeaving ? person.id : userId;
  membershipOf(room, leaving);
  room.members.delete(leaving);
  end(state, room, leaving, isLeaving ? 'left' : 'removed');
  announce(state, room, 'conversation_updated');
}

/** Hides it from somebody with all that was said so far. */
export function hide(state: State, person: Person, id: string): undefined {
  const room = roomFor(state, person, id);
  const membership = membershipOf(room, person.id);
  Object.assign(membership, { isHidden: true, clearedSeq: room.messages.length });
  end(state, room, person.id, 'deleted');
}

function end(state: State, room: Room, userId: string, reason: 'left' | 'removed' | 'deleted'): void {
  note(state, { kind: 'conversation_removed', roomId: room.id, userId });
  tell(state, [userId], 'conversation_removed', { conversationId: room.id, reason });
}

function groupOf(room: Room, person: Person, roles: readonly Member['role'][]): Membership {
  if (room.type !== 'group') throw new Refusal('not_a_group', 'This conversation is not a group');
  const membership = membershipOf(room, person.id);
  if (!roles.includes(membership.role)) throw new Refusal('forbidden', `Only ${roles.join(' and ')} may do that`);
  return membership;
}

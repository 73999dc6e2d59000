import type { ClientEvents, Message, ServerEvents } from '../types.ts';
import { takeFiles } from './files.ts';
import { tell } from './lines.ts';
import { deliver } from './marks.ts';
import { isAgent, refOf } from './people.ts';
import { invalid, Refusal } from './refusal.ts';
import { audience, enrol, membershipOf, note, roomFor, visible } from './rooms.ts';
import { type Line, makeId, now, type Person, type Room, type State, type Stored } from './state.ts';
import { afterMessage, checkWritable } from './ticket-changes.ts';
import { stopTyping } from './typing.ts';

export type SendBody = Pick<
  ClientEvents['send_message'],
  'content' | 'type' | 'clientId' | 'replyTo' | 'attachmentIds' | 'metadata'
>;

const LONGEST = 5_000;
const FILE_TYPES = new Set(['image', 'video', 'audio', 'file']);

/** A message as somebody sees it: its client id is for its sender alone. */
export function messageFor(stored: Stored, userId: string): Message {
  const { message } = stored;
  return message.senderId === userId ? message : { ...message, clientId: null };
}

/** Stores a message once for each client id, and tells everybody but the connection that sent it. */
export function send(
  state: State,
  person: Person,
  roomId: string,
  body: SendBody,
  from: Line | null = null,
): { readonly message: Message; readonly duplicate: boolean } {
  const room = roomFor(state, person, roomId);
  const { type = 'text', content = '', clientId = null, replyTo = null, attachmentIds = [], metadata = {} } = body;
  const asked = JSON.stringify([type, content, replyTo, attachmentIds, metadata]);
  const first = clientId === null ? undefined : sentBefore(room, person.id, clientId);
  if (first && first.asked !== asked) throw new Refusal('conflict', 'clientId was used before for another message');
  if (first) return { message: first.message, duplicate: true };
  checkWritable(state, room);
  check(person, room, { type, content: content ?? '', attachmentIds: attachmentIds ?? [] });
  const quoted = replyTo === null ? null : room.messages.find(({ message }) => message.id === replyTo);
  if (quoted === undefined || quoted?.message.deletedAt != null)
    throw invalid('replyTo', 'is no message of this conversation');
  const attachments = takeFiles(state, person.id, attachmentIds ?? []);
  if (!room.members.has(person.id)) enrol(state, room, person.id);
  const stored = store(state, room, person, {
    type,
    content: content ?? '',
    metadata: metadata ?? {},
    attachments,
    clientId,
    replyTo: quoted && previewOf(quoted.message),
    asked,
  });
  if (quoted) quoted.message = { ...quoted.message, replyCount: quoted.message.replyCount + 1 };
  publish(state, room, stored, from);
  afterMessage(state, room, person, stored.message);
  return { message: stored.message, duplicate: false };
}

function sentBefore(room: Room, userId: string, clientId: string): Stored | undefined {
  return room.messages.find(({ message }) => message.senderId === userId && message.clientId === clientId);
}

function check(
  person: Person,
  room: Room,
  said: { type: string; content: string; attachmentIds: readonly string[] },
): void {
  const { type, content, attachmentIds } = said;
  if (type === 'text' && content.trim() === '') throw invalid('content', 'must not be empty');
  if (Array.from(content).length > LONGEST) throw invalid('content', `must be at most ${LONGEST} characters`);
  if (FILE_TYPES.has(type) && attachmentIds.length === 0) throw invalid('attachmentIds', 'must name a file');
  if (type === 'system' && !(room.type === 'support' && isAgent(person)))
    throw new Refusal('forbidden', 'Only agents send system messages, in support conversations');
}

type New = Pick<Message, 'type' | 'content' | 'metadata' | 'attachments' | 'clientId' | 'replyTo'> & {
  readonly asked: string;
  readonly forwardedFrom?: Message['forwardedFrom'];
};

function store(state: State, room: Room, sender: Person, { asked, forwardedFrom = null, ...said }: New): Stored {
  const at = now(state);
  const message: Message = {
    id: makeId(state, 'm'),
    conversationId: room.id,
    seq: room.messages.length + 1,
    senderId: sender.id,
    sender: refOf(sender),
    ...said,
    mentions: [],
    forwardedFrom,
    replyCount: 0,
    reactions: [],
    readCount: 0,
    readBy: [],
    version: 1,
    isPinned: false,
    editedAt: null,
    deletedAt: null,
    expiresAt: null,
    createdAt: at,
    updatedAt: at,
  };
  const stored = { message, asked, hiddenFor: new Set<string>() };
  room.messages.push(stored);
  room.updatedAt = at;
  return stored;
}

function publish(state: State, room: Room, stored: Stored, from: Line | null): void {
  const { seq, senderId } = stored.message;
  for (const membership of room.members.values()) membership.isHidden = false;
  note(state, { kind: 'message', roomId: room.id, seq, userId: null });
  stopTyping(state, room.id, senderId);
  tell(state, audience(state, room), 'new_message', (userId) => messageFor(stored, userId), from);
  for (const userId of room.members.keys()) if (userId !== senderId) deliver(state, room, userId, seq);
}

function previewOf({ id, seq, senderId, type, content, deletedAt }: Message): Message['replyTo'] {
  return { id, seq, senderId, type, content: Array.from(content).slice(0, 140).join(''), deletedAt };
}

/** A message that somebody sees, with its room. @throws Refusal `not_found`, `not_a_member` */
export function messageOf(state: State, person: Person, id: string): { readonly room: Room; readonly stored: Stored } {
  const room = [...state.rooms.values()].find(({ messages }) => messages.some(({ message }) => message.id === id));
  if (!room) throw new Refusal('not_found', 'There is no such message');
  roomFor(state, person, room.id);
  const stored = visible(room, person.id).find(({ message }) => message.id === id);
  if (!stored) throw new Refusal('not_found', 'There is no such message');
  return { room, stored };
}

function own(state: State, person: Person, id: string) {
  const found = messageOf(state, person, id);
  if (found.stored.message.senderId !== person.id) throw new Refusal('forbidden', 'Only its sender may do that');
  return found;
}

/** Changes a stored message; it is a version further then. */
function alter(state: State, room: Room, stored: Stored, part: Partial<Message>): void {
  const { message } = stored;
  stored.message = { ...message, ...part, version: message.version + 1, updatedAt: now(state) };
  note(state, { kind: 'message', roomId: room.id, seq: message.seq, userId: null });
}

export function edit(state: State, person: Person, id: string, content: string): Message {
  const { room, stored } = own(state, person, id);
  if (stored.message.deletedAt !== null) throw new Refusal('message_deleted', 'The message was deleted');
  if (stored.message.type === 'text' && content.trim() === '') throw invalid('content', 'must not be empty');
  alter(state, room, stored, { content, editedAt: now(state) });
  tell(state, audience(state, room), 'message_updated', (userId) => messageFor(stored, userId));
  return stored.message;
}

/** For everybody, or out of somebody's own sight. */
export function remove(state: State, person: Person, id: string, forMe: boolean): undefined {
  const { room, stored } = forMe ? messageOf(state, person, id) : own(state, person, id);
  const { seq, deletedAt } = stored.message;
  if (!forMe && deletedAt !== null) return;
  if (forMe) stored.hiddenFor.add(person.id);
  else alter(state, room, stored, { content: '', metadata: {}, attachments: [], reactions: [], deletedAt: now(state) });
  const event: ServerEvents['message_deleted'] = {
    conversationId: room.id,
    messageId: id,
    seq,
    version: stored.message.version,
    deletedAt: now(state),
    deletedBy: person.id,
    forMe,
  };
  tell(state, forMe ? [person.id] : audience(state, room), 'message_deleted', event);
}

export function react(state: State, person: Person, id: string, emoji: string, isOn: boolean): Message {
  const { room, stored } = messageOf(state, person, id);
  const { reactions, deletedAt } = stored.message;
  if (deletedAt !== null) throw new Refusal('message_deleted', 'The message was deleted');
  const present = reactions.find((reaction) => reaction.emoji === emoji)?.userIds ?? [];
  if (present.includes(person.id) === isOn) return messageFor(stored, person.id);
  const userIds = isOn ? [...present, person.id] : present.filter((userId) => userId !== person.id);
  const others = reactions.filter((reaction) => reaction.emoji !== emoji);
  const now = userIds.length === 0 ? others : [...others, { emoji, count: userIds.length, userIds }];
  alter(state, room, stored, { reactions: now });
  tell(state, audience(state, room), 'reaction_updated', {
    conversationId: room.id,
    messageId: id,
    version: stored.message.version,
    userId: person.id,
    emoji,
    action: isOn ? 'added' : 'removed',
    reactions: now,
  });
  return messageFor(stored, person.id);
}

/** Sends a message on, to all of these conversations or none. */
export function forward(state: State, person: Person, id: string, roomIds: readonly string[]): readonly Message[] {
  const { message } = messageOf(state, person, id).stored;
  const rooms = roomIds.map((roomId) => roomFor(state, person, roomId));
  for (const room of rooms) membershipOf(room, person.id);
  const { type, content, metadata, attachments, senderId, sender } = message;
  const forwardedFrom = { messageId: id, senderId, senderName: sender?.name ?? senderId };
  return rooms.map((room) => {
    const said = { type, content, metadata, attachments, clientId: null, replyTo: null, asked: '' };
    const stored = store(state, room, person, { ...said, forwardedFrom });
    publish(state, room, stored, null);
    return stored.message;
  });
}

import type { Answer } from '../support/http.ts';
import type { Frame, Wire } from '../support/wire.ts';
import { eventShapes } from './events.ts';
import { type Conversation, conversationShape, errorShape, type Message, messageShape } from './shapes.ts';

type AnyWire = Wire<typeof eventShapes>;

/**
 * What everybody may see and hear, known from the rows that answers brought: whose each conversation is or was. Checks every
 * answer and every frame of a file's cases against it, whatever they are about.
 */
export type Ledger = {
  /** Notes that somebody may also see support conversations of others. */
  noteStaff(userId: string): void;
  inspect(answer: Answer, userId: string | null): string[];
  /** What is wrong about what these connections heard since the last time. */
  audit(wires: readonly AnyWire[]): string[];
};

const REFUSALS: Readonly<Record<number, readonly string[]>> = { 401: ['No token provided', 'Invalid token'] };
const STATUSES = [200, 201, 204, 400, 401, 403, 404, 413, 429];
const INSIDES = /\bat [^\n]*\.[jt]s:\d+|node_modules|\bSELECT\b.+\bFROM\b|relation "|pg_catalog|ECONN|\/src\/core\//;

/** What a message contradicts in itself, as `viewer` is shown it. */
function wrongInMessage(row: Message, viewer: string, deletedForViewer: boolean): string[] {
  const wrong: string[] = [];
  const people = Object.keys(row.reactionTypes);
  if (row.sender._id !== row.senderId) wrong.push(`is by ${row.senderId} and by ${row.sender._id}`);
  if (row.senderId in row.readBy) wrong.push('was read by its sender');
  if (people.length !== row.reactions.length || people.some((id) => !row.reactions.includes(id)))
    wrong.push('has reactions of some and reaction types of others');
  if (row.isForwarded !== (row.forwardedFromId !== undefined)) wrong.push('is forwarded, or not');
  if (row.clientMessageId !== undefined && row.senderId !== viewer) wrong.push("shows another's clientMessageId");
  if (row.updatedAt < row.createdAt) wrong.push('was changed before it was made');
  if (row.deletedAt !== undefined && (row.content !== '' || row.metadata || row.reactions.length > 0))
    wrong.push('is deleted, and something is left of it');
  const expected = deletedForViewer ? [viewer] : [];
  if (`${row.deletedFor}` !== `${expected}`) wrong.push(`is deleted for ${row.deletedFor}`);
  return wrong.map((what) => `${what}: ${JSON.stringify(row)}`);
}

/** What a conversation contradicts in itself, as `viewer` is shown it. */
function wrongInConversation(row: Conversation, viewer: string): string[] {
  const wrong: string[] = [];
  const only = (map: object, exact: boolean) => {
    const keys = Object.keys(map);
    return keys.every((key) => key === viewer) && (!exact || keys.length === 1);
  };
  if (!only(row.unreadCounts, true)) wrong.push('counts unread messages of others, or not those of the viewer');
  if (!only(row.archivedBy, false) || !only(row.deletedBy, false)) wrong.push('tells what others archived or deleted');
  if (`${row.participantDetails.map(({ _id }) => _id)}` !== `${row.participants}`)
    wrong.push('has participants and others in detail');
  if (new Set(row.participants).size !== row.participants.length) wrong.push('has a participant twice');
  if (row.type === 'direct' && ((row.participants.length !== 2 || row.groupName) ?? row.groupAvatar ?? row.groupAdmin))
    wrong.push('is direct and not of two');
  if (row.groupAdmin !== undefined && !row.participants.includes(row.groupAdmin))
    wrong.push('is led by somebody who is not in it');
  if (row.lastMessage !== undefined && [...row.lastMessage].length > 200) wrong.push('has a last message too long');
  if (row.lastMessageAt < row.createdAt) wrong.push('has a last message from before it was made');
  return wrong.map((what) => `${what}: ${JSON.stringify(row)}`);
}

export function createLedger(): Ledger {
  const staff = new Set<string>();
  /** Who is or ever was in a conversation. */
  const members = new Map<string, Set<string>>();
  const heardSeq = new WeakMap<AnyWire, Map<string, number>>();

  function learnConversation(row: Conversation, viewer: string, still: boolean): string[] {
    const known = members.get(row._id) ?? new Set<string>();
    members.set(row._id, known);
    for (const id of row.participants) known.add(id);
    const wrong = wrongInConversation(row, viewer);
    const inIt = still ? row.participants.includes(viewer) : known.has(viewer);
    if (!inIt && !staff.has(viewer)) wrong.push(`${viewer} is shown a conversation of ${row.participants}`);
    return wrong;
  }

  function learnMessage(row: Message, viewer: string, deletedForViewer = false): string[] {
    const known = members.get(row.conversationId);
    const wrong = wrongInMessage(row, viewer, deletedForViewer);
    if (known && !known.has(viewer) && !staff.has(viewer)) wrong.push(`${viewer} is shown a message of ${[...known]}`);
    return wrong;
  }

  /** Reads all rows in an answer, wherever they are, and checks that they are the reader's to see. */
  function learn(value: unknown, viewer: string): string[] {
    if (Array.isArray(value)) return value.flatMap((one) => learn(one, viewer));
    if (value === null || typeof value !== 'object') return [];
    const conversation = conversationShape.safeParse(value);
    if (conversation.success) return learnConversation(conversation.data, viewer, true);
    const message = messageShape.safeParse(value);
    if (message.success) return learnMessage(message.data, viewer);
    return Object.values(value).flatMap((one) => learn(one, viewer));
  }

  function inOrder(wire: AnyWire, where: string, seq: number): string[] {
    const known = heardSeq.get(wire) ?? new Map<string, number>();
    heardSeq.set(wire, known);
    const last = known.get(where) ?? 0;
    known.set(where, Math.max(last, seq));
    return seq > last ? [] : [`number ${seq} after ${last}`];
  }

  function check(wire: AnyWire, { event, payload }: Frame): string[] {
    const viewer = wire.userId;
    const is = <E extends keyof typeof eventShapes>(name: E) => (event === name ? eventShapes[name] : undefined);
    const message = (is('message_received') ?? is('new_message') ?? is('message_updated'))?.safeParse(payload).data;
    const update = is('conversation_updated')?.safeParse(payload).data;
    const wrong: string[] = [];
    const id =
      message?.conversationId ?? update?.conversationId ?? is('message_read')?.safeParse(payload).data?.conversationId;
    if (id !== undefined && !(members.get(id)?.has(viewer) ?? true) && !staff.has(viewer))
      wrong.push('of a conversation of others');
    if (message) {
      if (message.message.conversationId !== message.conversationId) wrong.push('of two conversations');
      const forViewer = event === 'message_updated' && message.message.deletedFor.includes(viewer);
      wrong.push(...learnMessage(message.message, viewer, forViewer));
      if (event !== 'message_updated')
        wrong.push(...inOrder(wire, `${event} ${message.conversationId}`, message.message.seq));
    }
    if (update?.conversation) {
      wrong.push(...learnConversation(update.conversation, viewer, false));
      if (update.conversation._id !== update.conversationId) wrong.push('of two conversations');
    }
    const made = is('new_conversation')?.safeParse(payload).data;
    if (made) wrong.push(...learnConversation(made.conversation, viewer, true));
    const typing = is('user_typing')?.safeParse(payload).data;
    if (typing && (typing.userId === viewer || typing.user._id !== typing.userId)) wrong.push('about the wrong one');
    const error = is('error')?.safeParse(payload).data;
    if (error && !wire.said.includes(error.event)) wrong.push(`about ${error.event}, which it never said`);
    return wrong;
  }

  return {
    noteStaff: (userId) => void staff.add(userId),
    inspect(answer, userId) {
      const wrong: string[] = [];
      const { status, text } = answer;
      if (!STATUSES.includes(status) && !answer.asked.startsWith('OPTIONS '))
        wrong.push(`${status} ${text.slice(0, 500)}`);
      if (INSIDES.test(text)) wrong.push(`shows its insides: ${text.slice(0, 500)}`);
      if (status === 204 && answer.bytes.length > 0) wrong.push('204 with a body');
      const refusal = errorShape.safeParse(answer.json);
      if (status >= 400 && !refusal.success)
        wrong.push(`${status} is no error of this contract: ${text.slice(0, 500)}`);
      if (refusal.success && refusal.data.statusCode !== status)
        wrong.push(`${status} says ${refusal.data.statusCode}`);
      if (refusal.success && REFUSALS[status]?.includes(refusal.data.error) === false) wrong.push(`${status} ${text}`);
      if (status === 429 && !/^[1-9]\d*$/.test(answer.headers.get('retry-after') ?? ''))
        wrong.push('429 without Retry-After');
      if (status < 300 && userId !== null) wrong.push(...learn(answer.json, userId));
      return wrong;
    },
    audit: (wires) =>
      wires.flatMap((wire) =>
        wire.frames.flatMap((frame) =>
          check(wire, frame).map((wrong) => `${wire.label} heard ${frame.event} ${wrong}`),
        ),
      ),
  };
}

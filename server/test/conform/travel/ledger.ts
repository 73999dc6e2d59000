import { z } from 'zod';
import type { Answer } from '../support/http.ts';
import type { Frame, Wire } from '../support/wire.ts';
import { conversationShape, errorShape, eventShapes, type Id, ticketShape } from './shapes.ts';

type AnyWire = Wire<typeof eventShapes>;

/**
 * What everybody may hear and see, known from the rows that answers brought: whose each conversation and ticket is. Checks
 * every answer and every frame of a file's cases against it, whatever they are about.
 */
export type Ledger = {
  /** Notes that somebody is an admin here. */
  noteAdmin(userId: string): void;
  /** Notes that somebody is of this file's people. */
  noteOwn(userId: string): void;
  /** Tickets of people whom other files made, or who use the server besides: admins hear of all. */
  ignores(frame: Frame): boolean;
  inspect(answer: Answer, userId: string | null): string[];
  /** What is wrong about what these connections heard since the last time. */
  audit(wires: readonly AnyWire[]): string[];
};

const REFUSALS: Readonly<Record<number, readonly string[]>> = { 401: ['No token provided', 'Invalid token'] };
const INSIDES = /\bat [^\n]*\.[jt]s:\d+|node_modules|\bSELECT\b.+\bFROM\b|relation "|pg_catalog|ECONN|\/src\/core\//;
const AUDIENCE = { conversation: 'members', ticket: 'owner and admins' } as const;

const framed = z.looseObject({
  conversationId: z.union([z.string(), z.number()]).optional(),
  ticketId: z.union([z.string(), z.number()]).optional(),
  conversation_id: z.union([z.string(), z.number()]).optional(),
  ticket_id: z.union([z.string(), z.number()]).optional(),
  userId: z.union([z.string(), z.number()]).optional(),
  senderId: z.union([z.string(), z.number()]).optional(),
  sender_id: z.union([z.string(), z.number()]).optional(),
  seq: z.number().optional(),
  tempId: z.unknown().optional(),
  event: z.string().optional(),
  conversation: z.unknown().optional(),
  ticket: z.unknown().optional(),
});

export function createLedger(): Ledger {
  const own = new Set<string>();
  const admins = new Set<string>();
  const members = new Map<string, readonly string[]>();
  const owners = new Map<string, string>();
  const heardSeq = new WeakMap<AnyWire, Map<string, number>>();

  /** Reads all rows in an answer, wherever they are, and checks that they are the reader's to see. */
  function learn(value: unknown, userId: string): string[] {
    if (Array.isArray(value)) return value.flatMap((one) => learn(one, userId));
    if (value === null || typeof value !== 'object') return [];
    const conversation = conversationShape.safeParse(value);
    if (conversation.success) return learnConversation(conversation.data, userId);
    const ticket = ticketShape.loose().safeParse(value);
    if (ticket.success) {
      const owner = String(ticket.data.user_id);
      owners.set(String(ticket.data.id), owner);
      return owner === userId || admins.has(userId) ? [] : [`${userId} is shown a ticket of ${owner}`];
    }
    return Object.values(value).flatMap((one) => learn(one, userId));
  }

  function learnConversation(row: z.infer<typeof conversationShape>, userId: string): string[] {
    const two = [String(row.user1_id), String(row.user2_id)];
    members.set(String(row.id), two);
    const wrong: string[] = [];
    if (!two.includes(userId)) wrong.push(`${userId} is shown a conversation of ${two.join(' and ')}`);
    if (String(row.other_user_id) !== two.find((one) => one !== userId)) {
      wrong.push(`${userId} is shown ${row.other_user_id} as the other of ${two.join(' and ')}`);
    }
    if ((row.last_message === null) !== (row.last_message_at === null) || row.total_messages < row.unread_count) {
      wrong.push(`a row contradicts itself: ${JSON.stringify(row)}`);
    }
    return wrong;
  }

  function mayHear(wire: AnyWire, kind: keyof typeof AUDIENCE, id: Id): string[] {
    const allowed =
      kind === 'conversation'
        ? (members.get(String(id))?.includes(wire.userId) ?? true)
        : admins.has(wire.userId) || (owners.get(String(id)) ?? wire.userId) === wire.userId;
    return allowed ? [] : [`of ${kind} ${id}, which is for ${AUDIENCE[kind]}`];
  }

  function check(wire: AnyWire, { event, payload }: Frame): string[] {
    if (event === 'online-users') return wire.said.includes('user-online') ? [] : ['without having asked'];
    const { data: frame } = framed.safeParse(payload);
    if (!frame) return [];
    const wrong: string[] = [];
    if (event === 'error' && !wire.said.includes(frame.event ?? ''))
      wrong.push(`about ${frame.event}, which it never said`);
    for (const [kind, id, inner] of [
      ['conversation', frame.conversationId, frame.conversation_id],
      ['ticket', frame.ticketId, frame.ticket_id],
    ] as const) {
      if (id === undefined) continue;
      if (inner !== undefined && inner !== id) wrong.push(`of ${kind} ${id} and ${inner}`);
      wrong.push(...mayHear(wire, kind, id));
    }
    if (frame.conversation) wrong.push(...learn(frame.conversation, wire.userId));
    if (frame.ticket) wrong.push(...learn(frame.ticket, wire.userId));
    if (frame.senderId !== frame.sender_id) wrong.push(`by ${frame.senderId} and ${frame.sender_id}`);
    if (frame.tempId !== undefined && String(frame.senderId) !== wire.userId) wrong.push("with another's tempId");
    if (/typing|^user-/.test(event) && String(frame.userId) === wire.userId) wrong.push('about itself');
    if (frame.seq !== undefined) wrong.push(...inOrder(wire, `${frame.conversationId ?? frame.ticketId}`, frame.seq));
    return wrong;
  }

  function inOrder(wire: AnyWire, where: string, seq: number): string[] {
    const known = heardSeq.get(wire) ?? new Map<string, number>();
    heardSeq.set(wire, known);
    const last = known.get(where) ?? 0;
    known.set(where, Math.max(last, seq));
    return seq > last ? [] : [`number ${seq} after ${last}`];
  }

  return {
    noteOwn: (userId) => void own.add(userId),
    ignores({ event, payload }) {
      const update = eventShapes['support-ticket-updated'].safeParse(payload);
      return event === 'support-ticket-updated' && update.success && !own.has(String(update.data.ticket.user_id));
    },
    noteAdmin: (userId) => void admins.add(userId),
    inspect(answer, userId) {
      const wrong: string[] = [];
      const { status, text } = answer;
      if (status >= 500) wrong.push(`${status} ${text}`);
      if (INSIDES.test(text)) wrong.push(`shows its insides: ${text.slice(0, 500)}`);
      if (answer.asked.startsWith('OPTIONS ')) return wrong;
      const refusal = errorShape.safeParse(answer.json);
      if (status >= 400 && !refusal.success)
        wrong.push(`${status} is no error of this contract: ${text.slice(0, 500)}`);
      if (refusal.success && REFUSALS[status]?.includes(refusal.data.error) === false) wrong.push(`${status} ${text}`);
      if (status === 429 && !/^[1-9]\d*$/.test(answer.headers.get('retry-after') ?? ''))
        wrong.push('429 without Retry-After');
      if (status < 300 && userId !== null) wrong.push(...learn(answer.json, userId));
      return wrong;
    },
    audit: (wires) =>
      wires.flatMap((wire) =>
        wire.frames.flatMap((frame) =>
          check(wire, frame).map(
            (wrong) => `${wire.label} heard ${frame.event} ${wrong}: ${JSON.stringify(frame.payload)}`,
          ),
        ),
      ),
  };
}

import type { Answer } from '../support/http.ts';
import type { Line } from './line.ts';
import { CODES, type Conversation, conversationShape, failureShape, type Message, messageShape } from './shapes.ts';

/**
 * What everybody may hear and see, known from the rows that answers brought. Checks every answer and every frame of a file's
 * cases against it, whatever they are about.
 */
export type Ledger = {
  /** Notes that somebody is an ADMIN here. */
  noteAdmin(userId: string): void;
  inspect(answer: Answer, userId: string | null): string[];
  /** What is wrong about what these connections heard since the last time. */
  audit(lines: readonly Line[]): string[];
};

const INSIDES = /\bat [^\n]*\.[jt]s:\d+|node_modules|\bSELECT\b.+\bFROM\b|relation "|pg_catalog|ECONN|\/src\/core\//;
/** How every signed token begins. */
const TOKEN = /eyJ[\w-]{10}/;

function wrongMessage(row: Message): string[] {
  const wrong: string[] = [];
  const readers = row.readBy.map((one) => one.userId);
  if (readers.includes(row.senderId)) wrong.push('is read by its sender');
  if (new Set(readers).size !== readers.length) wrong.push('is read twice by one');
  if (row.readBy.some((one) => one.readAt < row.createdAt)) wrong.push('is read before it was written');
  if (row.updatedAt < row.createdAt) wrong.push('is changed before it was written');
  return wrong.map((what) => `a message ${what}: ${JSON.stringify(row)}`);
}

function wrongConversation(row: Conversation): string[] {
  const wrong: string[] = [];
  const ids = row.participants.map((one) => one.userId);
  if (new Set(ids).size !== ids.length) wrong.push('has somebody twice');
  if (row.updatedAt < row.createdAt) wrong.push('is changed before it was made');
  return wrong.map((what) => `a conversation ${what}: ${JSON.stringify(row)}`);
}

export function createLedger(): Ledger {
  const admins = new Set<string>();
  const members = new Map<string, Set<string>>();
  const heardSeq = new WeakMap<Line, number>();
  const audited = new WeakMap<Line, number>();

  /** Reads all rows in an answer, wherever they are, and checks that they are the reader's to see. */
  function learn(value: unknown, userId: string): string[] {
    if (Array.isArray(value)) return value.flatMap((one) => learn(one, userId));
    if (value === null || typeof value !== 'object') return [];
    const conversation = conversationShape.safeParse(value);
    if (conversation.success) {
      const ids = conversation.data.participants.map((one) => one.userId);
      members.set(conversation.data.conversationId, new Set(ids));
      const seen = ids.includes(userId) || admins.has(userId);
      return [
        ...(seen ? [] : [`${userId} is shown a conversation of others`]),
        ...wrongConversation(conversation.data),
      ];
    }
    const message = messageShape.safeParse(value);
    if (message.success) {
      const known = members.get(message.data.conversationId);
      const seen = !known || known.has(userId) || admins.has(userId);
      return [...(seen ? [] : [`${userId} is shown a message of others`]), ...wrongMessage(message.data)];
    }
    return Object.values(value).flatMap((one) => learn(one, userId));
  }

  function check(line: Line, frame: Line['frames'][number]): string[] {
    const wrong: string[] = [];
    if (TOKEN.test(JSON.stringify(frame)) && frame.type === 'error') wrong.push('a token');
    if ('conversationId' in frame && frame.conversationId !== line.conversationId)
      wrong.push('of another conversation');
    if (frame.type === 'message_sent' && frame.senderId !== line.userId) wrong.push('by somebody else');
    if (frame.type === 'message_received') {
      const last = heardSeq.get(line) ?? 0;
      if (frame.seq <= last) wrong.push(`number ${frame.seq} after ${last}`);
      heardSeq.set(line, Math.max(last, frame.seq));
    }
    if (/^(typing|user)_/.test(frame.type) && 'userId' in frame && frame.userId === line.userId)
      wrong.push('about itself');
    if ((frame.type === 'error' || frame.type === 'message_sent') && line.said === 0) wrong.push('without a word');
    if (frame.type === 'error' && (frame.code === 'RATE_LIMITED') !== (frame.retryAfter !== undefined))
      wrong.push(`with retryAfter ${frame.retryAfter}`);
    return wrong;
  }

  return {
    noteAdmin: (userId) => void admins.add(userId),
    inspect(answer, userId) {
      const wrong: string[] = [];
      const { status, text } = answer;
      if (status >= 500) wrong.push(`${status} ${text}`);
      if (INSIDES.test(text)) wrong.push(`shows its insides: ${text.slice(0, 500)}`);
      if (status >= 400) {
        const refusal = failureShape.safeParse(answer.json);
        if (!refusal.success) wrong.push(`${status} is no failure of this contract: ${text.slice(0, 500)}`);
        else if (status !== 426 && !CODES[status]?.includes(refusal.data.error.code)) wrong.push(`${status} ${text}`);
        if (TOKEN.test(text)) wrong.push(`shows a token: ${text.slice(0, 500)}`);
      }
      if (status === 429 && !/^[1-9]\d*$/.test(answer.headers.get('retry-after') ?? ''))
        wrong.push('429 without Retry-After');
      if (status < 300 && userId !== null) wrong.push(...learn(answer.json, userId));
      return wrong;
    },
    audit: (lines) =>
      lines.flatMap((line) => {
        const fresh = line.history.slice(audited.get(line) ?? 0);
        audited.set(line, line.history.length);
        return fresh.flatMap((frame) =>
          check(line, frame).map((wrong) => `${line.label} heard ${frame.type} ${wrong}: ${JSON.stringify(frame)}`),
        );
      }),
  };
}

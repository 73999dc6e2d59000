import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { z } from 'zod';
import type { Settings } from '../../support/settings.ts';
import { isForeign, NEEDS_OWN_SERVER, openTarget, type Target } from '../../support/target.ts';
import type { Claims } from '../../support/tokens.ts';
import { createViolations, type Violations } from '../../support/violations.ts';
import { type Answer, createHttp, type Http } from '../support/http.ts';
import { freshId } from '../support/site.ts';
import { pause } from '../support/wire.ts';
import { createLedger } from './ledger.ts';
import { type Line, openLine } from './line.ts';
import {
  type Conversation,
  conversationShape,
  type ErrorCode,
  type FrameOf,
  failureShape,
  historyShape,
  type Message,
  messageShape,
  successShape,
} from './shapes.ts';

export const CONVERSATIONS = '/api/conversations';
export const WELCOME = 'Connected to conversation';

export type PersonOptions = { readonly role?: string; readonly claims?: Claims; readonly unknown?: boolean };
/** Somebody with a token, an HTTP client, and as many connections as wanted. */
export type Person = Http & {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  connect(conversationId: string, label?: string): Promise<Line>;
};

/** A server that serves charity, as one file of cases sees it. */
export type Charity = {
  readonly target: Target;
  readonly violations: Violations;
  readonly anonymous: Http;
  http(token: string | null, userId?: string): Http;
  /** A new person, known to the server unless `unknown`. The id is random, so that suites can run again and again. */
  person(name: string, options?: PersonOptions): Promise<Person>;
  /** Several new users at once. */
  people<N extends string>(...names: readonly N[]): Promise<Record<N, Person>>;
  /** The same person with a token of another role. */
  as(person: Person, role: string): Promise<Person>;
  /** A connection with any token (null: none), to anything; it has been welcomed, and remembers that. */
  connect(
    token: string | null,
    conversationId: string,
    options?: { label?: string; userId?: string; answersPings?: boolean; base?: string },
  ): Promise<Line>;
  /** Waits until nothing more comes. */
  settle(): Promise<void>;
  /** Reads what these connections heard so far; what is wrong about it fails the case. */
  audit(lines: readonly Line[]): void;
  /** What this connection hears and nothing expects is reported when the case ends. */
  watch(line: Line): void;
};

/** Opens the server under test for one file of cases; after each it closes all connections and checks what always holds. */
export async function openCharity(settings: Settings = {}): Promise<Charity> {
  const target = await openTarget('charity', settings);
  const violations = createViolations();
  const ledger = createLedger();
  const lines: Line[] = [];
  const watched = new WeakSet<Line>();
  const audit = (some: readonly Line[]) => {
    for (const wrong of ledger.audit(some)) violations.add(wrong);
  };

  async function settle(): Promise<void> {
    const count = () => lines.reduce((sum, line) => sum + line.history.length, 0);
    const ended = Date.now() + 10_000;
    let last = -1;
    while (last !== count() && Date.now() < ended) {
      last = count();
      await pause(50);
      await (await fetch(`${target.url}/health`)).arrayBuffer();
      await pause(50);
    }
  }

  afterEach(async () => {
    if (lines.some((line) => line.socket.readyState === line.socket.OPEN)) await settle();
    audit(lines);
    for (const line of lines.filter((one) => watched.has(one)))
      for (const frame of line.frames) violations.add(`${line.label} heard also ${JSON.stringify(frame)}`);
    for (const line of lines) line.socket.terminate();
    lines.length = 0;
    violations.check();
  });
  afterAll(() => target.stop());

  const http = (token: string | null, userId: string | null = null) =>
    createHttp(target.url, token, (answer) => {
      for (const wrong of ledger.inspect(answer, userId)) violations.add(`${answer.asked}: ${wrong}`);
    });

  const connect: Charity['connect'] = async (token, conversationId, options = {}) => {
    const { label = 'somebody', userId = '', answersPings = true, base = target.url } = options;
    const query = token === null ? '' : `?token=${encodeURIComponent(token)}`;
    const line = await openLine({
      url: `${base.replace(/^http/, 'ws')}/ws/conversations/${encodeURIComponent(conversationId)}${query}`,
      label,
      userId,
      conversationId,
      answersPings,
      onViolation: (what) => violations.add(what),
    });
    lines.push(line);
    const { message } = await line.next('system');
    if (line.history[0]?.type !== 'system' || message !== WELCOME)
      violations.add(`${label} was welcomed with ${JSON.stringify(line.history[0])}`);
    return line;
  };

  async function person(name: string, options: PersonOptions = {}): Promise<Person> {
    const { role, claims = {}, unknown = false } = options;
    const all = { sub: freshId(name), name, ...(role === undefined ? {} : { role }), ...claims };
    const id = `${all.sub}`;
    if (/^(agent|support|admin)$/i.test(role ?? '')) ledger.noteAdmin(id);
    const token = await target.token(all);
    const own = http(token, id);
    if (!unknown) must(await own.get(`${CONVERSATIONS}?limit=1`), 200);
    return {
      ...own,
      id,
      name,
      token,
      connect: (conversationId, label = name) => connect(token, conversationId, { label, userId: id }),
    };
  }

  return {
    target,
    violations,
    anonymous: http(null),
    http: (token, userId) => http(token, userId),
    person,
    async people(...names) {
      const list = await Promise.all(names.map(async (name) => [name, await person(name)] as const));
      return Object.fromEntries(list) as Record<(typeof names)[number], Person>;
    },
    as: ({ id, name }, role) => person(name, { role, claims: { sub: id } }),
    connect,
    settle,
    audit,
    watch: (line) => void watched.add(line),
  };
}

/** A case that needs settings or doors that only a server of our own has; elsewhere it is left out and says why. */
export function ownCase(title: string, run: () => Promise<void>, timeoutMs?: number): void {
  test(
    title,
    async (context) => {
      if (isForeign) context.skip(NEEDS_OWN_SERVER);
      await run();
    },
    timeoutMs,
  );
}

/** Expects one of `statuses`; gives the answer back. */
export function must(answer: Answer, ...statuses: readonly number[]): Answer {
  expect(statuses, `${answer.asked}: ${answer.status} ${answer.text.slice(0, 1000)}`).toContain(answer.status);
  return answer;
}

/** What a successful answer carries, read through its shape. */
export function dataOf<T extends z.ZodType>(answer: Answer, shape: T, ...statuses: readonly number[]): z.infer<T> {
  const { data } = must(answer, ...(statuses.length > 0 ? statuses : [200])).as(successShape);
  const read = shape.safeParse(data);
  if (!read.success) throw new Error(`${answer.asked}: ${read.error.message}\n${answer.text.slice(0, 2000)}`);
  return read.data;
}

/** Expects a failure of this status and code; gives its message. */
export function refused(answer: Answer, status: number, code: string, said?: string | RegExp): string {
  must(answer, status);
  const { error } = answer.as(failureShape);
  expect(error.code, `${answer.asked}: ${answer.text}`).toBe(code);
  if (said !== undefined) expect(error.message, answer.asked).toMatch(said);
  return error.message;
}

/** The address of a conversation, or of something below it. */
export function at(conversationId: string, below = ''): string {
  return `${CONVERSATIONS}/${encodeURIComponent(conversationId)}${below}`;
}

/** A new conversation of the caller's. */
export async function create(who: Http, body: object = {}): Promise<Conversation> {
  return dataOf(await who.post(CONVERSATIONS, body), conversationShape, 201);
}

/** The conversation as the caller sees it. */
export async function look(who: Http, id: string): Promise<Conversation> {
  return dataOf(await who.get(at(id)), conversationShape);
}

/** A page of a history. */
export async function history(who: Http, id: string, query = ''): Promise<z.infer<typeof historyShape>> {
  return dataOf(await who.get(at(id, `/messages${query}`)), historyShape);
}

/** Messages of a conversation, oldest first. */
export async function messagesOf(who: Http, id: string, query = '?limit=100'): Promise<Message[]> {
  return (await history(who, id, query)).messages;
}

/** Sends over REST. */
export async function post(who: Http, id: string, content: string, extra: object = {}): Promise<Message> {
  return dataOf(await who.post(at(id, '/messages'), { content, ...extra }), messageShape, 201);
}

/** Sends texts one after the other over a connection; gives what came back for each. */
export async function say(line: Line, ...texts: readonly string[]): Promise<FrameOf<'message_sent'>[]> {
  const sent: FrameOf<'message_sent'>[] = [];
  for (const content of texts) sent.push(await send(line, { content }));
  return sent;
}

/** Sends one message over a connection and waits for its `message_sent`. */
export async function send(line: Line, fields: object): Promise<FrameOf<'message_sent'>> {
  const before = line.of('message_sent').length;
  const answers = () => line.of('message_sent').length + line.of('error').length;
  const answered = answers();
  line.tell({ type: 'message', ...fields });
  await expect.poll(answers, { timeout: 5000, interval: 2 }).toBeGreaterThan(answered);
  const sent = line.of('message_sent')[before];
  if (!sent) throw new Error(`${line.label} was refused ${JSON.stringify(fields)}: ${JSON.stringify(line.frames)}`);
  return sent;
}

/** Sends what must be refused, as an object or as it is; gives the error, which alone must come back. */
export async function fails(line: Line, frame: unknown, code?: ErrorCode): Promise<FrameOf<'error'>> {
  const before = line.of('error').length;
  if (typeof frame === 'string' || frame instanceof Buffer) line.raw(frame);
  else line.tell(frame);
  await line.sync();
  const errors = line.of('error').slice(before);
  const what = `${line.label} said ${String(JSON.stringify(frame)).slice(0, 300)} and got ${JSON.stringify(errors)}`;
  expect(errors, what).toHaveLength(1);
  const [error] = errors;
  if (!error) throw new Error(what);
  if (code) expect(error.code, what).toBe(code);
  return error;
}

/** An id that nothing has. */
export function nobodysId(): string {
  return `none-${randomUUID()}`;
}

import { expect, test } from 'vitest';
import type { Settings } from '../../support/settings.ts';
import { isForeign, NEEDS_OWN_SERVER } from '../../support/target.ts';
import type { Claims } from '../../support/tokens.ts';
import type { Answer, Http, RequestOptions } from '../support/http.ts';
import { openSite, type Person, type Site } from '../support/site.ts';
import type { Wire } from '../support/wire.ts';
import { type Ack, ackShapes, type ClientEvent, eventShapes, type Failure, failureShape } from './events.ts';
import { createLedger } from './ledger.ts';
import {
  type Conversation,
  conversationShape,
  errorShape,
  type Message,
  type MessagePage,
  messageShape,
  messagesShape,
} from './shapes.ts';

export const CONVERSATIONS = '/api/conversations';
export const MESSAGES = '/api/messages';
export const UPLOADS = '/api/upload/chat-files';

export type MarketWire = Wire<typeof eventShapes>;
export type Trader = Person<typeof eventShapes>;
export type PersonOptions = { readonly role?: string; readonly claims?: Claims; readonly unknown?: boolean };

/** A server that serves marketplace, as one file of cases sees it. */
export type Market = Omit<Site<typeof eventShapes>, 'person'> & {
  person(name: string, options?: PersonOptions): Promise<Trader>;
  /** Several new users at once. */
  people<N extends string>(...names: readonly N[]): Promise<Record<N, Trader>>;
  /** Reads what these connections heard so far; what is wrong about it fails the case. */
  audit(wires: readonly MarketWire[]): void;
  /** What this connection hears and nothing expects is reported when the case ends. */
  watch(wire: MarketWire): void;
};

/** Opens the server under test for one file of cases. */
export async function openMarket(settings: Settings = {}): Promise<Market> {
  const ledger = createLedger();
  const watched = new WeakSet<MarketWire>();
  const site = await openSite(
    {
      contract: 'marketplace',
      namespace: '/chat',
      events: eventShapes,
      inspect: ledger.inspect,
      audit: (wires) => [
        ...ledger.audit(wires),
        ...wires
          .filter((wire) => watched.has(wire))
          .flatMap((wire) =>
            wire.frames.map(({ event, payload }) => `${wire.label} heard also ${event} ${JSON.stringify(payload)}`),
          ),
      ],
      introduce: (http) => http.get(CONVERSATIONS),
    },
    settings,
  );
  async function person(name: string, options: PersonOptions = {}): Promise<Trader> {
    const { role, claims, unknown = false } = options;
    const made = await site.person(name, { ...(role === undefined ? {} : { role }), ...claims }, { unknown });
    if (/^(agent|support|admin)$/i.test(role ?? '')) ledger.noteStaff(made.id);
    return made;
  }
  return {
    ...site,
    person,
    async people(...names) {
      const list = await Promise.all(names.map(async (name) => [name, await person(name)] as const));
      return Object.fromEntries(list) as Record<(typeof names)[number], Trader>;
    },
    audit(wires) {
      for (const wrong of ledger.audit(wires)) site.violations.add(wrong);
    },
    watch: (wire) => void watched.add(wire),
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
  expect(statuses, `${answer.asked}: ${answer.status} ${answer.text.slice(0, 500)}`).toContain(answer.status);
  return answer;
}

/** Expects a refusal in the contract's form: exactly this text, or one that fits. */
export function refused(answer: Answer, status: number, said?: string | RegExp): string {
  must(answer, status);
  const { error } = answer.as(errorShape);
  if (typeof said === 'string') expect(error, answer.asked).toBe(said);
  else if (said) expect(error, answer.asked).toMatch(said);
  return error;
}

/** The path of a conversation, or of something in it. */
export function at(id: string, below = ''): string {
  return `${CONVERSATIONS}/${encodeURIComponent(id)}${below}`;
}

/** The path of a message, or of something about it. */
export function of(id: string, below = ''): string {
  return `${MESSAGES}/${encodeURIComponent(id)}${below}`;
}

/** The conversation of two people, as the first sees it. */
export async function openDirect(one: Http, other: { readonly id: string }): Promise<Conversation> {
  return must(await one.post(CONVERSATIONS, { participants: [other.id] }), 200, 201).as(conversationShape);
}

/** A new group that `one` leads, with the others in this order. */
export async function openGroup(
  one: Http,
  others: readonly { readonly id: string }[],
  extra: object = {},
): Promise<Conversation> {
  const body = { type: 'group', participants: others.map(({ id }) => id), ...extra };
  return must(await one.post(CONVERSATIONS, body), 201).as(conversationShape);
}

/** A conversation as somebody sees it. */
export async function look(who: Http, id: string): Promise<Conversation> {
  return must(await who.get(at(id)), 200).as(conversationShape);
}

/** A message as somebody sees it. */
export async function lookAt(who: Http, id: string): Promise<Message> {
  return must(await who.get(of(id)), 200).as(messageShape);
}

/** One page of a history. */
export async function pageOf(who: Http, id: string, query = ''): Promise<MessagePage> {
  return must(await who.get(at(id, `/messages${query}`)), 200).as(messagesShape);
}

/** The newest messages of a conversation, newest first. */
export async function historyOf(who: Http, id: string, query = '?limit=100'): Promise<Message[]> {
  return (await pageOf(who, id, query)).messages;
}

/** How many messages somebody has not read there. */
export async function unreadOf(who: Trader, id: string): Promise<number | undefined> {
  return (await look(who, id)).unreadCounts[who.id];
}

/** Posts a message; gives the answer. */
export function post(who: Http, id: string, body: object, options?: RequestOptions): Promise<Answer> {
  return who.post(at(id, '/messages'), body, options);
}

/** Sends a new message; a text is its content. */
export async function send(who: Http, id: string, said: string | object): Promise<Message> {
  return must(await post(who, id, typeof said === 'string' ? { content: said } : said), 201).as(messageShape);
}

/** Sends texts one after the other; gives their rows. */
export async function sendAll(who: Http, id: string, ...texts: readonly string[]): Promise<Message[]> {
  const rows: Message[] = [];
  for (const text of texts) rows.push(await send(who, id, text));
  return rows;
}

/** Emits, and expects an acknowledgement of success with exactly its fields. */
export async function tell<E extends ClientEvent>(wire: MarketWire, event: E, payload: unknown): Promise<Ack<E>> {
  const raw = await wire.ask(event, payload);
  const read = ackShapes[event].safeParse(raw);
  if (!read.success)
    throw new Error(`${wire.label} said ${event} and got ${JSON.stringify(raw)}: ${read.error.message}`);
  return read.data as Ack<E>;
}

/** Sends a text over a socket; gives its row. */
export async function say(
  wire: MarketWire,
  conversationId: string,
  content: string,
  extra: object = {},
): Promise<Message> {
  return (await tell(wire, 'send_message', { conversationId, message: { content, ...extra } })).message;
}

/**
 * Emits what must be refused; gives the failure, which the acknowledgement and the `error` event have in common. The event
 * stays in what the connection has heard.
 */
export async function fails(
  wire: MarketWire,
  event: string,
  payload: unknown,
  statusCode?: number | readonly number[],
): Promise<Failure> {
  const before = wire.of('error').length;
  const raw = await wire.ask(event, ...(payload === undefined ? [] : [payload]));
  const read = failureShape.safeParse(raw);
  const what = `${wire.label} said ${event} ${JSON.stringify(payload)?.slice(0, 300)}`;
  if (!read.success) throw new Error(`${what} and got ${JSON.stringify(raw)}`);
  await expect.poll(() => wire.of('error').slice(before), { timeout: 3000, interval: 5 }).toEqual([read.data]);
  expect(read.data.event, what).toBe(event);
  if (statusCode !== undefined)
    expect([statusCode].flat(), `${what}: ${read.data.error}`).toContain(read.data.statusCode);
  return read.data;
}

/** Uploads files in one request; gives the answer. */
export function upload(
  who: Http,
  files: readonly { readonly bytes: Buffer; readonly name: string; readonly mimeType: string }[],
  field = 'file',
): Promise<Answer> {
  const form = new FormData();
  for (const { bytes, name, mimeType } of files)
    form.append(field, new Blob([new Uint8Array(bytes)], { type: mimeType }), name);
  return who.post(UPLOADS, undefined, { raw: form });
}

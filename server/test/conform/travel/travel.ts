import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Settings } from '../../support/settings.ts';
import { isForeign, NEEDS_OWN_SERVER } from '../../support/target.ts';
import type { Claims } from '../../support/tokens.ts';
import type { Answer, Http } from '../support/http.ts';
import { openSite, type Person, type Site } from '../support/site.ts';
import type { Wire } from '../support/wire.ts';
import { createLedger } from './ledger.ts';
import {
  type Ack,
  ackShapes,
  type ClientEvent,
  type Conversation,
  conversationShape,
  errorShape,
  eventShapes,
  failedAckShape,
  type Id,
  type Message,
  messageShape,
  type Ticket,
  ticketShape,
} from './shapes.ts';

export const CONVERSATIONS = '/api/messaging/conversations';
export const TICKETS = '/api/messaging/support/tickets';
export const ALL_TICKETS = `${TICKETS}/admin/all`;

export type TravelWire = Wire<typeof eventShapes>;
export type Traveller = Person<typeof eventShapes>;
export type PersonOptions = {
  readonly role?: string;
  /** A whole number as id; text otherwise. */
  readonly numeric?: boolean;
  readonly claims?: Claims;
  readonly unknown?: boolean;
};

/** A server that serves travel, as one file of cases sees it. */
export type Travel = Omit<Site<typeof eventShapes>, 'person'> & {
  person(name: string, options?: PersonOptions): Promise<Traveller>;
  /** Several new users at once. */
  people<N extends string>(...names: readonly N[]): Promise<Record<N, Traveller>>;
  /** Reads what these connections heard so far; what is wrong about it fails the case. */
  audit(wires: readonly TravelWire[]): void;
  /** What stage connections heard that nothing has expected: reported when the case ends. */
  watch(wire: TravelWire): void;
};

/** An id as this contract's systems number their users; new with every call. */
export function freshNumber(): number {
  return 1_000_000 + randomInt(2 ** 44);
}

/** Opens the server under test for one file of cases. */
export async function openTravel(settings: Settings = {}): Promise<Travel> {
  const ledger = createLedger();
  const watched = new WeakSet<TravelWire>();
  const site = await openSite(
    {
      contract: 'travel',
      events: eventShapes,
      inspect: ledger.inspect,
      ignores: ledger.ignores,
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
  async function person(name: string, options: PersonOptions = {}): Promise<Traveller> {
    const { role, numeric = false, claims, unknown = false } = options;
    const all = { ...(numeric ? { sub: `${freshNumber()}` } : {}), ...(role === undefined ? {} : { role }), ...claims };
    const made = await site.person(name, all, { unknown });
    ledger.noteOwn(made.id);
    if (/^(agent|support|admin)$/i.test(role ?? '')) ledger.noteAdmin(made.id);
    return made;
  }
  return {
    ...site,
    person,
    async people(...names) {
      const list = await Promise.all(names.map(async (name) => [name, await person(name)] as const));
      return Object.fromEntries(list) as Record<(typeof names)[number], Traveller>;
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
  expect(statuses, `${answer.asked}: ${answer.status} ${answer.text}`).toContain(answer.status);
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

/** The conversation of two people, as the first sees it. */
export async function openConversation(one: Http, other: { readonly id: string }): Promise<Conversation> {
  return must(await one.post(CONVERSATIONS, { otherUserId: other.id }), 200, 201).as(conversationShape);
}

/** The caller's row of a conversation, out of the list. */
export async function rowOf(who: Http, id: Id): Promise<Conversation> {
  const rows = must(await who.get(CONVERSATIONS), 200).as(conversationShape.array());
  const row = rows.find((one) => one.id === id);
  if (!row) throw new Error(`no conversation ${id} among ${rows.length}`);
  return row;
}

/** Messages of a conversation, oldest first. */
export async function messagesOf(who: Http, id: Id, query = ''): Promise<Message[]> {
  return must(await who.get(`${CONVERSATIONS}/${encodeURIComponent(id)}/messages${query}`), 200).as(
    messageShape.array(),
  );
}

/** A new ticket. */
export async function openTicket(who: Http, extra: object = {}): Promise<Ticket> {
  const body = { subject: 'Problem with my booking', description: 'No confirmation yet', ...extra };
  return must(await who.post(TICKETS, body), 201).as(ticketShape);
}

/** Emits, and expects an acknowledgement of success with exactly its fields. */
export async function tell<E extends ClientEvent>(wire: TravelWire, event: E, ...args: unknown[]): Promise<Ack<E>> {
  const raw = await wire.ask(event, ...args);
  const read = ackShapes[event].safeParse(raw);
  if (!read.success)
    throw new Error(`${wire.label} said ${event} and got ${JSON.stringify(raw)}: ${read.error.message}`);
  return read.data as Ack<E>;
}

/**
 * Emits what must be refused; gives the sentence, which the acknowledgement and the `error` event have in common. The event
 * is taken out of what the connection has heard.
 */
export async function fails(wire: TravelWire, event: string, ...args: unknown[]): Promise<string> {
  const before = wire.of('error').length;
  const raw = await wire.ask(event, ...args);
  const read = failedAckShape.safeParse(raw);
  if (!read.success)
    throw new Error(`${wire.label} said ${event} ${JSON.stringify(args)} and got ${JSON.stringify(raw)}`);
  const said = { event, message: read.data.error };
  await expect.poll(() => wire.of('error').slice(before), { timeout: 3000, interval: 5 }).toEqual([said]);
  return read.data.error;
}

/** Sends texts one after the other; gives their rows. */
export async function say(wire: TravelWire, conversationId: Id, ...texts: readonly string[]): Promise<Message[]> {
  const rows: Message[] = [];
  for (const message of texts) rows.push((await tell(wire, 'send-message', { conversationId, message })).message);
  return rows;
}

import { expect, vi } from 'vitest';
import { z } from 'zod';
import type { TestServer } from '../../support/server.ts';
import type { Settings } from '../../support/settings.ts';
import { NEEDS_OWN_SERVER } from '../../support/target.ts';
import type { Claims } from '../../support/tokens.ts';
import type { Answer } from '../support/http.ts';
import { openSite, type Person as PersonOf, type Site } from '../support/site.ts';
import type { Wire as WireOf } from '../support/wire.ts';
import { audit } from './audit.ts';
import { createFacts, type Facts } from './facts.ts';
import {
  type Conversation,
  createdShape,
  type EventName,
  type Events,
  events,
  refusalShape,
  retrievedShape,
} from './shapes.ts';

export type Wire = WireOf<Events>;
export type Person = PersonOf<Events>;

/** What stands before every path but `/health`. */
export const BASE = '/api/v1/messages';

/** Marks that every answer of the contract must bear. */
function inspect(answer: Answer): string[] {
  const { status, headers, text } = answer;
  const wrong: string[] = [];
  if (status >= 500) wrong.push(`${status} ${text.slice(0, 300)}`);
  if (status >= 400 && !refusalShape.safeParse(answer.json).success)
    wrong.push(`${status} is not { message }: ${text}`);
  if (status === 429 && !/^[1-9]\d*$/.test(headers.get('retry-after') ?? '')) wrong.push('429 without Retry-After');
  if (text.includes('s3Key')) wrong.push('shows a storage key');
  return wrong;
}

/** Who listens: both devices of a patient and of a doctor, somebody whom both know, and somebody whom nobody knows. */
const SEATS = ['pat1', 'pat2', 'doc1', 'doc2', 'third', 'stranger'] as const;
type Seat = (typeof SEATS)[number];

/** What each person hears, on every one of their connections, in order. */
type Hearing = { readonly [who in 'pat' | 'doc' | 'third']?: readonly EventName[] };

/** A patient, their doctor, the conversation of the two, and everybody who listens, quiet. */
export type Cast = {
  readonly pat: Person;
  readonly doc: Person;
  /** A doctor who has a conversation with each of the two. */
  readonly third: Person;
  readonly stranger: Person;
  /** The conversation of the two. */
  readonly id: string;
  readonly wires: Readonly<Record<Seat, Wire>>;
  /** Waits for quiet and forgets all that was heard. */
  clear(): Promise<void>;
  /** Waits for these events and then for quiet; expects each on every connection of the person, and nothing else anywhere. */
  expectHeard(hearing: Hearing): Promise<void>;
};

export type Clinic = Site<Events> & {
  readonly facts: Facts;
  patient(name?: string, claims?: Claims): Promise<Person>;
  doctor(name?: string, claims?: Claims): Promise<Person>;
  /** The conversation of two people, which one of them opens. */
  open(from: Person, to: Person, type?: 'patient' | 'doctor'): Promise<Conversation>;
  /** A patient and a doctor with a conversation that is empty, neither of them connected. */
  pair(): Promise<{ readonly pat: Person; readonly doc: Person; readonly id: string }>;
  cast(): Promise<Cast>;
  /** The server behind it, for cases that need one of our own; they are skipped where there is none. */
  ownServer(skip: (note: string) => never): TestServer;
};

/** Opens a conversation, whether or not it was there. */
async function openConversation(from: Person, to: Person, type: 'patient' | 'doctor'): Promise<Conversation> {
  const answer = await from.post(`${BASE}/conversations`, { recipientId: to.id, recipientType: type });
  return answer.as(z.union([createdShape, retrievedShape])).data;
}

/** A server of this contract for one test file; `settings` are for one of our own. */
export async function openClinic(settings: Settings = {}): Promise<Clinic> {
  const facts = createFacts();
  let together: readonly Wire[] = [];
  const site = await openSite(
    {
      contract: 'telehealth',
      events,
      inspect(answer, userId) {
        facts.learn(answer.json, userId);
        return inspect(answer);
      },
      audit: (wires) => audit(wires, together, facts),
      introduce: (http) => http.get(`${BASE}/unread-count`),
    },
    settings,
  );
  const patient = (name = 'Pat', claims: Claims = {}) => site.person(name, { userType: 'patient', ...claims });
  const doctor = (name = 'Doc', claims: Claims = {}) => site.person(name, { userType: 'doctor', ...claims });
  const open = (from: Person, to: Person, type: 'patient' | 'doctor' = 'doctor') => openConversation(from, to, type);

  async function pair() {
    const [pat, doc] = await Promise.all([patient(), doctor()]);
    return { pat, doc, id: (await open(pat, doc)).conversationId };
  }

  async function cast(): Promise<Cast> {
    const [{ pat, doc, id }, third, stranger] = await Promise.all([pair(), doctor('Third'), doctor('Stranger')]);
    await Promise.all([open(pat, third), open(doc, third)]);
    const [pat1, pat2, doc1, doc2, other, nobody] = await Promise.all([
      pat.connect('pat1'),
      pat.connect('pat2'),
      doc.connect('doc1'),
      doc.connect('doc2'),
      third.connect('third'),
      stranger.connect('stranger'),
    ]);
    const wires = { pat1, pat2, doc1, doc2, third: other, stranger: nobody };
    const list = Object.values(wires);
    const heard = () =>
      Object.fromEntries(SEATS.map((seat) => [seat, wires[seat].frames.map(({ event }) => event)] as const));
    const clear = async () => {
      await site.settle();
      for (const wire of list) wire.forget();
    };
    await clear();
    together = list;
    return {
      pat,
      doc,
      third,
      stranger,
      id,
      wires,
      clear,
      async expectHeard(hearing) {
        const of = (who: keyof Hearing) => [...(hearing[who] ?? [])];
        const expected = {
          pat1: of('pat'),
          pat2: of('pat'),
          doc1: of('doc'),
          doc2: of('doc'),
          third: of('third'),
          stranger: [],
        };
        await vi.waitFor(() => expect(heard()).toEqual(expected), { timeout: 5000, interval: 20 });
        await site.settle();
        expect(heard()).toEqual(expected);
      },
    };
  }
  const ownServer = (skip: (note: string) => never) => site.target.own ?? skip(NEEDS_OWN_SERVER);
  return { ...site, facts, patient, doctor, open, pair, cast, ownServer };
}

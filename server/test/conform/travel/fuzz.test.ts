import { beforeAll, expect, test } from 'vitest';
import { createMischief, type Mischief } from '../../support/fuzz.ts';
import { SEED } from '../../support/seeds.ts';
import { BODIES, EVENTS } from './bad-input.table.ts';
import { ackShapes, type ClientEvent, failedAckShape, type Id } from './shapes.ts';
import {
  CONVERSATIONS,
  messagesOf,
  must,
  openConversation,
  openTicket,
  openTravel,
  say,
  TICKETS,
  type Traveller,
  tell,
} from './travel.ts';

const REQUESTS = 2500;
const FRAMES = 3000;
const AT_ONCE = 16;
/** Each person stays below the usual limit of requests in a minute. */
const EACH = 250;
const CANARIES = ['canary-text-4711', 'canary-ticket-9137', 'canary-answer-1618'];

const travel = await openTravel();

/** Two people and an admin among themselves: nobody else may see, hear or change any of it. */
type Secret = { ann: Traveller; bo: Traveller; ids: readonly Id[]; state(): Promise<string> };
/** What the fuzzers may use: their own. */
type Ground = { people: readonly Traveller[]; conversation: Id; message: Id; ticket: Id };

let secret: Secret;
let ground: Ground;

beforeAll(async () => {
  const { ann, bo } = await travel.people('ann', 'bo');
  const root = await travel.person('Root', { role: 'admin' });
  const { id } = await openConversation(ann, bo);
  const wire = await ann.connect();
  const [message] = await say(wire, id, CANARIES[0] ?? '');
  const ticket = await openTicket(ann, { subject: CANARIES[1] });
  const said = must(await root.post(`${TICKETS}/${ticket.id}/respond`, { message: CANARIES[2] }), 201);
  expect(said.text).toContain(CANARIES[2]);
  await wire.close();
  const paths = [CONVERSATIONS, `${CONVERSATIONS}/${id}/messages`, TICKETS, `${TICKETS}/${ticket.id}`];
  secret = {
    ann,
    bo,
    ids: [id, message?.id ?? '', ticket.id],
    state: async () => (await Promise.all(paths.map(async (path) => must(await ann.get(path), 200).text))).join('\n'),
  };
  const people = await Promise.all(
    Array.from({ length: Math.ceil(REQUESTS / EACH) }, (_, at) =>
      travel.person(`Fuzz ${at}`, { numeric: at % 2 === 0 }),
    ),
  );
  const [one, two] = people;
  if (!one || !two) throw new Error('nobody');
  const conversation = await openConversation(one, two);
  const own = await one.connect();
  const [first] = await say(own, conversation.id, 'valid');
  ground = { people, conversation: conversation.id, message: first?.id ?? '', ticket: (await openTicket(one)).id };
  await own.close();
}, 30_000);

/** An id of the fuzzers' own, or of somebody else's thing. */
const idOf = (mischief: Mischief, own: Id): Id => (mischief.chance(0.3) ? mischief.pick(secret.ids) : own);

function validFor(mischief: Mischief): Record<string, unknown> {
  return {
    otherUserId: ground.people[1]?.id,
    userId: ground.people[0]?.id,
    conversationId: idOf(mischief, ground.conversation),
    messageId: idOf(mischief, ground.message),
    ticketId: idOf(mischief, ground.ticket),
    subject: 's',
    description: 'd',
    category: 'booking',
    priority: 'low',
    message: 'm',
    status: 'resolved',
    isTyping: true,
    tempId: mischief.below(50),
  };
}

function expectClean(what: string, text: string): void {
  for (const canary of CANARIES)
    expect(text.includes(canary), `${what} leaked ${canary}: ${text.slice(0, 500)}`).toBe(false);
}

const DOORS = [
  ...Object.keys(BODIES).map((path) => ['POST', path] as const),
  ['GET', CONVERSATIONS],
  ['GET', `${CONVERSATIONS}/:conversation/messages`],
  ['GET', TICKETS],
  ['GET', `${TICKETS}/:ticket`],
  ['GET', `${TICKETS}/admin/all`],
] as const;
const QUERY = ['limit', 'page', 'before', 'after', 'search', 'status', 'category', 'priority'];
const HEADERS: readonly Record<string, string>[] = [
  {},
  {},
  {},
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'content-type': 'multipart/form-data; boundary=' },
  { 'accept-encoding': 'br;q=x, *' },
  { 'idempotency-key': 'k' },
];

async function oneRequest(mischief: Mischief): Promise<void> {
  const [method, path] = mischief.pick(DOORS);
  const filled = path
    .replace(':conversation', `${idOf(mischief, ground.conversation)}`)
    .replace(':ticket', `${idOf(mischief, ground.ticket)}`);
  const bent = mischief.chance(0.3) ? `/${mischief.bend(filled.slice(1))}` : filled;
  const mark = bent.includes('?') ? '&' : '?';
  const query = mischief.chance(0.4)
    ? `${mark}${mischief.pick(QUERY)}=${mischief.bend(`${mischief.pick([5, ...secret.ids])}`)}`
    : '';
  let raw: string | undefined;
  if (method === 'POST') {
    raw = JSON.stringify(mischief.chance(0.75) ? mischief.mutate(validFor(mischief)) : mischief.json(4));
    if (mischief.chance(0.1)) raw = raw.slice(0, mischief.below(raw.length + 1));
  }
  const url = `${bent}${query}`.replaceAll(/[^\u0021-\u007e]/g, (letter) => encodeURIComponent(letter.toWellFormed()));
  const options = { headers: mischief.pick(HEADERS), ...(raw === undefined ? {} : { raw }) };
  const answer = await mischief.pick(ground.people).request(method, url, undefined, options);
  expect(answer.status, `${method} ${url}: ${answer.text}`).toBeLessThan(500);
  expectClean(`${method} ${url}`, answer.text);
}

async function storm(count: number, seed: number, one: (mischief: Mischief) => Promise<void>): Promise<void> {
  let left = count;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async (_, lane) => {
      const mischief = createMischief(seed + lane);
      while (left > 0) {
        left -= 1;
        await one(mischief);
      }
    }),
  );
}

/** Ann and bo listen in their rooms and must hear nothing at all; then, that all is as it was. */
async function undisturbed(run: () => Promise<void>): Promise<void> {
  const wires = [await secret.ann.connect('ann'), await secret.bo.connect('bo')];
  const [id, , ticket] = secret.ids;
  for (const wire of wires) await tell(wire, 'join-conversation', id);
  await tell(wires[0] ?? (await secret.ann.connect()), 'join-support', ticket);
  await travel.settle();
  for (const wire of wires) {
    wire.forget();
    travel.watch(wire);
  }
  const before = await secret.state();
  await run();
  await travel.settle();
  expect(await secret.state()).toBe(before);
  expect(wires.flatMap((wire) => wire.frames)).toEqual([]);
}

test(`TRAV-162 ${REQUESTS} spoilt requests do no harm (seed ${SEED})`, async () => {
  await undisturbed(() => storm(REQUESTS, SEED, oneRequest));
}, 60_000);

test(`TRAV-162 ${FRAMES} spoilt frames do no harm (seed ${SEED})`, async () => {
  await undisturbed(async () => {
    const wires = await Promise.all(ground.people.map((person, at) => person.connect(`fuzz ${at}`)));
    const events = Object.keys(EVENTS) as ClientEvent[];
    await storm(FRAMES, SEED + 1000, async (mischief) => {
      const wire = mischief.pick(wires);
      const event = mischief.chance(0.95)
        ? mischief.pick(events)
        : mischief.pick(['constructor', 'message-received', 'x']);
      const names = Object.keys(EVENTS[event as ClientEvent] ?? {});
      const valid = Object.fromEntries(Object.entries(validFor(mischief)).filter(([name]) => names.includes(name)));
      const payload = mischief.chance(0.7) ? mischief.mutate(valid) : mischief.json(4);
      const ack = await wire.ask(event, payload);
      const known = Object.hasOwn(ackShapes, event) && ackShapes[event as ClientEvent].safeParse(ack).success;
      const what = `${event} ${JSON.stringify(payload)}`;
      expect(known || failedAckShape.safeParse(ack).success, `${what}: ${JSON.stringify(ack)}`).toBe(true);
      expectClean(what, JSON.stringify(ack));
    });
    for (const wire of wires) {
      expect(wire.socket.connected).toBe(true);
      expectClean(wire.label, JSON.stringify(wire.frames));
    }
  });
}, 60_000);

test('TRAV-162 after all this everything works', async () => {
  must(await travel.anonymous.get('/health'), 200);
  const { cy, dee } = await travel.people('cy', 'dee');
  const { id } = await openConversation(cy, dee);
  await say(await cy.connect(), id, 'still works');
  expect((await messagesOf(dee, id)).map((row) => row.message_text)).toEqual(['still works']);
});

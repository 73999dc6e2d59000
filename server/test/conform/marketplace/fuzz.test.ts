import { beforeAll, expect, test } from 'vitest';
import { createMischief, type Mischief } from '../../support/fuzz.ts';
import { SEED } from '../../support/seeds.ts';
import { BODIES, EVENTS } from './bad-input.table.ts';
import { ackShapes, type ClientEvent, failureShape } from './events.ts';
import {
  at,
  CONVERSATIONS,
  historyOf,
  MESSAGES,
  must,
  of,
  openDirect,
  openGroup,
  openMarket,
  say,
  send,
  type Trader,
} from './market.ts';

const REQUESTS = 2500;
const FRAMES = 2500;
const AT_ONCE = 16;
/** Each person stays below the usual limits of requests in a minute, and sends less than a hundred messages. */
const EACH = 250;
const CANARIES = ['canary-text-4711', 'canary-name-9137'];

const market = await openMarket();

/** Two people among themselves: nobody else may see, hear or change any of it. */
type Secret = { ann: Trader; bo: Trader; ids: readonly string[]; state(): Promise<string> };
/** What the fuzzers may use: their own. */
type Ground = { people: readonly Trader[]; direct: string; group: string; message: string };

let secret: Secret;
let ground: Ground;

beforeAll(async () => {
  const { ann, bo } = await market.people('ann', 'bo');
  const [direct, group] = [await openDirect(ann, bo), await openGroup(ann, [bo], { groupName: CANARIES[1] })];
  const message = await send(ann, direct._id, CANARIES[0] ?? '');
  const paths = [CONVERSATIONS, at(direct._id, '/messages'), at(group._id, '/messages'), '/api/users/me/blocks'];
  secret = {
    ann,
    bo,
    ids: [direct._id, group._id, message._id],
    state: async () => (await Promise.all(paths.map(async (path) => must(await ann.get(path), 200).text))).join('\n'),
  };
  const people = await Promise.all(
    Array.from({ length: Math.ceil(REQUESTS / EACH) }, (_, turn) => market.person(`Fuzz ${turn}`)),
  );
  const [one, two] = people;
  if (!one || !two) throw new Error('nobody');
  const own = await openDirect(one, two);
  ground = { people, direct: own._id, group: (await openGroup(one, people.slice(1)))._id, message: '' };
  ground.message = (await send(one, ground.group, 'valid'))._id;
}, 30_000);

/** An id of the fuzzers' own, or of somebody else's thing. */
const idOf = (mischief: Mischief, own: string): string => (mischief.chance(0.3) ? mischief.pick(secret.ids) : own);

function validFor(mischief: Mischief): Record<string, unknown> {
  const message = { content: 'm', type: 'text', replyToId: ground.message, clientMessageId: `${mischief.below(50)}` };
  return {
    ...message,
    ...{ participants: [ground.people[1]?.id], groupName: 'n', groupAdmin: ground.people[1]?.id },
    ...{ metadata: { latitude: 1, longitude: 1, fileUrl: '/api/upload/chat-files/x' }, latitude: 1, longitude: 1 },
    ...{ servicePackageId: 'x', requestedDate: '2024-02-15', requestedTime: '10:00', reactionType: '👍' },
    ...{
      conversationId: idOf(mischief, ground.group),
      messageId: idOf(mischief, ground.message),
      isOnline: true,
      message,
    },
    ...{ messageIds: [idOf(mischief, ground.message)], conversationIds: [idOf(mischief, ground.direct)] },
  };
}

function expectClean(what: string, text: string): void {
  for (const canary of CANARIES)
    expect(text.includes(canary), `${what} leaked ${canary}: ${text.slice(0, 500)}`).toBe(false);
}

const DOORS: readonly (readonly [string, string])[] = [
  ...BODIES.map(([method, path]) => [method, path] as const),
  ['GET', CONVERSATIONS],
  ['GET', '/api/conversations/:group'],
  ['GET', '/api/conversations/:direct/messages'],
  ['PUT', '/api/conversations/:direct/archive'],
  ['GET', '/api/conversations/:direct/unread-count'],
  ['GET', `${MESSAGES}/search`],
  ['GET', '/api/messages/:message'],
  ['DELETE', '/api/messages/:message'],
  ['DELETE', '/api/messages/:message/for-me'],
  ['DELETE', '/api/messages/:message/reaction'],
  ['POST', '/api/messages/:message/read'],
  ['GET', '/api/messages/:message/reads'],
  ['GET', '/api/upload/chat-files/x'],
  ['POST', '/api/upload/chat-files'],
  ['PUT', '/api/users/:message/service-packages'],
];
const QUERY = ['limit', 'page', 'before', 'after', 'cursor', 'q', 'type', 'archived', 'conversationId'];
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
    .replace(':direct', idOf(mischief, ground.direct))
    .replace(':group', idOf(mischief, ground.group))
    .replace(':message', idOf(mischief, ground.message));
  const bent = mischief.chance(0.3) ? `/${mischief.bend(filled.slice(1))}` : filled;
  const mark = bent.includes('?') ? '&' : '?';
  const value = () => mischief.bend(mischief.pick(['5', 'text', ...secret.ids]));
  const query = mischief.chance(0.4) ? `${mark}${mischief.pick(QUERY)}=${value()}` : '';
  let raw: string | undefined;
  if (method === 'POST' || method === 'PUT') {
    raw = JSON.stringify(mischief.chance(0.75) ? mischief.mutate(validFor(mischief)) : mischief.json(4)) ?? 'x';
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
  await market.settle();
  for (const wire of wires) {
    wire.forget();
    market.watch(wire);
  }
  const before = await secret.state();
  await run();
  await market.settle();
  expect(await secret.state()).toBe(before);
  expect(wires.flatMap((wire) => wire.frames)).toEqual([]);
}

test(`MARK-232 ${REQUESTS} spoilt requests do no harm (seed ${SEED})`, async () => {
  await undisturbed(() => storm(REQUESTS, SEED, oneRequest));
}, 60_000);

test(`MARK-232 ${FRAMES} spoilt frames do no harm (seed ${SEED})`, async () => {
  await undisturbed(async () => {
    const wires = await Promise.all(ground.people.map((person, turn) => person.connect(`fuzz ${turn}`)));
    const events = Object.keys(EVENTS);
    await storm(FRAMES, SEED + 1000, async (mischief) => {
      const wire = mischief.pick(wires);
      const event = mischief.chance(0.95) ? mischief.pick(events) : mischief.pick(['constructor', 'new_message', 'x']);
      const names = Object.keys(EVENTS[event] ?? {});
      const valid = Object.fromEntries(Object.entries(validFor(mischief)).filter(([name]) => names.includes(name)));
      const payload = mischief.chance(0.7) ? mischief.mutate(valid) : mischief.json(4);
      const ack = await wire.ask(event, payload);
      const known = Object.hasOwn(ackShapes, event) && ackShapes[event as ClientEvent].safeParse(ack).success;
      const what = `${event} ${JSON.stringify(payload)}`;
      expect(known || failureShape.safeParse(ack).success, `${what}: ${JSON.stringify(ack)}`).toBe(true);
      expectClean(what, JSON.stringify(ack));
    });
    for (const wire of wires) {
      expect(wire.socket.connected).toBe(true);
      expectClean(wire.label, JSON.stringify(wire.frames));
    }
  });
}, 60_000);

test('MARK-232 after all this everything works', async () => {
  must(await market.anonymous.get('/health'), 200);
  const { cy, dee } = await market.people('cy', 'dee');
  const { _id } = await openDirect(cy, dee);
  await say(await cy.connect(), _id, 'still works');
  expect((await historyOf(dee, _id)).map(({ content }) => content)).toEqual(['still works']);
  must(await cy.delete(of((await historyOf(cy, _id))[0]?._id ?? '')), 204);
});

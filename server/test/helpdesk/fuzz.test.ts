import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { CONVERSATIONS, historyOf, look, MESSAGES, makeDirect, makeGroup, say, upload } from '../support/factories.ts';
import { createMischief, type Mischief } from '../support/fuzz.ts';
import type { Person } from '../support/person.ts';
import { png } from '../support/samples.ts';
import { SEED } from '../support/seeds.ts';
import { startServer } from '../support/server.ts';
import { quiet, type Wire } from '../support/wire.ts';
import { type Cast, gatherCast, payloadFor, requestFor, type Scene, setScene } from './authorization.scene.ts';
import { type SceneKind, TABLE } from './authorization.table.ts';

const REQUESTS = 12_000;
const FRAMES = 8_000;
const AT_ONCE = 24;

const server = await startServer();
afterAll(() => server.stop());

/** What must not be found in any byte that a fuzzer gets: the words of two people among themselves. */
const MAIL = 'canary@mail-1618.example';
const CANARIES = ['canary-title-9137', 'canary-text-4711', 'canary-file-2718', MAIL];
/** What no answer may ever hold, whoever asks. */
const INSIDES = /\bat [^\n]*\.[jt]s:\d+|node_modules|\bSELECT\b.+\bFROM\b|relation "|pg_catalog|ECONN|\/src\/core\//;

let cast: Cast;
let scene: Scene;
let fuzzers: readonly Person[];
let secretIds: readonly string[];
let before: string;
let stage: { ann: Person; secret: { id: string } };
const wires: Wire[] = [];

const secretState = async () =>
  JSON.stringify([await look(stage.ann, stage.secret), await historyOf(stage.ann, stage.secret)]).replaceAll(
    /"(url|urlExpiresAt|thumbnailUrl|lastDeliveredSeq)":("[^"]*"|\d+)/g,
    '"$1":0',
  );

beforeAll(async () => {
  const ann = await server.person('ann', { claims: { email: MAIL } });
  const bo = await server.person('bo');
  const secret = await makeGroup(ann, [bo], CANARIES[0]);
  const file = await upload(ann, `${CANARIES[2]}.png`, png(3, 2, CANARIES[2]), 'image/png');
  const message = await say(ann, secret, CANARIES[1] ?? '', { attachmentIds: [file.id] });
  const pair = await makeDirect(ann, bo);
  const whisper = await say(bo, pair, CANARIES[1] ?? '');
  stage = { ann, secret };
  secretIds = [secret.id, message.id, file.id, pair.id, whisper.id, bo.id];
  cast = await gatherCast(server);
  scene = await setScene(server, cast, 'group', 'owner', {
    object: true,
    file: true,
    own: true,
    pack: true,
    ticket: true,
    faq: true,
  });
  const { owner, member, stranger, agent, ex } = cast.people;
  fuzzers = [owner, member, stranger, agent, ex];
  for (const person of fuzzers) wires.push(await person.connect());
  before = await secretState();
}, 30_000);

function expectClean(what: string, text: string, agent = false): void {
  for (const canary of CANARIES) {
    // Agents may read addresses.
    if (!(agent && canary === MAIL))
      expect(text.includes(canary), `${what} leaked ${canary}: ${text.slice(0, 500)}`).toBe(false);
  }
  expect(INSIDES.test(text), `${what} shows its insides: ${text.slice(0, 500)}`).toBe(false);
}

/** The valid things that are spoilt: each door on the fuzzers' own objects, or on somebody else's. */
function sceneFor(mischief: Mischief): Scene {
  if (!mischief.chance(0.3)) return scene;
  const id = () => mischief.pick(secretIds);
  return {
    ...scene,
    conversationId: id(),
    messageId: id(),
    attachmentId: id(),
    victimId: id(),
    newcomerId: id(),
    ownConversationId: id(),
  };
}

const doors = TABLE.filter((row) => row.door.includes(' ') && row.scene !== 'unknown' && row.scene !== 'forme');
const HEADERS: readonly Record<string, string>[] = [
  {},
  {},
  {},
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'x-request-id': 'a'.repeat(500) },
  { 'idempotency-key': 'k' },
  { 'idempotency-key': '' },
  { range: 'bytes=5-2,9-' },
  { 'accept-encoding': 'br;q=x, *' },
  { 'content-type': 'multipart/form-data; boundary=' },
];

async function oneRequest(mischief: Mischief): Promise<void> {
  const row = mischief.pick(doors);
  const person = mischief.pick(fuzzers);
  const [method = 'GET'] = row.door.split(' ');
  const { path, body, form } = requestFor(row.door, row.scene as SceneKind, sceneFor(mischief));
  const bent = mischief.chance(0.3) ? `/${mischief.bend(path.slice(1))}` : path;
  const query = mischief.chance(0.2)
    ? `${bent.includes('?') ? '&' : '?'}${mischief.pick(['limit', 'cursor', 'before', 'after', 'since', 'q', 'type', 'for', 'conversationId'])}=${mischief.bend('5')}`
    : '';
  let raw: string | FormData | undefined = form;
  if (!form && method !== 'GET') {
    const spoilt = mischief.chance(0.75) ? mischief.mutate(body ?? {}) : mischief.json(4);
    raw = JSON.stringify(spoilt);
    if (mischief.chance(0.1)) raw = raw.slice(0, mischief.below(raw.length + 1));
  }
  const url = `${bent}${query}`.replaceAll(/[^\u0021-\u007e]/g, (letter) => encodeURIComponent(letter.toWellFormed()));
  const options = { headers: form ? {} : mischief.pick(HEADERS), ...(raw === undefined ? {} : { raw }) };
  const api = mischief.chance(0.05) ? server.anonymous : person;
  const answer = await api.request(mischief.chance(0.03) ? 'PATCH' : method, url, undefined, options);
  expect(answer.status, `${method} ${url}: ${answer.text}`).toBeLessThan(500);
  expectClean(`${method} ${url}`, answer.text, person === cast.people.agent);
}

const events = [...(server.app.socketEvents.helpdesk ?? [])];

async function oneFrame(mischief: Mischief): Promise<void> {
  const wire = mischief.pick(wires);
  const event = mischief.chance(0.95)
    ? mischief.pick(events)
    : mischief.pick(['new_message', 'constructor', 'join', '__proto__']);
  const valid = payloadFor(event, 'group', sceneFor(mischief), 'nonsense');
  const payload = mischief.chance(0.7) ? mischief.mutate(valid) : mischief.json(4);
  const ack: unknown = await wire.socket.timeout(10_000).emitWithAck(event, payload);
  const text = JSON.stringify(ack);
  expect(text.includes('internal_error'), `${event} ${JSON.stringify(payload)}: ${text}`).toBe(false);
  expectClean(event, text);
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

test(`FUZZ-1 ${REQUESTS} spoilt requests: no 5xx, no insides, no canary (seed ${SEED})`, async () => {
  await storm(REQUESTS, SEED, oneRequest);
}, 90_000);

test(`FUZZ-2 ${FRAMES} spoilt frames: each is answered, none ends a connection, no canary (seed ${SEED})`, async () => {
  await storm(FRAMES, SEED + 1000, oneFrame);
  await quiet(wires);
  for (const wire of wires) {
    expect(wire.socket.connected).toBe(true);
    expectClean(wire.label, JSON.stringify(wire.heard));
  }
}, 90_000);

/** Frames as no client library would send them. */
const RAW: readonly (string | Buffer)[] = [
  '',
  '4',
  '40',
  '42',
  '42[',
  '42{}',
  '42[]',
  '42[5]',
  '42["send_message"',
  '420["send_message",{}]',
  '42999999999999999999999["send_message",{}]',
  '42/admin,["x"]',
  '451-["send_message",{"_placeholder":true,"num":0}]',
  '45999999-["send_message",{"_placeholder":true,"num":0}]',
  '45-["x"]',
  '461-0[{"_placeholder":true,"num":9}]',
  '43["x"]',
  '4300[1]',
  '44{"message":"x"}',
  '41',
  '47',
  '4x',
  '9',
  'b4AAAA',
  '2probe',
  '5',
  '6',
  Buffer.from([4, 255, 0]),
  Buffer.alloc(0),
  'x'.repeat(70_000),
  `42["send_message",${'['.repeat(30_000)}${']'.repeat(30_000)}]`,
  '42["__proto__",{"__proto__":{"a":1}}]',
];

test('FUZZ-3 broken frames end at most their own connection', async () => {
  const { owner } = cast.people;
  const url = `${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
  for (const raw of RAW) {
    for (const signedIn of [true, false]) {
      const socket = new WebSocket(url);
      await new Promise((resolve, reject) => {
        socket.once('open', resolve);
        socket.once('error', reject);
      });
      socket.on('error', () => undefined);
      if (signedIn) {
        socket.send(`40${JSON.stringify({ token: owner.token })}`);
        await new Promise((resolve) => {
          socket.on('message', (data) => String(data).startsWith('40') && resolve(null));
        });
      }
      for (let time = 0; time < 3; time += 1) socket.send(raw, () => undefined);
      await new Promise((resolve) => setTimeout(resolve, 5));
      socket.terminate();
    }
  }
  for (const body of ['', 'x', '\u001e', `4${'0'.repeat(1000)}`, '40{', 'b', '2\u001e2\u001e2']) {
    const polled = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling&sid=unknown`, {
      method: 'POST',
      body,
    });
    expect(polled.status).toBeLessThan(500);
    await polled.arrayBuffer();
  }
  for (const query of [
    'EIO=4',
    'EIO=9&transport=websocket',
    'transport=carrier-pigeon&EIO=4',
    'EIO=4&transport=polling&sid=__proto__',
  ]) {
    const polled = await fetch(`${server.url}/socket.io/?${query}`);
    expect(polled.status).toBeLessThan(500);
    await polled.arrayBuffer();
  }
  for (const wire of wires) expect((await wire.ask('resume', { conversations: {} })).ok).toBe(true);
});

test('FUZZ-4 after all this the server is healthy and nobody else’s words have changed', async () => {
  expect((await server.anonymous.get('/health')).status).toBe(200);
  expect(JSON.parse(await secretState())).toEqual(JSON.parse(before));
  const { owner, newcomer } = cast.people;
  const group = await makeGroup(owner, [newcomer]);
  expect((await owner.post(MESSAGES, { conversationId: group.id, content: 'still works' })).status).toBe(201);
  expect((await newcomer.get(`${CONVERSATIONS}/${group.id}/messages`)).text).toContain('still works');
  expect(Object.keys(Object.prototype)).toEqual([]);
});

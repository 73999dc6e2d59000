import { expect, test } from 'vitest';
import { createMischief, type Mischief } from '../../support/fuzz.ts';
import { png } from '../../support/samples.ts';
import { SEED } from '../../support/seeds.ts';
import { isForeign } from '../../support/target.ts';
import { BASE, openClinic, type Person, type Wire } from './clinic.ts';
import { historyOf, leave, lookAt, sendFile } from './talk.ts';

/** A server that was given has its limits. */
const REQUESTS = isForeign ? 1_000 : 4_000;
const FRAMES = isForeign ? 1_000 : 4_000;
const AT_ONCE = 12;
/** Words of two people among themselves, which nobody else may find in any byte. */
const CANARY = 'canary-text-4711';
const INSIDES = /\bat [^\n]*\.[jt]s:\d+|node_modules|\bSELECT\b.+\bFROM\b|relation "|pg_catalog|ECONN|\/src\/core\//;

const clinic = await openClinic();
const secret = await clinic.pair();
const [whisper] = await leave(secret.pat, { conversationId: secret.id, receiverId: secret.doc.id }, CANARY);
const file = { bytes: png(3, 2, CANARY), name: `${CANARY}.png`, type: 'image/png', messageType: 'image' };
await sendFile(secret.pat, secret.id, { ...file, receiverId: secret.doc.id });
const fuzzers = await Promise.all([0, 1, 2, 3, 4].map((at) => (at % 2 ? clinic.patient() : clinic.doctor())));
const [first, second] = fuzzers as [Person, Person, ...Person[]];
const own = await clinic.open(second, first);
const [ownMessage] = await leave(first, { conversationId: own.conversationId, receiverId: second.id }, 'spoilt');

await historyOf(secret.doc, secret.id); // nothing is left to be delivered
const before = await stateOfSecret();

/** What two people see of their conversation; links are made anew in each answer. */
async function stateOfSecret() {
  const messages = await historyOf(secret.pat, secret.id);
  const shown = messages.map((message) => ({ ...message, attachment: message.attachment?.fileName }));
  return [shown, await lookAt(secret.pat, secret.id), (await lookAt(secret.doc, secret.id)).unreadCount];
}

/** Right values, of the fuzzers' own conversation or of the two others. */
function values(mischief: Mischief) {
  const theirs = mischief.chance(0.4);
  const conversationId = theirs ? secret.id : own.conversationId;
  const messageId = (theirs ? whisper?.id : ownMessage?.id) ?? '';
  const receiverId = theirs ? secret.doc.id : mischief.pick([first.id, second.id]);
  return { conversationId, messageId, receiverId };
}

function requestFor(mischief: Mischief): readonly [string, string, unknown] {
  const { conversationId, messageId, receiverId } = values(mischief);
  return mischief.pick<readonly [string, string, unknown]>([
    ['POST', '/conversations', { recipientId: receiverId, recipientType: 'doctor' }],
    ['GET', '/conversations?type=all&limit=2', undefined],
    ['GET', `/conversations/${conversationId}/messages?limit=5`, undefined],
    ['GET', `/conversations/${conversationId}/messages?before=${messageId}`, undefined],
    ['PUT', `/conversations/${conversationId}/mark-read`, { messageIds: [messageId] }],
    ['POST', `/conversations/${conversationId}/send-file`, { receiverId, messageType: 'image' }],
    ['DELETE', `/${theirsOnly(mischief, messageId)}`, undefined],
    ['GET', '/unread-count', undefined],
    ['GET', `/search?query=canary&conversationId=${conversationId}`, undefined],
    ['GET', `/users/${receiverId}/online-status`, undefined],
    ['GET', `/${messageId}/attachment`, undefined],
  ]);
}
/** Fuzzers may delete what is theirs; that would leave little to spoil. */
function theirsOnly(mischief: Mischief, messageId: string): string {
  return mischief.chance(0.5) ? (whisper?.id ?? '') : `${messageId}-9`;
}

const QUERY = ['limit', 'page', 'cursor', 'before', 'after', 'query', 'type', 'conversationId'];
async function oneRequest(mischief: Mischief): Promise<void> {
  const [method, path, body] = requestFor(mischief);
  const bent = mischief.chance(0.4) ? `/${mischief.bend(path.slice(1))}` : path;
  const more = mischief.chance(0.3)
    ? `${bent.includes('?') ? '&' : '?'}${mischief.pick(QUERY)}=${mischief.bend('5')}`
    : '';
  const url = `${BASE}${bent}${more}`.replaceAll(/[^\u0021-\u007e]/g, (letter) =>
    encodeURIComponent(letter.toWellFormed()),
  );
  const spoilt = mischief.chance(0.75) ? mischief.mutate(body ?? {}) : mischief.json(4);
  const raw = method === 'GET' ? undefined : JSON.stringify(spoilt);
  const torn = raw !== undefined && mischief.chance(0.1) ? raw.slice(0, mischief.below(raw.length + 1)) : raw;
  const headers = mischief.pick<Record<string, string>>([
    {},
    {},
    { 'content-type': 'text/plain' },
    { 'content-type': 'multipart/form-data; boundary=x' },
    { 'idempotency-key': 'x'.repeat(300) },
    { range: 'bytes=5-2,9-' },
  ]);
  const who = mischief.pick(fuzzers);
  const answer = await who.request(method, url, undefined, { headers, ...(torn === undefined ? {} : { raw: torn }) });
  expect(answer.status, `${method} ${url}: ${answer.text}`).toBeLessThan(500);
  expectClean(`${method} ${url}`, answer.text);
}

function expectClean(what: string, text: string): void {
  expect(text.includes(CANARY), `${what} leaked: ${text.slice(0, 300)}`).toBe(false);
  expect(INSIDES.test(text), `${what} shows its insides: ${text.slice(0, 300)}`).toBe(false);
}

function payloadFor(event: string, mischief: Mischief): unknown {
  const { conversationId, messageId, receiverId } = values(mischief);
  if (event === 'mark_as_read') return { conversationId, messageIds: [messageId] };
  if (event === 'send_message')
    return { conversationId, receiverId, content: 'x', tempId: mischief.below(50), metadata: {} };
  return { conversationId, receiverId };
}
const EVENTS = ['send_message', 'typing_start', 'typing_stop', 'mark_as_read', 'join_conversation', 'new_message', 'x'];
async function oneFrame(mischief: Mischief, wires: readonly Wire[]): Promise<void> {
  const wire = mischief.pick(wires);
  const event = mischief.pick(EVENTS);
  const valid = payloadFor(event, mischief);
  const payload = mischief.chance(0.8) ? mischief.mutate(valid) : mischief.json(4);
  const ack = JSON.stringify(await wire.ask(event, payload));
  expect(ack, `${event} ${JSON.stringify(payload)?.slice(0, 500)}`).not.toContain('"status":5');
  expectClean(event, ack);
}

async function storm(count: number, seed: number, one: (mischief: Mischief) => Promise<void>): Promise<void> {
  let left = count;
  const lane = async (_: unknown, at: number) => {
    const mischief = createMischief(seed + at);
    for (; left > 0; left -= 1) await one(mischief);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

/** Two people who must hear nothing of all this, and the fuzzers' own connections. */
async function listen() {
  const ears = await Promise.all([secret.pat.connect('secret pat'), secret.doc.connect('secret doc')]);
  await clinic.settle();
  for (const ear of ears) ear.forget();
  const wires = await Promise.all(fuzzers.map((who, at) => who.connect(`fuzzer ${at}`)));
  return {
    wires,
    async expectUnheard() {
      await clinic.settle();
      // A fuzzer may have opened a conversation with one of them, and is then seen to come and go.
      const heard = (ear: Wire) => ear.frames.filter(({ event }) => !/^user_o(n|ff)line$/.test(event));
      for (const ear of ears) expect(heard(ear), ear.label).toEqual([]);
      for (const wire of wires) {
        expect(wire.socket.connected).toBe(true);
        expectClean(wire.label, JSON.stringify(wire.history));
      }
    },
  };
}

test(`TELE-197 ${REQUESTS} spoilt requests: no 5xx, no insides, no words of others, no event (seed ${SEED})`, async () => {
  const { expectUnheard } = await listen();
  await storm(REQUESTS, SEED, oneRequest);
  await expectUnheard();
}, 60_000);

test(`TELE-198 ${FRAMES} spoilt frames: each is answered, none ends a connection (seed ${SEED})`, async () => {
  const { wires, expectUnheard } = await listen();
  await storm(FRAMES, SEED + 1000, (mischief) => oneFrame(mischief, wires));
  await expectUnheard();
}, 60_000);

test('TELE-199 after all this nothing that two others had has changed, and the server is well', async () => {
  await expect.poll(stateOfSecret).toEqual(before);
  expect((await clinic.anonymous.get('/health')).status).toBe(200);
  const answer = await leave(secret.doc, { conversationId: secret.id, receiverId: secret.pat.id }, 'still works');
  expect(answer[0]?.seq).toBe(3);
});

import { beforeAll, expect, test } from 'vitest';
import { createMischief, type Mischief } from '../../support/fuzz.ts';
import { SEED } from '../../support/seeds.ts';
import { BODIES, FRAMES } from './bad-input.table.ts';
import { at, CONVERSATIONS, create, look, messagesOf, must, openCharity, type Person, post, say } from './charity.ts';
import { Refused } from './line.ts';

const REQUESTS = 2500;
const FRAME_COUNT = 3000;
const AT_ONCE = 16;
/** Requests of each person, who stays below the usual limit of requests and frames in a minute. */
const EACH = 125;
const CANARIES = ['canary-text-4711', 'canary-subject-9137', 'canary-answer-1618'];

const charity = await openCharity();

/** Ann and an admin among themselves: nobody else may see, hear or change any of it. */
type Secret = { ann: Person; root: Person; id: string; ids: readonly string[]; state(): Promise<string> };
/** What the fuzzers, who are all users, may use: their own. */
type Ground = { people: readonly Person[]; id: string; message: string };

let secret: Secret;
let ground: Ground;

beforeAll(async () => {
  const [ann, root] = await Promise.all([charity.person('Ann'), charity.person('Root', { role: 'admin' })]);
  const { conversationId: id } = await create(ann, { subject: CANARIES[1], metadata: { note: CANARIES[1] } });
  const message = await post(ann, id, CANARIES[0] ?? '');
  await post(root, id, CANARIES[2] ?? '');
  const state = async () =>
    JSON.stringify([await look(ann, id), await messagesOf(ann, id), must(await ann.get(CONVERSATIONS), 200).json]);
  secret = { ann, root, id, ids: [id, message.messageId, ann.id], state };
  const count = Math.ceil(REQUESTS / EACH);
  const people = await Promise.all(Array.from({ length: count }, (_, one) => charity.person(`Fuzz ${one}`)));
  const own = await create(root, { participants: people.map((one) => one.id) });
  const first = await post(root, own.conversationId, 'valid');
  ground = { people, id: own.conversationId, message: first.messageId };
}, 30_000);

/** An id of the fuzzers' own, or of somebody else's thing. */
const idOf = (mischief: Mischief, own: string) => (mischief.chance(0.3) ? mischief.pick(secret.ids) : own);

function validFor(mischief: Mischief): Record<string, unknown> {
  return {
    ...{ conversationId: idOf(mischief, ground.id), messageId: idOf(mischief, ground.message) },
    ...{ content: 'm', messageType: 'FILE', metadata: { a: { b: [1] } }, clientMessageId: `${mischief.below(50)}` },
    ...{ subject: 's', status: 'ACTIVE', participants: [secret.ann.id], adminId: secret.root.id, isTyping: true },
  };
}

function expectClean(what: string, text: string): void {
  for (const canary of CANARIES)
    expect(text.includes(canary), `${what} leaked ${canary}: ${text.slice(0, 500)}`).toBe(false);
}

const DOORS: readonly (readonly [string, string])[] = [
  ...BODIES.map(([method, path]) => [method, path] as const),
  ['PUT', `${CONVERSATIONS}/:id/read`],
  ['GET', CONVERSATIONS],
  ['GET', `${CONVERSATIONS}/:id`],
  ['GET', `${CONVERSATIONS}/:id/messages`],
];
const QUERY = ['limit', 'page', 'before', 'after', 'status', 'token'];
const HEADERS: readonly Record<string, string>[] = [
  ...[{}, {}, {}],
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'content-type': 'multipart/form-data; boundary=' },
  { 'accept-encoding': 'br;q=x, *' },
  { 'idempotency-key': 'k' },
];

async function oneRequest(mischief: Mischief): Promise<void> {
  const [method, path] = mischief.pick(DOORS);
  const filled = path.replace(':id', idOf(mischief, ground.id));
  const bent = mischief.chance(0.3) ? `/${mischief.bend(filled.slice(1))}` : filled;
  const mark = bent.includes('?') ? '&' : '?';
  const value = mischief.bend(mischief.pick(['5', ground.message, ...secret.ids]));
  const query = mischief.chance(0.4) ? `${mark}${mischief.pick(QUERY)}=${value}` : '';
  let raw: string | undefined;
  if (method !== 'GET') {
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

/** Ann and the admin listen and must hear nothing at all; then, that all is as it was. */
async function undisturbed(run: () => Promise<void>): Promise<void> {
  const lines = [await secret.ann.connect(secret.id, 'ann'), await secret.root.connect(secret.id, 'root')];
  await charity.settle();
  for (const line of lines) {
    line.forget();
    charity.watch(line);
  }
  const before = await secret.state();
  await run();
  await charity.settle();
  expect(await secret.state()).toBe(before);
  expect(lines.flatMap((line) => line.frames)).toEqual([]);
}

test(`CHAR-132 ${REQUESTS} spoilt requests do no harm (seed ${SEED})`, async () => {
  await undisturbed(() => storm(REQUESTS, SEED, oneRequest));
}, 60_000);

test(`CHAR-132 ${FRAME_COUNT} spoilt frames do no harm (seed ${SEED})`, async () => {
  must(await secret.root.put(at(ground.id), { status: 'ACTIVE' }), 200);
  await undisturbed(async () => {
    const lines = await Promise.all(ground.people.map((person, one) => person.connect(ground.id, `fuzz ${one}`)));
    await storm(FRAME_COUNT, SEED + 1000, async (mischief) => {
      const line = mischief.pick(lines);
      const type = mischief.chance(0.95)
        ? mischief.pick([...Object.keys(FRAMES), 'ping'])
        : mischief.pick(['x', 'constructor']);
      const names = Object.keys(FRAMES[type] ?? {});
      const valid = Object.fromEntries(Object.entries(validFor(mischief)).filter(([name]) => names.includes(name)));
      const spoilt = mischief.mutate(valid);
      const frame =
        mischief.chance(0.8) && spoilt !== null && typeof spoilt === 'object' ? { ...spoilt, type } : mischief.json(4);
      let text = JSON.stringify(frame);
      if (mischief.chance(0.1)) text = text.slice(0, mischief.below(text.length + 1));
      // Pongs of these are not to be taken for those of `sync`.
      if (!/"ping"/.test(text)) line.raw(mischief.chance(0.2) ? Buffer.from(text) : text);
      await line.sync();
    });
    for (const line of lines) {
      expect(line.socket.readyState).toBe(line.socket.OPEN);
      expectClean(line.label, JSON.stringify(line.history));
    }
  });
}, 60_000);

test('CHAR-132 spoilt addresses of connections do no harm', async () => {
  await undisturbed(async () => {
    await storm(200, SEED + 2000, async (mischief) => {
      const token = mischief.chance(0.5) ? mischief.pick(ground.people).token : mischief.bend(secret.ann.token);
      const id = mischief.chance(0.5) ? mischief.pick(secret.ids) : mischief.bend(ground.id);
      const attempt = charity.connect(token, id).then(
        () => null,
        (error: unknown) => error,
      );
      const refusal = await attempt;
      expect(refusal, `${id}`).toBeInstanceOf(Refused);
      if (refusal instanceof Refused) {
        expect(refusal.status, `${id}: ${refusal.message}`).toBeLessThan(500);
        expectClean(id, refusal.message);
      }
    });
  });
}, 30_000);

test('CHAR-132 after all this everything works', async () => {
  must(await charity.anonymous.get('/health'), 200);
  const ann = await charity.person('Ann');
  const { conversationId } = await create(ann);
  await say(await ann.connect(conversationId), 'still works');
  expect((await messagesOf(ann, conversationId)).map((row) => row.content)).toEqual(['still works']);
});

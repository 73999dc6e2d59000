import { join } from 'node:path';
import { afterAll, expect, inject, test } from 'vitest';
import { createApp } from '../../src/app.ts';
import { makeFolder, type Program, serve } from '../startup/program.ts';
import { createClients } from '../support/clients.ts';
import { eventually, MESSAGES, makeDirect, makeGroup, pause } from '../support/factories.ts';
import { anAdmin, deliveriesOf, engineEvents, makeHook } from '../support/hooks.ts';
import { openListener } from '../support/listener.ts';
import { markRead, sql } from '../support/outlets.ts';
import { createDatabase } from '../support/postgres.ts';
import { testConfig, testVariables } from '../support/settings.ts';

const ROUNDS = 3;
const PATH = '/hook';
const SECRET = 'canary-of-the-webhook';
const listener = await openListener();
const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
const folder = await makeFolder();
let program: (Program & { url: string }) | null = null;
afterAll(async () => {
  if (program) {
    program.signal('SIGTERM');
    await program.ended;
  }
  await database.drop();
  await folder.remove();
  await listener.close();
});

const settings = { ALLOW_PRIVATE_WEBHOOKS: 'true', LOG_LEVEL: 'debug' };
const start = () => serve(folder.path, testVariables(database.url, join(folder.path, 'data'), settings));
const waiting = async () =>
  (await sql(database.url, 'SELECT 1 FROM event_facts UNION ALL SELECT 1 FROM event_queues')).length;

/** Writes, changes and reads in several conversations until the server is gone. */
async function traffic({ url }: { url: string }) {
  const { leave, ...clients } = createClients(url);
  const { ann, bo } = await clients.people('ann', 'bo');
  const places = [await makeDirect(ann, bo), ...(await Promise.all([1, 2, 3].map(() => makeGroup(ann, [bo]))))];
  let running = true;
  const talk = async (chat: { id: string }) => {
    for (let index = 1; running; index += 1) {
      const answer = await ann.post(MESSAGES, { conversationId: chat.id, content: `canary-word ${index}` });
      if (answer.status !== 201) return;
      if (index % 4 === 0) await ann.put(`${MESSAGES}/${JSON.parse(answer.text).id}`, { content: 'canary-edit' });
      if (index % 5 === 0) await markRead(bo, chat, index);
    }
  };
  const done = Promise.all(places.map((chat) => talk(chat).catch(() => {}))).then(leave);
  return {
    done,
    stop() {
      running = false;
    },
  };
}

test('HOOK-15 however often the server is killed between sending and noting, nothing is lost or out of order, and ids stay', async () => {
  let turn = 0;
  listener.answer(PATH, () => (++turn % 19 === 0 ? 503 : 200));
  const logs: string[] = [];
  let hookId = '';
  for (let round = 0; round < ROUNDS; round += 1) {
    program = await start();
    const clients = createClients(program.url);
    const admin = await anAdmin(clients, `Root ${'abc'[round]}`);
    if (round === 0) hookId = (await makeHook(admin, listener, PATH, { secret: SECRET })).id;
    const work = await traffic(program);
    await pause(900 + round * 170);
    program.signal('SIGKILL');
    work.stop();
    clients.leave();
    const [{ stdout, stderr }] = await Promise.all([program.ended, work.done]);
    logs.push(stdout, stderr);
  }
  program = await start();
  await eventually('nothing waits', async () => (await waiting()) === 0, 60_000);

  const events = engineEvents(listener, PATH);
  const sent = Map.groupBy(
    events.filter(({ type }) => type === 'message.sent'),
    ({ data }) => ('conversationId' in data ? data.conversationId : ''),
  );
  const heads = await sql(database.url, 'SELECT id, last_seq FROM conversations WHERE last_seq > 0');
  expect(heads.length).toBeGreaterThanOrEqual(ROUNDS);
  for (const { id, last_seq } of heads) {
    const seqs = (sent.get(id) ?? []).map(({ data }) => ('seq' in data ? data.seq : 0));
    expect(seqs).toEqual(Array.from({ length: last_seq }, (_, index) => index + 1));
  }
  // What stands in the database was told: each edit, and each mark as far as it moved.
  const edits = await sql(database.url, 'SELECT 1 FROM messages WHERE edited_at IS NOT NULL');
  expect(events.filter(({ type }) => type === 'message.edited')).toHaveLength(edits.length);
  const marks = await sql(
    database.url,
    'SELECT conversation_id AS id, user_id, last_read_seq FROM conversation_participants WHERE last_read_seq > 0',
  );
  for (const { id, user_id, last_read_seq } of marks) {
    const steps = events.flatMap(({ type, data }) =>
      type === 'message.read' && 'upToSeq' in data && data.conversationId === id && data.userId === user_id
        ? [data]
        : [],
    );
    expect(steps.at(-1)?.upToSeq).toBe(last_read_seq);
    for (const [index, { fromSeq }] of steps.entries()) expect(fromSeq).toBe(steps[index - 1]?.upToSeq ?? 0);
  }
  // What came again came with the same bytes under the same id, and the log has each once, as taken.
  const requests = listener.at(PATH);
  const byId = Map.groupBy(requests, ({ headers }) => String(headers['parley-event-id']));
  for (const same of byId.values()) expect(new Set(same.map(({ body }) => body.toString())).size).toBe(1);
  expect(requests.length).toBeGreaterThan(byId.size);
  const log = await sql(database.url, 'SELECT event_id, done_at FROM event_deliveries WHERE outlet = $1', [
    `hook:${hookId}`,
  ]);
  expect(log.length).toBe(byId.size);
  expect(log.every(({ done_at }) => done_at !== null)).toBe(true);
  const { leave, ...clients } = createClients(program.url);
  const root = await anAdmin(clients, 'Root z');
  expect((await deliveriesOf(root, { id: hookId })).length).toBe(Math.min(100, log.length));
  leave();
  expect(`${logs.join(' ')} ${requests.map(({ body }) => body).join(' ')}`).not.toContain('canary');
}, 180_000);

test('HOOK-15 what was taken and not put down comes again, once, with its id and its bytes', async () => {
  const site = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
  let crashes = 1;
  const app = await createApp(testConfig(site.url, join(folder.path, 'other'), { ALLOW_PRIVATE_WEBHOOKS: 'true' }), {
    failpoints: {
      hit: (point) => {
        if (point === 'P6' && crashes-- > 0) throw new Error('the end');
      },
    },
  });
  const { leave, ...clients } = createClients((await app.listen()).url);
  try {
    const admin = await anAdmin(clients);
    const hook = await makeHook(admin, listener, '/once-more', { events: ['message.sent'] });
    const { ann, bo } = await clients.people('ann', 'bo');
    const chat = await makeDirect(ann, bo);
    for (const content of ['one', 'two']) await ann.post(MESSAGES, { conversationId: chat.id, content });
    const [first, again, second] = await listener.waitFor('/once-more', 3);
    expect(again?.body.toString()).toBe(first?.body.toString());
    expect(JSON.parse(String(second?.body)).data.seq).toBe(2);
    await eventually(
      'both are put down',
      async () => (await deliveriesOf(admin, hook, '&status=delivered')).length === 2,
    );
    expect((await deliveriesOf(admin, hook)).map(({ attempts }) => attempts)).toEqual([1, 2]);
  } finally {
    leave();
    await app.close();
    await site.drop();
  }
});

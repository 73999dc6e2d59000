import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createPushBrowser, readVapid } from '../support/browser.ts';
import { eventually, makeGroup, pause } from '../support/factories.ts';
import { openListener } from '../support/listener.ts';
import type { Person } from '../support/person.ts';
import { prefer } from '../support/preferences.ts';
import { type Line, startProxy } from '../support/proxy.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer, startServerOn } from '../support/server.ts';
import { idShape, timeShape } from '../support/shapes.ts';
import { openTicketRows } from '../support/ticket-rows.ts';

const listener = await openListener();
const server = await startServer({
  SMS_WEBHOOK_URL: `${listener.url}/sms`,
  SMS_WEBHOOK_TOKEN: 'gateway-token',
  ALLOW_PRIVATE_PUSH: 'true',
});
const strict = await startServer();
const rows = await openTicketRows(server.databaseUrl);
afterAll(async () => {
  await rows.close();
  await server.stop();
  await strict.stop();
  await listener.close();
});

const SUBSCRIPTIONS = '/api/notifications/push-subscriptions';
const subscriptionShape = z.strictObject({ id: idShape, endpoint: z.string(), createdAt: timeShape });
const keyShape = z.strictObject({ publicKey: z.string() });

/** A browser of somebody's, which takes push at a path of its own. */
async function subscribe(who: Person) {
  const browser = createPushBrowser();
  const path = `/push/${Math.random().toString(36).slice(2)}`;
  const answer = await who.post(SUBSCRIPTIONS, { endpoint: `${listener.url}${path}`, keys: browser.keys });
  expect(answer.status).toBe(201);
  return { ...browser, path, endpoint: answer.as(subscriptionShape).endpoint };
}

const subscribed = async (who: Person) =>
  (await rows.query('SELECT endpoint FROM push_subscriptions WHERE user_id = $1', [who.id])).rows.length;

test('NOTE-21 SMS goes to the gateway as documented, to whoever wants it', async () => {
  const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
  await prefer(bo, { categories: { groups: { sms: true } } });
  await makeGroup(ann, [bo, cy], 'Walks');
  const mine = () => listener.at('/sms').filter(({ body }) => JSON.parse(body.toString()).to === bo.id);
  await eventually('the message', async () => mine().length > 0, 10_000);
  const [request] = mine();
  const body = JSON.parse(request?.body.toString() ?? '');
  expect(body).toEqual({
    id: expect.any(String),
    to: bo.id,
    name: 'bo',
    category: 'groups',
    text: 'Walks: ann added you to this group.',
  });
  expect(request?.headers).toMatchObject({
    authorization: 'Bearer gateway-token',
    'idempotency-key': body.id,
    'content-type': 'application/json',
  });
  await pause(100);
  expect(mine()).toHaveLength(1);
  expect(listener.at('/sms').some((one) => JSON.parse(one.body.toString()).to === cy.id)).toBe(false);
});

test('NOTE-22 push reaches each browser of a person, encrypted for it and signed by this site', async () => {
  const { ann, bo } = await server.people('ann', 'bo');
  const { publicKey } = (await bo.get(`${SUBSCRIPTIONS}/key`)).as(keyShape);
  const [one, two] = [await subscribe(bo), await subscribe(bo)];
  const group = await makeGroup(ann, [bo], 'Walks');
  for (const browser of [one, two]) {
    const [request] = await listener.waitFor(browser.path);
    if (!request) throw new Error('nothing came');
    expect(browser.read(request)).toMatchObject({
      title: 'Walks',
      body: 'ann added you to this group.',
      data: { conversationId: group.id },
    });
    expect(request.headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '86400' });
    expect(readVapid(request, publicKey)).toMatchObject({ aud: listener.url, sub: 'mailto:noreply@localhost' });
  }
});

test('NOTE-23 a subscription is kept once, ends when its browser says so or its push service does', async () => {
  const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
  const [one, two] = [await subscribe(bo), await subscribe(bo)];
  const keys = createPushBrowser().keys;
  const again = await bo.post(SUBSCRIPTIONS, { endpoint: one.endpoint, keys });
  expect([again.status, again.as(subscriptionShape).endpoint]).toEqual([200, one.endpoint]);
  expect(await subscribed(bo)).toBe(2);
  expect((await cy.delete(SUBSCRIPTIONS, { raw: JSON.stringify({ endpoint: two.endpoint }) })).status).toBe(204);
  expect(await subscribed(bo)).toBe(2);
  expect((await bo.delete(SUBSCRIPTIONS, { raw: JSON.stringify({ endpoint: two.endpoint }) })).status).toBe(204);
  listener.answer(one.path, 410);
  await makeGroup(ann, [bo], 'Gone');
  await listener.waitFor(one.path);
  await eventually('no subscription', async () => (await subscribed(bo)) === 0);
  expect(listener.at(two.path)).toEqual([]);
});

test.each([
  'http://push.example.com/x',
  'https://127.0.0.1/x',
  'https://[::1]/x',
  'https://[::ffff:10.0.0.1]/x',
  'https://0x7f000001/x',
  'https://localhost/x',
  'https://metadata.internal/x',
  'https://user:secret@push.example.com/x',
  'ftp://push.example.com/x',
  'not an address',
])('NOTE-24 an endpoint that the public must not make the server call is refused: %s', async (endpoint) => {
  const ann = await strict.person('Ann');
  const { keys } = createPushBrowser();
  expectRefusal(await ann.post(SUBSCRIPTIONS, { endpoint, keys }), 400, 'validation_failed', 'endpoint');
});

test('NOTE-24 a name that leads to a private address is not called, and its subscription ends', async () => {
  const { ann, bo } = await strict.people('ann', 'bo');
  const strictRows = await openTicketRows(strict.databaseUrl);
  const port = new URL(listener.url).port;
  const { keys } = createPushBrowser();
  const before = listener.received.length;
  await strictRows.query(
    `INSERT INTO push_subscriptions SELECT 'p' || n, $1, 'https://localhost:' || $2 || '/trap', $3, $4, now() FROM generate_series(1, 1) n`,
    [bo.id, port, keys.p256dh, keys.auth],
  );
  await makeGroup(ann, [bo], 'Trap');
  const left = 'SELECT 1 FROM push_subscriptions WHERE user_id = $1';
  await eventually('its end', async () => (await strictRows.query(left, [bo.id])).rowCount === 0, 10_000);
  await strictRows.close();
  expect(listener.received.length).toBe(before);
});

test('NOTE-25 quiet hours hold back push and SMS until they end', async () => {
  const { ann, bo } = await server.people('ann', 'bo');
  const browser = await subscribe(bo);
  const clock = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);
  await prefer(bo, {
    categories: { groups: { sms: true } },
    quietHours: { enabled: true, start: clock(-120), end: clock(120), timeZone: 'UTC' },
  });
  await makeGroup(ann, [bo], 'Night');
  const jobs = `SELECT task_identifier AS task, run_at FROM graphile_worker.jobs WHERE key LIKE 'notice-%' AND run_at > now() ORDER BY 1`;
  await eventually('the jobs', async () => (await rows.query(jobs)).rowCount === 2);
  const held = (await rows.query(jobs)).rows;
  expect(held.map((job) => job.task)).toEqual(['notice-push', 'notice-sms']);
  for (const job of held) {
    expect(job.run_at.toISOString().slice(11, 16)).toBe(clock(120));
    expect(job.run_at.getTime() - Date.now()).toBeLessThanOrEqual(120 * 60_000);
  }
  expect(listener.at(browser.path)).toEqual([]);
});

test('NOTE-26 the job of a process that died is done by another', async () => {
  const { ann, bo } = await server.people('ann', 'bo');
  await prefer(bo, { categories: { groups: { sms: true } }, quietHours: { enabled: false } });
  // As a process leaves it behind that was killed in the middle: locked, and long ago.
  await rows.query(`CREATE OR REPLACE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN NEW.locked_at := now() - interval '10 minutes'; NEW.locked_by := 'worker-dead'; NEW.run_at := now(); RETURN NEW; END $$`);
  await rows.query(
    'CREATE TRIGGER die BEFORE INSERT ON graphile_worker._private_jobs FOR EACH ROW EXECUTE FUNCTION die()',
  );
  await makeGroup(ann, [bo], 'Orphan');
  const locked = `SELECT 1 FROM graphile_worker.jobs WHERE locked_by = 'worker-dead'`;
  await eventually('the orphan', async () => (await rows.query(locked)).rowCount === 1);
  await rows.query('DROP TRIGGER die ON graphile_worker._private_jobs');
  const next = await startServerOn(server.databaseUrl, { SMS_WEBHOOK_URL: `${listener.url}/sms` });
  const mine = () => listener.at('/sms').filter(({ body }) => JSON.parse(body.toString()).to === bo.id);
  await eventually('the message', async () => mine().length === 1, 10_000);
  await next.close();
});

test('NOTE-33 a database that goes away in the middle of a job stops no later one', async () => {
  let line: Line | null = null;
  const broken = await startServer({ SMS_WEBHOOK_URL: `${listener.url}/broken` }, async (url) => {
    line = await startProxy(url);
    return line.url;
  });
  const proxy: Line = line ?? (await Promise.reject(new Error('no proxy')));
  const { ann, bo } = await broken.people('ann', 'bo');
  await prefer(bo, { categories: { groups: { sms: true } } });
  const release = listener.hold('/broken');
  await makeGroup(ann, [bo], 'before');
  await listener.waitFor('/broken');
  proxy.cut();
  release();
  await pause(300);
  proxy.mend();
  await eventually('the database', async () => (await broken.anonymous.get('/health')).status === 200, 10_000);
  await makeGroup(ann, [bo], 'after');
  const texts = () => listener.at('/broken').map(({ body }) => JSON.parse(body.toString()).text);
  await eventually('the next one', async () => texts().some((text) => text.startsWith('after')), 20_000);
  await broken.stop();
  await proxy.close();
}, 40_000);

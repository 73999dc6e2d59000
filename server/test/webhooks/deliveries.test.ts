import { afterAll, expect, test } from 'vitest';
import { eventually, makeDirect, pause, say } from '../support/factories.ts';
import {
  anAdmin,
  changeHook,
  createdShape,
  deliveriesOf,
  deliveryList,
  deliveryShape,
  engineEvents,
  isSigned,
  makeHook,
  readEvent,
  WEBHOOKS,
  webhookList,
  webhookShape,
} from '../support/hooks.ts';
import { openListener, type Received } from '../support/listener.ts';
import { sql } from '../support/outlets.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';

const listener = await openListener();
const server = await startServer({ ALLOW_PRIVATE_WEBHOOKS: 'true' });
const admin = await anAdmin(server);
afterAll(async () => {
  await server.stop();
  await listener.close();
});

const idOf = ({ headers }: Received) => headers['parley-event-id'];
const run = (text: string, ...values: unknown[]) => sql(server.databaseUrl, text, values);

async function chatOf() {
  const { ann, bo } = await server.people('ann', 'bo');
  return { ann, bo, chat: await makeDirect(ann, bo) };
}

test('HOOK-7 each request bears id, type, time and data, a signature over time and body, and an id that stays', async () => {
  const hook = await makeHook(admin, listener, '/form', { events: ['message.sent'], secret: 'a secret of their own' });
  expect(hook.secret).toBe('a secret of their own');
  const { ann, chat } = await chatOf();
  await say(ann, chat, 'one');
  const [request] = await listener.waitFor('/form');
  if (!request) throw new Error('nothing came');
  const body = JSON.parse(request.body.toString());
  expect(Object.keys(body)).toEqual(['id', 'type', 'createdAt', 'data']);
  expect(request.headers).toMatchObject({
    'content-type': 'application/json',
    'parley-event': 'message.sent',
    'parley-event-id': body.id,
    'parley-schema': '1',
  });
  expect(isSigned(request, hook.secret)).toBe(true);
  expect(isSigned(request, `${hook.secret}!`)).toBe(false);
  await changeHook(admin, hook, { secret: 'another secret of theirs' });
  await say(ann, chat, 'two');
  const [, second] = await listener.waitFor('/form', 2);
  expect(second && isSigned(second, 'another secret of theirs')).toBe(true);
});

test('HOOK-8 what is not taken is tried again after 1, 2, 4 seconds, byte for byte; only its conversation waits', async () => {
  const hook = await makeHook(admin, listener, '/shaky', { events: ['message.sent'] });
  const [bad, good] = [await chatOf(), await chatOf()];
  const times: number[] = [];
  let healed = false;
  listener.answer('/shaky', (one) => {
    const { data } = readEvent(one);
    if (!('conversationId' in data) || data.conversationId !== bad.chat.id || healed) return 200;
    times.push(performance.now());
    return times.length % 2 === 0 ? 500 : 307;
  });
  await say(bad.ann, bad.chat, 'first');
  await say(bad.ann, bad.chat, 'second');
  for (let index = 0; index < 8; index += 1) await say(good.ann, good.chat, `${index}`);
  await eventually('four attempts', async () => times.length >= 4, 14_000);
  const gaps = times.slice(1, 4).map((time, index) => time - (times[index] ?? 0));
  for (const [index, gap] of gaps.entries()) expect(gap).toBeGreaterThan(1_000 * 2 ** index - 50);
  const seqs = engineEvents(listener, '/shaky').flatMap(({ data }) =>
    'messageId' in data && data.conversationId === good.chat.id ? data.seq : [],
  );
  expect(seqs).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  await eventually('the fourth is put down', async () =>
    (await deliveriesOf(admin, hook, '&status=pending')).some(({ attempts }) => attempts === 4),
  );
  const [waiting, first] = (await deliveriesOf(admin, hook)).filter(({ status }) => status === 'pending');
  expect(first).toMatchObject({ attempts: 4, responseStatus: 500, error: 'answered 500', deliveredAt: null });
  expect(waiting).toMatchObject({ attempts: 0, responseStatus: null, error: null, lastAttemptAt: null });
  expect(Date.parse(first?.nextAttemptAt ?? '')).toBeGreaterThan(Date.now() + 3_000);
  const tries = listener.at('/shaky').filter((one) => idOf(one) === first?.eventId);
  expect(new Set(tries.map(({ body }) => body.toString()))).toEqual(new Set([first?.body]));
  expect(listener.at('/elsewhere')).toEqual([]);
  healed = true;
  const again = await admin.post(`${WEBHOOKS}/${hook.id}/deliveries/${first?.id}/redeliver`);
  expect([again.status, JSON.parse(again.text).id]).toEqual([200, first?.id]);
  await eventually(
    'both are out',
    async () => (await deliveriesOf(admin, hook, '&status=pending')).length === 0,
    5_000,
  );
  expect((await deliveriesOf(admin, hook)).find(({ id }) => id === first?.id)).toMatchObject({
    status: 'delivered',
    attempts: 5,
    responseStatus: 200,
    error: null,
    nextAttemptAt: null,
  });
}, 40_000);

test('HOOK-9 pauses grow to a quarter of an hour; after a day it is given up and told so, and its conversation goes on', async () => {
  const hook = await makeHook(admin, listener, '/dead', { events: ['message.sent'] });
  const { ann, chat } = await chatOf();
  listener.answer('/dead', 503);
  await say(ann, chat, 'yesterday');
  await listener.waitFor('/dead');
  const mine = `outlet = 'hook:${hook.id}'`;
  await eventually(
    'it was put down',
    async () => (await run(`SELECT 1 FROM event_queues WHERE ${mine} AND failures = 1`)).length === 1,
  );
  await run(`UPDATE event_queues SET failures = 14, next_at = now() WHERE ${mine}`);
  await eventually(
    'it failed again',
    async () => (await run(`SELECT 1 FROM event_queues WHERE ${mine} AND failures = 15`)).length === 1,
  );
  const [delivery] = await deliveriesOf(admin, hook);
  const pauseMs = Date.parse(delivery?.nextAttemptAt ?? '') - Date.now();
  expect(pauseMs).toBeGreaterThan(14 * 60_000);
  expect(pauseMs).toBeLessThanOrEqual(15 * 60_000);
  await say(ann, chat, 'today');
  await eventually('both wait', async () => (await deliveriesOf(admin, hook)).length === 2);
  await run(
    `UPDATE event_deliveries SET created_at = created_at - interval '24 hours' WHERE ${mine} AND id = (SELECT min(id) FROM event_deliveries WHERE ${mine})`,
  );
  await run(`UPDATE event_queues SET failing_since = now() - interval '25 hours', next_at = now() WHERE ${mine}`);
  await eventually(
    'it is given up',
    async () => (await deliveriesOf(admin, hook, '&status=failed')).length === 1,
    5_000,
  );
  listener.answer('/dead', 200);
  await run(`UPDATE event_queues SET next_at = now() WHERE ${mine}`);
  await eventually(
    'the next is out',
    async () => (await deliveriesOf(admin, hook, '&status=delivered')).length === 1,
    5_000,
  );
  const [failed] = await deliveriesOf(admin, hook, '&status=failed');
  expect(failed).toMatchObject({ responseStatus: 503, nextAttemptAt: null, deliveredAt: null });
  const metrics = (await server.anonymous.get('/metrics')).text;
  expect(metrics).toMatch(/^parley_outlet_deliveries_total\{outlet="hook",outcome="parked"\} 1$/m);
  expect(metrics).not.toContain(hook.id);

  const again = await admin.post(`${WEBHOOKS}/${hook.id}/deliveries/${failed?.id}/redeliver`);
  expect(again.status).toBe(201);
  const copy = deliveryShape.parse(JSON.parse(again.text));
  expect(copy).toMatchObject({ eventId: failed?.eventId, body: failed?.body, status: 'pending', attempts: 0 });
  expect(copy.id).not.toBe(failed?.id);
  await eventually(
    'it is out after all',
    async () => (await deliveriesOf(admin, hook, '&status=delivered')).length === 2,
    5_000,
  );
}, 40_000);

test('HOOK-10 the log has everything that was sent, the latest first, page by page; what was taken can be sent again', async () => {
  const hook = await makeHook(admin, listener, '/log', { events: ['message.sent'] });
  const { ann, chat } = await chatOf();
  const sent = [];
  for (let index = 0; index < 5; index += 1) sent.push(await say(ann, chat, `${index}`));
  await eventually('all', async () => (await deliveriesOf(admin, hook, '&status=delivered')).length === 5, 10_000);
  const pages: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const answer = await admin.get(`${WEBHOOKS}/${hook.id}/deliveries?limit=2${more}`);
    const { data, page } = deliveryList.parse(JSON.parse(answer.text));
    pages.push(...data.map(({ body }) => JSON.parse(body).data.messageId));
    cursor = page.next;
  }
  expect(pages).toEqual(sent.map(({ id }) => id).reverse());
  expectRefusal(await admin.get(`${WEBHOOKS}/${hook.id}/deliveries?cursor=zzz`), 400, 'invalid_cursor');
  const foreign = Buffer.from(JSON.stringify([`deliveries:${hook.id}`, 'x'])).toString('base64url');
  expectRefusal(await admin.get(`${WEBHOOKS}/${hook.id}/deliveries?cursor=${foreign}`), 400, 'invalid_cursor');
  const [latest] = await deliveriesOf(admin, hook);
  expect((await admin.post(`${WEBHOOKS}/${hook.id}/deliveries/${latest?.id}/redeliver`)).status).toBe(201);
  const all = await listener.waitFor('/log', 6);
  expect(idOf(all[5] as Received)).toBe(latest?.eventId);
  expect(all[5]?.body.toString()).toBe(latest?.body);
  const other = await makeHook(admin, listener, '/other', { isActive: false });
  for (const id of [latest?.id, 'd0', 'x', 'd99999999999999999999', '%00'])
    expectRefusal(await admin.post(`${WEBHOOKS}/${other.id}/deliveries/${id}/redeliver`), 404, 'not_found');
});

test('HOOK-11 a test is sent at once, once, also to one that is switched off, and its answer says what came of it', async () => {
  const hook = await makeHook(admin, listener, '/try', { isActive: false, events: ['ticket.created'] });
  const test = async () => deliveryShape.parse(JSON.parse((await admin.post(`${WEBHOOKS}/${hook.id}/test`)).text));
  expect(await test()).toMatchObject({ type: 'webhook.tested', status: 'delivered', responseStatus: 201, attempts: 1 });
  listener.answer('/try', 418);
  expect(await test()).toMatchObject({ status: 'failed', responseStatus: 418, error: 'answered 418' });
  const [good] = listener.at('/try');
  if (!good) throw new Error('nothing came');
  expect(readEvent(good)).toMatchObject({ type: 'webhook.tested', data: { webhookId: hook.id } });
  expect(isSigned(good, hook.secret)).toBe(true);
  const release = listener.hold('/try');
  const began = performance.now();
  expect(await test()).toMatchObject({ status: 'failed', responseStatus: null });
  expect(performance.now() - began).toBeLessThan(4_500);
  release();
  await pause(1_500);
  expect(listener.at('/try')).toHaveLength(3);
  expect(await deliveriesOf(admin, hook)).toHaveLength(3);
});

test('HOOK-12 a secret is shown when it is made and never again', async () => {
  const [given, made] = [
    await makeHook(admin, listener, '/s1', { isActive: false, secret: 'canary-0123456789' }),
    await makeHook(admin, listener, '/s2', { isActive: false, events: ['*'] }),
  ];
  expect(made.secret).toMatch(/^whsec_\w{22,}$/);
  expect(made.events).toEqual(['*']);
  const answers = await Promise.all([
    admin.get(WEBHOOKS),
    admin.get(`${WEBHOOKS}/${given.id}`),
    admin.get(`${WEBHOOKS}/${made.id}`),
    admin.put(`${WEBHOOKS}/${given.id}`, { secret: 'canary-9876543210' }),
    admin.post(`${WEBHOOKS}/${given.id}/test`),
    admin.get(`${WEBHOOKS}/${given.id}/deliveries`),
    admin.put(`${WEBHOOKS}/${given.id}`, { secret: 'canary', url: 'canary' }),
    server.anonymous.get('/metrics'),
  ]);
  for (const { text } of answers) {
    expect(text).not.toContain('canary-');
    expect(text).not.toContain(made.secret);
  }
  const { data } = webhookList.parse(JSON.parse(answers[0].text));
  expect(data.map(({ id }) => id)).toEqual(expect.arrayContaining([given.id, made.id]));
});

test('HOOK-13 webhooks are listed in the order in which they were made, changed field by field, and removed', async () => {
  const hooks = [];
  for (let index = 0; index < 3; index += 1)
    hooks.push(await makeHook(admin, listener, `/l${index}`, { isActive: false }));
  const ids: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const { data, page } = webhookList.parse(JSON.parse((await admin.get(`${WEBHOOKS}?limit=2${more}`)).text));
    ids.push(...data.map(({ id }) => id));
    cursor = page.next;
  }
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.slice(-3)).toEqual(hooks.map(({ id }) => id));
  const [one] = hooks;
  const changed = await admin.put(`${WEBHOOKS}/${one?.id}`, { events: ['user.created'] });
  expect(webhookShape.parse(JSON.parse(changed.text))).toMatchObject({
    url: one?.url,
    events: ['user.created'],
    isActive: false,
    createdBy: admin.id,
  });
  expect((await admin.delete(`${WEBHOOKS}/${one?.id}`)).status).toBe(204);
  expectRefusal(await admin.delete(`${WEBHOOKS}/${one?.id}`), 404, 'not_found');
  const bad = [
    { url: `${listener.url}/x`, events: [] },
    { url: `${listener.url}/x`, events: ['message.written'] },
    { url: `${listener.url}/x`, events: ['webhook.tested'] },
    { url: `${listener.url}/x`, secret: 'too short' },
    { url: `${listener.url}/${'x'.repeat(2_000)}` },
  ];
  for (const body of bad) expectRefusal(await admin.post(WEBHOOKS, body), 400, 'validation_failed');
  expect(createdShape.safeParse(one).success).toBe(true);
});

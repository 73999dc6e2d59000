import { expect, test } from 'vitest';
import type { Answer } from '../support/api.ts';
import { MESSAGES, makeDirect, pause } from '../support/factories.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { openTicket, TICKETS } from '../support/tickets.ts';

test('LIMIT-1 over the limit a user is told to wait, others go on', async () => {
  const server = await startServer({ RATE_LIMIT_MAX_REQUESTS: '10', RATE_LIMIT_WINDOW_MS: '60000' });
  const [ann, bo] = [await server.person('ann'), await server.person('bo')];
  let answered = 1;
  let refused = await ann.get('/api/users/me');
  while (refused.status === 200 && answered < 50) {
    answered += 1;
    refused = await ann.get('/api/users/me');
  }
  expect(answered).toBe(10);
  expectRefusal(refused, 429, 'rate_limited');
  const wait = Number(refused.headers.get('retry-after'));
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(60);
  expect((await bo.get('/api/users/me')).status).toBe(200);
  await server.stop();
});

test('LIMIT-1 the window passes', async () => {
  const server = await startServer({ RATE_LIMIT_MAX_REQUESTS: '3', RATE_LIMIT_WINDOW_MS: '3000' });
  const ann = await server.person('ann');
  const burst = await Promise.all(Array.from({ length: 10 }, () => ann.get('/api/users/me')));
  expect(burst.filter((answer) => answer.status === 200).length).toBeLessThanOrEqual(3);
  await pause(3100);
  expect((await ann.get('/api/users/me')).status).toBe(200);
  await server.stop();
});

test('LIMIT-2 health and metrics are never limited', async () => {
  const server = await startServer({ RATE_LIMIT_MAX_REQUESTS: '2' });
  for (const path of ['/health', '/health/live', '/health/ready', '/metrics']) {
    const answers = await Promise.all(Array.from({ length: 10 }, () => server.anonymous.get(path)));
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 10 }, () => 200));
  }
  await server.stop();
});

test('LIMIT-3 without a user the address counts, and a header cannot change it', async () => {
  const server = await startServer({ RATE_LIMIT_MAX_REQUESTS: '5' });
  const statuses: number[] = [];
  for (let time = 0; time < 12; time += 1) {
    const headers = {
      'x-forwarded-for': `10.0.0.${time}`,
      'x-real-ip': `10.1.0.${time}`,
      forwarded: `for=10.2.0.${time}`,
    };
    statuses.push((await server.anonymous.get('/api/users/me', { headers })).status);
  }
  expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
  expect(statuses.slice(5).every((status) => status === 429)).toBe(true);
  await server.stop();
});

test('LIMIT-3 behind a trusted proxy the forwarded address counts', async () => {
  const server = await startServer({ RATE_LIMIT_MAX_REQUESTS: '2', TRUST_PROXY: '1' });
  const ask = async (address: string) =>
    (await server.anonymous.get('/api/users/me', { headers: { 'x-forwarded-for': address } })).status;
  expect([await ask('10.0.0.1'), await ask('10.0.0.1'), await ask('10.0.0.1')]).toEqual([401, 401, 429]);
  expect(await ask('10.0.0.2')).toBe(401);
  await server.stop();
});

test('LIMIT-4 messages an hour are counted over HTTP and sockets together', async () => {
  const server = await startServer({ RATE_LIMIT_MESSAGES_PER_HOUR: '4' });
  const { ann, bo } = await server.people('ann', 'bo');
  const chat = await makeDirect(ann, bo);
  const wire = await ann.connect();
  const body = { conversationId: chat.id, content: 'x' };
  for (let time = 0; time < 2; time += 1) {
    expect((await ann.post(MESSAGES, body)).status).toBe(201);
    expect((await wire.ask('send_message', body)).ok).toBe(true);
  }
  const refused = await ann.post(MESSAGES, body);
  expectRefusal(refused, 429, 'rate_limited');
  const ack = await wire.ask('send_message', body);
  expect(ack.raw).toMatchObject({ ok: false, error: { code: 'rate_limited' } });
  const { retryAfter } = (ack.raw as { error: { retryAfter: number } }).error;
  expect(retryAfter).toBeGreaterThan(0);
  expect(retryAfter).toBeLessThanOrEqual(3600);
  expect((await bo.post(MESSAGES, body)).status).toBe(201);
  expect((await ann.get('/api/users/me')).status).toBe(200);
  await server.stop();
});

test('LIMIT-4 what was sent is answered again over the limit too, and neither that nor what came to nothing counts', async () => {
  const server = await startServer({ RATE_LIMIT_MESSAGES_PER_HOUR: '3' });
  const [ann, bo, ada] = [
    await server.person('ann'),
    await server.person('bo'),
    await server.person('ada', { role: 'agent' }),
  ];
  const chat = await makeDirect(ann, bo);
  const wire = await ann.connect();
  const body = { conversationId: chat.id, content: 'x', clientId: 'first' };
  expect((await ann.post(MESSAGES, body)).status).toBe(201);
  for (let time = 0; time < 3; time += 1) {
    expect((await ann.post(MESSAGES, body)).status).toBe(200);
    expectRefusal(await ann.post(MESSAGES, { ...body, conversationId: 'c-unknown' }), 404, 'not_found');
    expect((await wire.ask('send_message', body)).raw).toMatchObject({ ok: true, duplicate: true });
  }
  for (const clientId of ['second', 'third'])
    expect((await ann.post(MESSAGES, { ...body, clientId })).status).toBe(201);
  expectRefusal(await ann.post(MESSAGES, { ...body, clientId: 'fourth' }), 429, 'rate_limited');
  expectRefusal(await ann.post(MESSAGES, { ...body, content: 'another' }), 429, 'rate_limited');
  expectRefusal(await ann.post(MESSAGES, { ...body, conversationId: 'c-unknown' }), 429, 'rate_limited');
  expect((await ann.post(MESSAGES, body)).status).toBe(200);
  expect((await wire.ask('send_message', body)).raw).toMatchObject({ ok: true, duplicate: true });

  const ticket = await openTicket(ann);
  const path = `${TICKETS}/${ticket.id}/comments`;
  const said = { content: 'said', clientId: 'said' };
  const noted = { content: 'noted', clientId: 'noted', internal: true };
  for (const one of [said, noted, { content: 'more' }]) expect((await ada.post(path, one)).status).toBe(201);
  for (const one of [said, noted]) expect((await ada.post(path, one)).status).toBe(200);
  expectRefusal(await ada.post(path, { content: 'and more', clientId: 'new' }), 429, 'rate_limited');
  await server.stop();
});

test('LIMIT-5 health stays green and fast while somebody is over the limit', async () => {
  const server = await startServer({ RATE_LIMIT_MAX_REQUESTS: '3' });
  const ann = await server.person('ann');
  const answers: Answer[] = [];
  const times: number[] = [];
  while (times.length < 3) {
    const flood = Array.from({ length: 200 }, () => ann.get('/api/users/me'));
    const started = Date.now();
    expect((await server.anonymous.get('/health')).status).toBe(200);
    times.push(Date.now() - started);
    answers.push(...(await Promise.all(flood)));
  }
  // Of three times one may meet a machine that stands still.
  expect(times.toSorted((a, b) => a - b)[1]).toBeLessThan(2000);
  expect(answers.filter((answer) => answer.status === 200).length).toBeLessThanOrEqual(2);
  await server.stop();
});

test('LIMIT-6 frames of a socket count as requests', async () => {
  const server = await startServer({ RATE_LIMIT_MAX_REQUESTS: '8' });
  const ann = await server.person('ann');
  const wire = await ann.connect();
  const acks = await Promise.all(Array.from({ length: 20 }, () => wire.ask('resume', { conversations: {} })));
  const refused = acks.filter((ack) => ack.code === 'rate_limited');
  expect(refused.length).toBeGreaterThanOrEqual(12);
  expect(acks.some((ack) => ack.ok)).toBe(true);
  expect(wire.socket.connected).toBe(true);
  expectRefusal(await ann.get('/api/users/me'), 429, 'rate_limited');
  await server.stop();
});

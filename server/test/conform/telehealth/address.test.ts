import { describe, expect, test } from 'vitest';
import { createHttp } from '../support/http.ts';
import { BASE, openClinic } from './clinic.ts';
import { createdShape, healthShape, refusalShape } from './shapes.ts';
import { expectRefused, say } from './talk.ts';

const clinic = await openClinic({ FRONTEND_URL: 'https://app.example.org, https://two.example.org' });
const { own } = clinic.target;

test('TELE-1 anybody may ask for health, and is told how many people are connected', async () => {
  const before = (await clinic.anonymous.get('/health')).as(healthShape).onlineUsers;
  const { pat, wires } = await clinic.cast();
  await pat.connect('pat3');
  const during = (await clinic.anonymous.get('/health')).as(healthShape);
  expect(Math.abs(Date.parse(during.timestamp) - Date.now())).toBeLessThan(60_000);
  if (own) expect(during.onlineUsers).toBe(before + new Set(Object.values(wires).map(({ userId }) => userId)).size);
  else expect(during.onlineUsers).toBeGreaterThanOrEqual(4);
});

test('TELE-2 it is the same below its prefix on the main port and on a port of its own', async ({ skip }) => {
  const server = clinic.ownServer(skip);
  const { pat, doc, id } = await clinic.pair();
  const main = `${server.url}/telehealth`;
  const there = createHttp(main, pat.token, () => {});
  expect((await there.get('/health')).status).toBe(200);
  const again = await there.post(`${BASE}/conversations`, { recipientId: doc.id, recipientType: 'doctor' });
  expect({ status: again.status, id: JSON.parse(again.text).data.conversationId }).toEqual({ status: 200, id });
  expect((await createHttp(server.url, pat.token, () => {}).get(`${BASE}/conversations`)).status).toBe(404);
});

test('TELE-3 an address that does not exist is 404, broken JSON 400, both in the one form of errors', async () => {
  const pat = await clinic.patient();
  for (const path of ['/nothing', `${BASE}/conversations/x/nothing`, `${BASE}/a/b/c/d`, '/api/v2/messages'])
    expectRefused(await pat.get(path), 404);
  expectRefused(await pat.post(`${BASE}/conversations`, undefined, { raw: '{"recipientId":' }), 400);
  expectRefused(await pat.post(`${BASE}/conversations`, undefined, { raw: '' }), 400);
  const other = { headers: { 'content-type': 'text/plain' }, raw: '{}' };
  expectRefused(await pat.post(`${BASE}/conversations`, undefined, other), 400);
  expectRefused(await pat.request('PATCH', `${BASE}/conversations`, {}), 404);
  (await clinic.anonymous.get('/api/nothing')).as(refusalShape);
});

describe('origins', () => {
  const ask = async (origin: string | null, path = '/health') =>
    fetch(`${clinic.target.url}${path}`, { headers: origin === null ? {} : { origin } });

  test('TELE-4 only pages of the configured origins may read answers; a request without an origin passes', async ({
    skip,
  }) => {
    clinic.ownServer(skip);
    for (const origin of ['https://app.example.org', 'https://two.example.org'])
      expect((await ask(origin)).headers.get('access-control-allow-origin')).toBe(origin);
    for (const origin of ['https://evil.example.org', 'http://app.example.org', 'null'])
      expect((await ask(origin)).headers.get('access-control-allow-origin')).toBeNull();
    for (const method of ['PUT', 'DELETE']) {
      const headers = {
        origin: 'https://app.example.org',
        'access-control-request-method': method,
        'access-control-request-headers': 'authorization,content-type',
      };
      const preflight = await fetch(`${clinic.target.url}/api/v1/messages/x`, { method: 'OPTIONS', headers });
      expect(preflight.headers.get('access-control-allow-methods')).toContain(method);
      expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
    }
    const without = await ask(null);
    expect({ status: without.status, allow: without.headers.get('access-control-allow-origin') }).toEqual({
      status: 200,
      allow: null,
    });
    const polling = `${new URL(clinic.target.socket.path, clinic.target.socket.origin).pathname}/?EIO=4&transport=polling`;
    const of = async (origin: string) =>
      (await fetch(`${clinic.target.socket.origin}${polling}`, { headers: { origin } })).headers.get(
        'access-control-allow-origin',
      );
    expect(await of('https://app.example.org')).toBe('https://app.example.org');
    expect(await of('https://evil.example.org')).toBeNull();
  });
});

test('TELE-5 a connection works over WebSocket and over long polling', async () => {
  const { pat, doc, id } = await clinic.pair();
  const polling = await pat.connect('pat', 'polling');
  const listening = await doc.connect('doc', 'polling');
  const sent = await say(polling, { conversationId: id, receiverId: doc.id }, 'by post');
  expect((await listening.next('new_message')).id).toBe(sent.messageId);
  const web = await pat.connect('web', 'websocket');
  await say(web, { conversationId: id, receiverId: doc.id }, 'by wire');
  expect(await polling.next('message_sent', ({ message }) => message.content === 'by wire')).toMatchObject({
    message: { seq: 2 },
  });
});

test('TELE-6 every success has a sentence of its own and its data', async () => {
  const [pat, doc] = [await clinic.patient(), await clinic.doctor()];
  const answer = await pat.post(`${BASE}/conversations`, { recipientId: doc.id, recipientType: 'doctor' });
  expect(answer.status).toBe(201);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  answer.as(createdShape);
});

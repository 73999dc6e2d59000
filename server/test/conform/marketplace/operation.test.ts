import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { png } from '../../support/samples.ts';
import { createHttp } from '../support/http.ts';
import { Refused } from '../support/wire.ts';
import {
  at,
  CONVERSATIONS,
  fails,
  historyOf,
  look,
  must,
  openDirect,
  openGroup,
  openMarket,
  ownCase,
  pageOf,
  post,
  refused,
  say,
  send,
  sendAll,
  tell,
  upload,
} from './market.ts';
import { messageShape, metricsShape } from './shapes.ts';

const market = await openMarket();
const small = await openMarket({ MAX_MESSAGE_LENGTH: '10', MESSAGES_PER_PAGE: '5', MAX_FILE_SIZE: '2000' });
const scarce = await openMarket({ RATE_LIMIT_MESSAGES_PER_HOUR: '6', RATE_LIMIT_MAX_REQUESTS: '60' });
const usual = await openMarket({ RATE_LIMIT_MESSAGES_PER_HOUR: '' });
const closed = await openMarket({ CORS_ORIGINS: 'https://shop.example', MAX_CONNECTIONS_PER_USER: '3' });

describe('operation', () => {
  test('MARK-210 health is told to anybody, at both addresses', async () => {
    for (const path of ['/health', '/api/health']) {
      const answer = must(await market.anonymous.get(path), 200);
      const status = z.object({ status: z.enum(['up', 'not_configured']) });
      const health = z.object({ status: z.literal('healthy'), dependencies: z.record(z.string(), status) });
      const { dependencies } = answer.as(health);
      for (const name of ['database', 'redis', 'storage', 'websocket']) expect(dependencies).toHaveProperty(name);
      expect(dependencies.database?.status).toBe('up');
    }
  });

  test('MARK-211 the documentation is a page and an OpenAPI document of all addresses', async () => {
    const page = must(await market.anonymous.get('/api/docs'), 200);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    const document = must(await market.anonymous.get('/api/docs-json'), 200);
    const { openapi, paths } = document.as(z.object({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) }));
    expect(openapi).toMatch(/^3\./);
    const known = Object.keys(paths).map((path) => path.replaceAll(/\{\w+\}/g, ':').replace(/^\/marketplace/, ''));
    for (const path of [
      CONVERSATIONS,
      `${CONVERSATIONS}/:`,
      `${CONVERSATIONS}/:/messages`,
      `${CONVERSATIONS}/:/messages/service-offer`,
      '/api/messages/search',
      '/api/messages/:/forward',
      '/api/users/:/service-packages',
      '/api/upload/chat-files',
      '/api/metrics',
    ])
      expect(known).toContain(path);
  });

  test('MARK-212 metrics are an admin’s', async () => {
    const admin = await market.person('Admin', { role: 'admin' });
    const { ann, bo } = await market.people('ann', 'bo');
    const agent = await market.person('Agent', { role: 'agent' });
    for (const who of [ann, agent]) refused(await who.get('/api/metrics'), 403);
    const metrics = async () => must(await admin.get('/api/metrics'), 200).as(metricsShape);
    const before = await metrics();
    const wire = await ann.connect();
    const { _id: id } = await openDirect(ann, bo);
    await sendAll(ann, id, 'one', 'two');
    must(await upload(ann, [{ bytes: png(), name: 'a.png', mimeType: 'image/png' }]), 201);
    const after = await metrics();
    expect(after.activeConnections).toBeGreaterThanOrEqual(1);
    expect(after.messagesPerHour).toBeGreaterThanOrEqual(before.messagesPerHour + 2);
    expect(after.messagesPerMinute).toBeGreaterThanOrEqual(2);
    expect(after.conversationsPerDay).toBeGreaterThanOrEqual(before.conversationsPerDay + 1);
    expect(after.fileUploadsPerDay).toBeGreaterThanOrEqual(before.fileUploadsPerDay + 1);
    expect(after.userOnlineEvents).toBeGreaterThanOrEqual(before.userOnlineEvents + 1);
    await wire.close();
  });

  ownCase('MARK-213 the rate is that of the offers that led to a booking of that package there', async () => {
    const admin = await small.person('Admin', { role: 'admin' });
    const { ann, bo } = await small.people('ann', 'bo');
    const rate = async () => must(await admin.get('/api/metrics'), 200).as(metricsShape).serviceOfferConversionRate;
    expect(await rate()).toBeNull();
    const cut = { id: 'a', name: 'A', price: 1, currency: 'EUR', duration: '1 h' };
    must(await ann.put(`/api/users/${ann.id}/service-packages`, [cut, { ...cut, id: 'b' }]), 200);
    const [direct, group] = [await openDirect(ann, bo), await openGroup(ann, [bo])];
    const offer = async (id: string, servicePackageId: string) =>
      must(await ann.post(at(id, '/messages/service-offer'), { servicePackageId, message: 'x' }), 201);
    const book = async (id: string, servicePackageId: string) =>
      must(await bo.post(at(id, '/messages/booking-request'), { servicePackageId, message: 'x' }), 201);
    await book(direct._id, 'a');
    await offer(direct._id, 'a');
    expect(await rate()).toBe(0);
    await book(group._id, 'a');
    await book(direct._id, 'b');
    expect(await rate()).toBe(0);
    await book(direct._id, 'a');
    expect(await rate()).toBe(1);
    await offer(group._id, 'b');
    expect(await rate()).toBe(0.5);
  });

  ownCase('MARK-214 pages of other origins are let in where they are named', async () => {
    const { ann } = await closed.people('ann');
    const ask = (origin: string) => ann.request('GET', CONVERSATIONS, undefined, { headers: { origin } });
    expect((await ask('https://shop.example')).headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect((await ask('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('sizes', () => {
  ownCase('MARK-215 the length of messages, the size of pages and of files follow the settings', async () => {
    const { ann, bo } = await small.people('ann', 'bo');
    const { _id: id } = await openDirect(ann, bo);
    for (const content of ['x'.repeat(11), '😀'.repeat(11)]) refused(await post(ann, id, { content }), 400, /content/);
    const rows = await sendAll(ann, id, ...Array.from({ length: 11 }, () => '😀'.repeat(10)));
    refused(await ann.put(`/api/messages/${rows[0]?._id}`, { content: 'x'.repeat(11) }), 400, /content/);
    expect((await pageOf(bo, id)).messages).toHaveLength(5);
    expect(await pageOf(bo, id)).toMatchObject({ limit: 5, total: 11, totalPages: 3 });
    expect((await pageOf(bo, id, '?limit=100')).messages).toHaveLength(11);
    const picture = (size: number) => ({
      bytes: Buffer.concat([png(), Buffer.alloc(size)]),
      name: 'a.png',
      mimeType: 'image/png',
    });
    must(await upload(ann, [picture(1000)]), 201);
    refused(await upload(ann, [picture(2001)]), 413);
  });
});

describe('limits', () => {
  ownCase('MARK-216 messages of every kind and door are counted together', async () => {
    const { ann, bo } = await scarce.people('ann', 'bo');
    const { _id: id } = await openDirect(ann, bo);
    const { _id: group } = await openGroup(ann, [bo]);
    const wire = await ann.connect();
    const first = must(await post(ann, id, { content: 'one', clientMessageId: 'k' }), 201).as(messageShape);
    await say(wire, id, 'two');
    must(await ann.post(at(id, '/messages/location'), { latitude: 1, longitude: 1 }), 201);
    must(await ann.post(`/api/messages/${first._id}/forward`, { conversationIds: [group, id] }), 201);
    // A resend and what is refused do not count.
    must(await post(ann, id, { content: 'one', clientMessageId: 'k' }), 200);
    refused(await post(ann, id, { content: '' }), 400);
    await send(ann, id, 'six');
    const over = await post(ann, id, { content: 'seven' });
    refused(over, 429);
    expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await fails(wire, 'send_message', { conversationId: id, message: { content: 'seven' } }, 429)).error).toBe(
      'Rate limit exceeded',
    );
    refused(await ann.post(at(id, '/messages/location'), { latitude: 1, longitude: 1 }), 429);
    refused(await ann.post(`/api/messages/${first._id}/forward`, { conversationIds: [group] }), 429);
    expect(must(await post(ann, id, { content: 'one', clientMessageId: 'k' }), 200).as(messageShape)._id).toBe(
      first._id,
    );
    await send(bo, id, 'others may');
    expect(await historyOf(bo, id)).toHaveLength(6);
    expect(await historyOf(bo, group)).toHaveLength(1);
  });

  ownCase('MARK-216 several forwards are sent all or none', async () => {
    const { ann, bo } = await scarce.people('ann', 'bo');
    const { _id: id } = await openDirect(ann, bo);
    const { _id: group } = await openGroup(ann, [bo]);
    const rows = await sendAll(ann, id, 'one', 'two', 'three', 'four', 'five');
    refused(await ann.post(`/api/messages/${rows[0]?._id}/forward`, { conversationIds: [group, id] }), 429);
    expect(await historyOf(bo, group)).toEqual([]);
    must(await ann.post(`/api/messages/${rows[0]?._id}/forward`, { conversationIds: [group] }), 201);
  });

  ownCase('MARK-217 without a setting they are a hundred in an hour', async () => {
    const { ann, bo } = await usual.people('ann', 'bo');
    const { _id: id } = await openDirect(ann, bo);
    const wire = await ann.connect();
    await Promise.all(Array.from({ length: 100 }, (_, turn) => say(wire, id, `${turn}`)));
    await fails(wire, 'send_message', { conversationId: id, message: { content: 'x' } }, 429);
    refused(await post(ann, id, { content: 'x' }), 429);
  });

  ownCase('MARK-218 too many requests are 429, each caller by itself, health never', async () => {
    const { ann, bo } = await scarce.people('ann', 'bo');
    const answers = await Promise.all(Array.from({ length: 61 }, () => ann.get(CONVERSATIONS)));
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
    refused(await ann.get(CONVERSATIONS), 429);
    must(await bo.get(CONVERSATIONS), 200);
    for (let time = 0; time < 70; time += 1) must(await scarce.anonymous.get('/health'), 200);
  });

  ownCase('MARK-219 one connection too many of a user is refused, until another has ended', async () => {
    const { ann, bo } = await closed.people('ann', 'bo');
    const wires = [await ann.connect(), await ann.connect(), await ann.connect()];
    const more = await ann.connect().catch((error: unknown) => error);
    expect(more).toBeInstanceOf(Refused);
    expect(more).toHaveProperty('message', 'Too many connections');
    await bo.connect();
    await wires[0]?.close();
    await expect
      .poll(
        () =>
          ann.connect().then(
            () => true,
            () => false,
          ),
        { timeout: 3000 },
      )
      .toBe(true);
    for (const wire of wires.slice(1)) expect(wire.socket.connected).toBe(true);
  });

  ownCase('MARK-219 twenty are let in where nothing is set', async () => {
    const { ann } = await usual.people('ann');
    for (let turn = 0; turn < 20; turn += 1) await ann.connect(`ann ${turn}`);
    await expect(ann.connect('one more')).rejects.toThrow('Too many connections');
  });
});

describe('together', () => {
  ownCase('MARK-220 the native API shows the same conversation and messages', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const { own } = market.target;
    if (!own) throw new Error('no server of our own');
    const native = createHttp(own.url, bo.token, () => {});
    const { _id: id } = await openDirect(ann, bo);
    const ear = await ann.connect();
    const { message } = await tell(ear, 'send_message', { conversationId: id, message: { content: 'here' } });
    const said = must(await native.post('/api/messaging/messages', { conversationId: id, content: 'there' }), 201);
    const there = said.as(z.looseObject({ id: z.string(), seq: z.number() }));
    expect(there.seq).toBe(2);
    expect(await ear.next('new_message', (heard) => heard.message.seq === 2)).toMatchObject({
      message: { _id: there.id, content: 'there', senderId: bo.id },
    });
    expect((await historyOf(ann, id)).map(({ _id }) => _id)).toEqual([there.id, message._id]);
    expect(must(await native.get(`/api/users/${ann.id}/service-packages`), 200).status).toBe(200);
  });

  ownCase(
    'MARK-221 a support conversation is a group, open to agents and admins, whose name and people stay',
    async () => {
      const { ann, bo } = await market.people('ann', 'bo');
      const agent = await market.person('Agent', { role: 'agent' });
      const { own } = market.target;
      if (!own) throw new Error('no server of our own');
      const native = createHttp(own.url, ann.token, () => {});
      const ticket = must(await native.post('/api/tickets', { subject: 'Help', description: 'It does not work' }), 201);
      const { conversationId: id } = ticket.as(z.looseObject({ conversationId: z.string() }));
      expect(await look(ann, id)).toMatchObject({ type: 'group' });
      expect(must(await agent.get(CONVERSATIONS), 200).text).not.toContain(id);
      expect(await look(agent, id)).toMatchObject({ _id: id, unreadCounts: { [agent.id]: 0 } });
      refused(await bo.get(at(id)), 403);
      const row = await send(ann, id, 'anybody there?');
      expect((await historyOf(agent, id)).map(({ _id }) => _id)).toContain(row._id);
      expect(must(await agent.get(`/api/messages/search?q=anybody&conversationId=${id}`), 200).json).toMatchObject({
        total: 1,
      });
      const ear = await ann.connect();
      await send(agent, id, 'here I am');
      await ear.next('new_message', ({ message }) => message.senderId === agent.id);
      expect((await look(ann, id)).participants).toContain(agent.id);
      for (const who of [ann, agent]) {
        refused(await who.put(at(id), { groupName: 'x' }), 400);
        refused(await who.post(at(id, '/participants'), { participants: [bo.id] }), 400);
        refused(await who.delete(at(id, `/participants/${who.id}`)), 400);
      }
      refused(await bo.put(at(id), { groupName: 'x' }), 403);
    },
  );
});

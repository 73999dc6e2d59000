import { describe, expect, test } from 'vitest';
import { isForeign } from '../../support/target.ts';
import {
  at,
  CONVERSATIONS,
  create,
  dataOf,
  look,
  messagesOf,
  must,
  nobodysId,
  openCharity,
  ownCase,
  post,
  refusal,
  refused,
  say,
  send,
} from './charity.ts';
import { conversationShape } from './shapes.ts';

const charity = await openCharity();

describe('roles', () => {
  test.each(['admin', 'ADMIN', 'Admin', 'agent', 'AGENT', 'support', 'Support'])('CHAR-5 %s is ADMIN', async (role) => {
    const [ann, root] = await Promise.all([charity.person('Ann'), charity.person('Root', { role })]);
    const { conversationId } = await create(ann);
    expect((await create(root)).participants).toMatchObject([{ userId: root.id, role: 'ADMIN' }]);
    await look(root, conversationId);
    expect((await post(root, conversationId, 'x')).senderRole).toBe('ADMIN');
    expect((await look(ann, conversationId)).participants).toMatchObject([{ role: 'USER' }, { role: 'ADMIN' }]);
  });

  test.each(['user', 'USER', 'CAMPAIGN_OWNER', 'doctor', 'administrator', 'root', ''])(
    'CHAR-5 %s is USER',
    async (role) => {
      const [ann, other] = await Promise.all([charity.person('Ann'), charity.person('Other', { role })]);
      const { conversationId } = await create(ann);
      expect((await create(other)).participants).toMatchObject([{ userId: other.id, role: 'USER' }]);
      refused(await other.get(at(conversationId)), 403, 'FORBIDDEN');
      expect(await refusal(other.connect(conversationId))).toEqual([403, 'FORBIDDEN']);
    },
  );

  test('CHAR-6 a body claims nothing', async () => {
    const { ann, eve } = await charity.people('ann', 'eve');
    const { conversationId } = await create(ann);
    const claims = {
      ...{ userId: ann.id, senderId: ann.id, senderRole: 'ADMIN', role: 'ADMIN', createdBy: ann.id, conversationId },
      ...{
        isAdmin: true,
        seq: 99,
        messageId: 'm',
        readBy: [{ userId: ann.id }],
        createdAt: '1999-01-01T00:00:00.000Z',
      },
    };
    const own = await create(eve, { ...claims, status: 'CLOSED' });
    expect(own.conversationId).not.toBe(conversationId);
    expect(own).toMatchObject({
      createdBy: eve.id,
      status: 'ACTIVE',
      participants: [{ userId: eve.id, role: 'USER' }],
    });
    const row = await post(eve, own.conversationId, 'mine', claims);
    const said = { conversationId: own.conversationId, senderId: eve.id, senderRole: 'USER', seq: 1 };
    expect(row).toMatchObject({ ...said, readBy: [] });
    expect(Date.parse(row.createdAt)).toBeGreaterThan(Date.now() - 3_600_000);
    const line = await eve.connect(own.conversationId);
    expect(await send(line, { content: 'mine', ...claims })).toMatchObject({ ...said, seq: 2 });
    refused(await eve.post(at(conversationId, '/assign'), { adminId: eve.id, ...claims }), 403, 'FORBIDDEN');
    const updated = await eve.put(at(own.conversationId), { subject: 'New', ...claims });
    expect(dataOf(updated, conversationShape)).toMatchObject({ createdBy: eve.id, participants: [{ role: 'USER' }] });
    expect(await messagesOf(ann, conversationId)).toEqual([]);
  });
});

describe('places', () => {
  test('CHAR-8 what is not there is 404', async () => {
    const ann = await charity.person('Ann');
    const { conversationId } = await create(ann);
    for (const [method, path] of [
      ['GET', '/api'],
      ['GET', '/nothing'],
      ['GET', '/api/messages'],
      ['DELETE', CONVERSATIONS],
      ['PATCH', at(conversationId)],
      ['DELETE', at(conversationId)],
      ['GET', at(conversationId, '/assign')],
      ['POST', at(conversationId, '/read')],
      ['DELETE', at(conversationId, '/messages')],
      ['GET', at(conversationId, '/messages/1')],
      ['GET', '/api/messaging/conversations'],
    ] as const)
      refused(await ann.request(method, path), 404, 'NOT_FOUND');
  });

  test('CHAR-90 who may not connect is answered with a status, in this order', async () => {
    const { ann, eve } = await charity.people('ann', 'eve');
    const { conversationId } = await create(ann);
    expect(await refusal(charity.connect('nonsense', nobodysId()))).toEqual([401, 'UNAUTHORIZED']);
    for (const id of [nobodysId(), '0', '1', 'x'.repeat(300), '\u0000', "' OR 1=1", '%', '..'])
      expect(await refusal(eve.connect(id)), id).toEqual([404, 'NOT_FOUND']);
    expect(await refusal(eve.connect(conversationId))).toEqual([403, 'FORBIDDEN']);
    const line = await ann.connect(conversationId);
    expect(line.frames).toMatchObject([{ type: 'system' }]);
  });

  test('CHAR-91 the address of a connection without an upgrade is 426', async () => {
    const ann = await charity.person('Ann');
    const { conversationId } = await create(ann);
    must(await charity.anonymous.get(`/ws/conversations/${conversationId}?token=${ann.token}`), 426);
  });

  ownCase('CHAR-7 the port of its own and the prefix of the main port are one place', async () => {
    const { own } = charity.target;
    if (!own) throw new Error('no server of our own');
    const ann = await charity.person('Ann');
    const { conversationId } = await create(ann);
    const base = `${own.url}/charity`;
    const line = await charity.connect(ann.token, conversationId, { label: 'main port', userId: ann.id, base });
    const other = await ann.connect(conversationId, 'own port');
    await say(other, 'from port to prefix');
    await line.next('message_received', (frame) => frame.content === 'from port to prefix');
    await say(line, 'and back');
    await other.next('message_received', (frame) => frame.content === 'and back');
    const headers = { authorization: `Bearer ${ann.token}` };
    const list: unknown = await (await fetch(`${base}${CONVERSATIONS}`, { headers })).json();
    expect(list).toMatchObject({ success: true, data: { conversations: [{ conversationId }] } });
    const health: unknown = await (await fetch(`${base}/health`)).json();
    expect(health).toMatchObject({ service: 'chat-service', status: 'healthy' });
    expect((await fetch(`${own.url}/health`)).status).toBe(200);
    const unknown = await fetch(`${base}/nothing`, { headers });
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { error: { code: 'NOT_FOUND' } }]);
  });

  test('CHAR-7 the address that was given answers at its own paths', async () => {
    must(await (await charity.person('Ann')).get(CONVERSATIONS), 200);
    expect(new URL(charity.target.url).pathname === '/' || isForeign).toBe(true);
  });
});

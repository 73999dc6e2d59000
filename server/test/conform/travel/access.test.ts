import { io } from 'socket.io-client';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { isForeign } from '../../support/target.ts';
import { forge, inSeconds, makeToken } from '../../support/tokens.ts';
import { pause, Refused } from '../support/wire.ts';
import { conversationShape, shownId, ticketShape, timeShape } from './shapes.ts';
import {
  ALL_TICKETS,
  CONVERSATIONS,
  freshNumber,
  messagesOf,
  must,
  openConversation,
  openTicket,
  openTravel,
  ownCase,
  refused,
  say,
  TICKETS,
  tell,
} from './travel.ts';

const travel = await openTravel();

const DOORS = [
  ['POST', CONVERSATIONS],
  ['GET', CONVERSATIONS],
  ['GET', `${CONVERSATIONS}/x1/messages`],
  ['POST', `${CONVERSATIONS}/x1/mark-read`],
  ['POST', TICKETS],
  ['GET', TICKETS],
  ['GET', `${TICKETS}/x1`],
  ['GET', ALL_TICKETS],
  ['POST', `${TICKETS}/x1/respond`],
] as const;

/** Tokens that are not valid, each for a reason of its own. */
async function badTokens(): Promise<Record<string, string>> {
  const sub = `bad-${freshNumber()}`;
  const good = await travel.target.token({ sub });
  const [header = '', payload = ''] = good.split('.');
  return {
    nonsense: 'nonsense',
    'three parts of nonsense': 'a.b.c',
    'an altered payload': `${header}.${Buffer.from(JSON.stringify({ sub: 'x', exp: inSeconds(60) })).toString('base64url')}.${good.split('.')[2]}`,
    'an altered signature': `${header}.${payload}.${'A'.repeat(43)}`,
    'a foreign key': await makeToken({ sub }, 'another-secret-that-is-long-enough-too'),
    'the past': await travel.target.token({ sub, exp: inSeconds(-60) }),
    'no signature': forge({ alg: 'none', typ: 'JWT' }, { sub, exp: inSeconds(60) }),
    'no user': await travel.target.token({ name: 'Nobody' }),
    'an empty user': await travel.target.token({ sub: '' }),
    null: 'null',
    undefined: 'undefined',
  };
}
const tokens = await badTokens();

test('TRAV-1 health is told without a token, and with a bad one', async () => {
  const shape = z.looseObject({
    service: z.string(),
    status: z.literal('healthy'),
    timestamp: timeShape,
    version: z.string(),
    uptime: z.number(),
    onlineUsers: z.int().min(0),
    dependencies: z.looseObject({ database: z.looseObject({ status: z.literal('up') }) }),
  });
  must(await travel.anonymous.get('/health'), 200).as(shape);
});

describe('tokens', () => {
  test.each(DOORS)('TRAV-2 %s %s without a token is 401, before anything else', async (method, path) => {
    for (const body of [undefined, {}, []]) {
      refused(
        await travel.anonymous.request(method, path, method === 'GET' ? undefined : body),
        401,
        'No token provided',
      );
    }
  });

  test.each(Object.keys(tokens))('TRAV-2 a token of %s is 401 at every door', async (kind) => {
    for (const [method, path] of DOORS) {
      refused(await travel.http(tokens[kind] ?? '').request(method, path), 401, 'Invalid token');
    }
  });

  test('TRAV-2 a token counts only as a bearer', async () => {
    const { token } = await travel.person('Ann');
    for (const authorization of [`Basic ${token}`, token, `Bearer ${token} x`]) {
      refused(
        await travel.anonymous.request('GET', CONVERSATIONS, undefined, { headers: { authorization } }),
        401,
        'Invalid token',
      );
    }
    for (const authorization of ['', 'Bearer', 'Bearer ']) {
      const answer = await travel.anonymous.request('GET', CONVERSATIONS, undefined, { headers: { authorization } });
      refused(answer, 401, 'No token provided');
    }
    must(await travel.anonymous.get(`${CONVERSATIONS}?token=${token}`), 401);
    const headers = { authorization: `bearer ${token}` };
    must(await travel.anonymous.request('GET', CONVERSATIONS, undefined, { headers }), 200);
  });

  test.each([...Object.keys(tokens), 'nothing'])('TRAV-3 a socket with a token of %s is not let in', async (kind) => {
    const auth = kind === 'nothing' ? undefined : { token: tokens[kind] };
    for (const transport of ['websocket', 'polling'] as const) {
      const attempt = travel.connect(auth, 'refused', '', transport);
      await expect(attempt).rejects.toThrow(Refused);
      await expect(attempt).rejects.toThrow(/^Authentication error$/);
    }
  });

  test('TRAV-3 a token that is no text, or not in auth, opens no socket', async () => {
    const { token } = await travel.person('Ann');
    for (const auth of [
      {},
      { token: null },
      { token: 5 },
      { token: [token] },
      { token: { token } },
      { Token: token },
    ]) {
      await expect(travel.connect(auth, 'refused')).rejects.toThrow(/^Authentication error$/);
    }
  });

  test('TRAV-3 what a refused socket says does nothing', async () => {
    const { ann, bo } = await travel.people('ann', 'bo');
    const { id } = await openConversation(ann, bo);
    const socket = io(travel.target.socket.origin, {
      path: travel.target.socket.path,
      auth: { token: 'nonsense' },
      forceNew: true,
      reconnection: false,
    });
    const heard: string[] = [];
    socket.onAny((event: string) => heard.push(event));
    socket.emit('join-conversation', id);
    socket.emit('send-message', { conversationId: id, message: 'let me in', senderId: ann.id });
    await new Promise((resolve) => socket.once('connect_error', resolve));
    const wire = await bo.connect();
    await say(wire, id, 'Hello');
    await travel.settle();
    socket.disconnect();
    expect(heard).toEqual([]);
    expect((await messagesOf(ann, id)).map((row) => row.message_text)).toEqual(['Hello']);
  });
});

test('TRAV-9 a connection outlives its token, and a request does not', async () => {
  const { ann, bo } = await travel.people('ann', 'bo');
  const { id } = await openConversation(ann, bo);
  const token = await travel.target.token({ sub: ann.id, name: 'ann', exp: inSeconds(2) });
  const wire = await travel.connect({ token }, 'ann', ann.id);
  await pause(3100);
  refused(await travel.http(token, ann.id).get(CONVERSATIONS), 401, 'Invalid token');
  await expect(travel.connect({ token }, 'late')).rejects.toThrow(/^Authentication error$/);
  const [row] = await say(wire, id, 'still here');
  expect((await messagesOf(bo, id)).map((one) => one.id)).toEqual([row?.id]);
  expect(wire.socket.connected).toBe(true);
});

test('TRAV-4 sockets work over polling, over WebSocket, and change from one to the other', async () => {
  const { ann, bo } = await travel.people('ann', 'bo');
  const { id } = await openConversation(ann, bo);
  const { origin, path } = travel.target.socket;
  const listener = await bo.connect('listener');
  await tell(listener, 'join-conversation', id);
  for (const transports of [['polling'], ['websocket'], ['polling', 'websocket'], ['websocket', 'polling']]) {
    const socket = io(origin, { path, transports, auth: { token: ann.token }, forceNew: true, reconnection: false });
    await new Promise((resolve, reject) => {
      socket.once('connect', () => resolve(null));
      socket.once('connect_error', reject);
    });
    const message = transports.join(' ');
    const ack: unknown = await socket.timeout(4000).emitWithAck('send-message', { conversationId: id, message });
    expect(ack).toMatchObject({ success: true });
    await listener.next('message-received', (row) => row.message_text === message);
    const last = transports.length === 2 ? 'websocket' : transports[0];
    await expect.poll(() => socket.io.engine.transport.name).toBe(last);
    const heard = new Promise((resolve) => socket.once('message-received', resolve));
    await say(listener, id, `answer to ${message}`);
    expect(await heard).toMatchObject({ message_text: `answer to ${message}` });
    socket.disconnect();
  }
});

describe('who acts', () => {
  test('TRAV-5 a body claims nothing', async () => {
    const { ann, bo, eve } = await travel.people('ann', 'bo', 'eve');
    const claims = { userId: ann.id, user_id: ann.id, senderId: ann.id, role: 'admin', isAdmin: true, is_admin: true };
    const row = must(await eve.post(CONVERSATIONS, { otherUserId: bo.id, ...claims }), 201).as(conversationShape);
    expect([row.user1_id, row.user2_id]).toEqual([eve.id, bo.id]);
    const body = { subject: 's', description: 'd', ...claims, status: 'closed' };
    const ticket = must(await eve.post(TICKETS, body), 201).as(ticketShape);
    expect([ticket.user_id, ticket.user_name, ticket.status]).toEqual([eve.id, 'eve', 'open']);
    refused(await eve.post(`${TICKETS}/${ticket.id}/respond`, { message: 'x', ...claims }), 403);
    refused(await eve.get(`${ALL_TICKETS}?role=admin&isAdmin=true`), 403);
    expect(must(await ann.get(`${TICKETS}?userId=${eve.id}`), 200).json).toEqual([]);
  });

  test('TRAV-5 a payload claims nothing', async () => {
    const { ann, bo, eve } = await travel.people('ann', 'bo', 'eve');
    const { id } = await openConversation(ann, bo);
    const wire = await ann.connect();
    const claims = { senderId: bo.id, userId: bo.id, role: 'admin', isAdmin: true, is_admin: true, timestamp: '1999' };
    const { message } = await tell(wire, 'send-message', { conversationId: id, message: 'mine', ...claims });
    expect(message.sender_id).toBe(ann.id);
    expect(Date.parse(message.created_at)).toBeGreaterThan(Date.now() - 3_600_000);
    const { id: ticketId } = await openTicket(ann);
    const said = await tell(wire, 'send-support-message', { ticketId, message: 'mine', ...claims, status: 'closed' });
    expect([said.message.sender_id, said.message.is_admin, said.ticket.status]).toEqual([ann.id, false, 'open']);
    const foreign = await eve.connect();
    const ack = await foreign.ask('join-conversation', { conversationId: id, userId: ann.id, isAdmin: true });
    expect(ack).toMatchObject({ success: false });
  });

  test.each(['agent', 'support', 'admin', 'ADMIN', 'Agent'])('TRAV-6 the role %s is an admin here', async (role) => {
    const ann = await travel.person('Ann');
    const ticket = await openTicket(ann);
    const admin = await travel.person('Root', { role });
    must(await admin.get(ALL_TICKETS), 200);
    must(await admin.get(`${TICKETS}/${ticket.id}`), 200);
    must(await admin.post(`${TICKETS}/${ticket.id}/respond`, { message: 'here' }), 201);
    await tell(await admin.connect(), 'join-support', ticket.id);
  });

  test.each(['user', 'traveller', 'agency', 'administrator', 'root'])('TRAV-6 the role %s is a user', async (role) => {
    const ann = await travel.person('Ann');
    const ticket = await openTicket(ann);
    const other = await travel.person('Other', { role });
    refused(await other.get(ALL_TICKETS), 403);
    refused(await other.get(`${TICKETS}/${ticket.id}`), 403);
    refused(await other.post(`${TICKETS}/${ticket.id}/respond`, { message: 'here' }), 403);
    const wire = await other.connect();
    expect(await wire.ask('join-support', ticket.id)).toMatchObject({ success: false });
  });
});

test('TRAV-8 addresses that are not there are 404', async () => {
  const ann = await travel.person('Ann');
  for (const [method, path] of [
    ['GET', '/api/messaging'],
    ['GET', '/api/messaging/nothing'],
    ['PATCH', CONVERSATIONS],
    ['DELETE', `${CONVERSATIONS}/x1`],
    ['GET', `${CONVERSATIONS}/x1/mark-read`],
    ['POST', ALL_TICKETS],
    ['GET', `${TICKETS}/x1/respond`],
    ['GET', '/api/tickets'],
    ['GET', '/nothing'],
  ] as const) {
    refused(await ann.request(method, path), 404);
  }
});

describe('places', () => {
  let stop: (() => void) | undefined;
  afterAll(() => stop?.());

  ownCase('TRAV-7 the port of its own and the prefix of the main port are one place', async () => {
    const { own, token } = travel.target;
    if (!own) throw new Error('no server of our own');
    const { ann, bo } = await travel.people('ann', 'bo');
    const { id } = await openConversation(ann, bo);
    const wire = await ann.connect();
    await tell(wire, 'join-conversation', id);

    const prefixed = `${own.url}/travel`;
    const headers = { authorization: `Bearer ${await token({ sub: bo.id, name: 'Bo' })}` };
    const list: unknown = await (await fetch(`${prefixed}${CONVERSATIONS}`, { headers })).json();
    expect(list).toMatchObject([{ id, other_user_id: shownId(ann.id) }]);
    for (const path of ['/health', '/travel/health']) expect((await fetch(`${own.url}${path}`)).status).toBe(200);
    expect((await fetch(`${own.url}${CONVERSATIONS}`, { headers })).headers.get('content-type')).not.toContain('html');
    const unknown = await fetch(`${prefixed}/nothing`, { headers });
    expect([unknown.status, await unknown.json()]).toEqual([404, { error: expect.any(String) }]);

    const socket = io(own.url, { path: '/travel/socket.io', auth: { token: bo.token }, forceNew: true });
    stop = () => socket.disconnect();
    const heard = new Promise((resolve) => socket.once('message-received', resolve));
    await new Promise((resolve) => socket.once('connect', () => resolve(null)));
    expect(await socket.timeout(4000).emitWithAck('join-conversation', id)).toMatchObject({ success: true });
    await say(wire, id, 'from port to prefix');
    expect(await heard).toMatchObject({ message_text: 'from port to prefix' });
    await socket.timeout(4000).emitWithAck('send-message', { conversationId: id, message: 'and back' });
    await wire.next('message-received', (row) => row.message_text === 'and back');
  });

  test('TRAV-7 the address that was given answers at its own paths', async () => {
    must(await (await travel.person('Ann')).get(CONVERSATIONS), 200);
    expect(new URL(travel.target.url).pathname === '/' || isForeign).toBe(true);
  });
});

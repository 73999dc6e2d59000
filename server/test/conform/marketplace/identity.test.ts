import { describe, expect, test } from 'vitest';
import { forge, inSeconds, makeToken } from '../../support/tokens.ts';
import { createHttp } from '../support/http.ts';
import { freshId } from '../support/site.ts';
import { openWire, Refused } from '../support/wire.ts';
import { eventShapes } from './events.ts';
import {
  at,
  CONVERSATIONS,
  fails,
  historyOf,
  look,
  MESSAGES,
  must,
  of,
  openDirect,
  openGroup,
  openMarket,
  ownCase,
  post,
  refused,
  say,
  send,
  tell,
  UPLOADS,
} from './market.ts';
import { conversationShape, messageShape } from './shapes.ts';

const market = await openMarket();

const DOORS: readonly (readonly [string, string])[] = [
  ['GET', CONVERSATIONS],
  ['POST', CONVERSATIONS],
  ['GET', at('c')],
  ['PUT', at('c')],
  ['PUT', at('c', '/archive')],
  ['PUT', at('c', '/unarchive')],
  ['DELETE', at('c')],
  ['GET', at('c', '/unread-count')],
  ['POST', at('c', '/participants')],
  ['DELETE', at('c', '/participants/u')],
  ['GET', at('c', '/messages')],
  ['POST', at('c', '/messages')],
  ['POST', at('c', '/messages/service-offer')],
  ['POST', at('c', '/messages/booking-request')],
  ['POST', at('c', '/messages/location')],
  ['POST', at('c', '/messages/bulk-mark-read')],
  ['GET', `${MESSAGES}/search?q=x`],
  ['GET', of('m')],
  ['PUT', of('m')],
  ['DELETE', of('m')],
  ['DELETE', of('m', '/for-me')],
  ['POST', of('m', '/read')],
  ['POST', of('m', '/reaction')],
  ['DELETE', of('m', '/reaction')],
  ['GET', of('m', '/reads')],
  ['POST', of('m', '/forward')],
  ['GET', '/api/users/u/service-packages'],
  ['PUT', '/api/users/u/service-packages'],
  ['PUT', '/api/users/u/block'],
  ['DELETE', '/api/users/u/block'],
  ['GET', '/api/users/me/blocks'],
  ['POST', UPLOADS],
  ['GET', `${UPLOADS}/f`],
  ['GET', `${UPLOADS}/f/link`],
  ['GET', '/api/metrics'],
];

/** Tokens that must not be believed. */
async function badTokens(): Promise<Record<string, string>> {
  const claims = { sub: freshId('bad'), name: 'Bad' };
  return {
    'not a token': 'nonsense',
    expired: await market.target.token({ ...claims, exp: inSeconds(-10) }),
    'of another key': await makeToken(claims, 'another-secret-that-is-long-enough-for-hs256'),
    unsigned: forge({ alg: 'none' }, { ...claims, exp: inSeconds(1000) }),
    'without a user': await market.target.token({ name: 'Nobody' }),
    'with an empty user': await market.target.token({ sub: '' }),
  };
}

describe('tokens', () => {
  test.each(DOORS)('MARK-1 %s %s asks for a token before anything else', async (method, path) => {
    refused(await market.anonymous.request(method, path), 401, 'No token provided');
    for (const token of Object.values(await badTokens()))
      refused(await market.http(token).request(method, path), 401, 'Invalid token');
    refused(await market.http('').request(method, path), 401, 'No token provided');
  });

  test('MARK-1 another scheme is no token', async () => {
    const { ann } = await market.people('ann');
    for (const authorization of ['Basic YTpi', ann.token, `Token ${ann.token}`, 'Bearer'])
      refused(await market.anonymous.request('GET', CONVERSATIONS, undefined, { headers: { authorization } }), 401);
    const headers = { authorization: `bearer ${ann.token}` };
    must(await market.anonymous.request('GET', CONVERSATIONS, undefined, { headers }), 200);
  });

  test('MARK-2 a handshake without a token, or with a bad one, is refused in the same words', async () => {
    const said = (auth: Record<string, unknown> | undefined) =>
      market.connect(auth, 'bad').then(
        () => 'let in',
        (error: unknown) => (error instanceof Refused ? error.message : error),
      );
    for (const auth of [undefined, {}, { token: '' }, { token: null }])
      expect(await said(auth)).toBe('No token provided');
    for (const token of Object.values(await badTokens())) expect(await said({ token })).toBe('Invalid token');
    for (const token of [5, {}, [], true])
      expect(await said({ token }), JSON.stringify(token)).toMatch(/^(No token provided|Invalid token)$/);
  });

  test('MARK-3 a connection outlives its token', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const { _id } = await openDirect(ann, bo);
    const token = await market.target.token({ sub: ann.id, name: 'Ann', exp: inSeconds(2) });
    const wire = await market.connect({ token }, 'brief', ann.id);
    await expect.poll(async () => (await market.http(token).get(CONVERSATIONS)).status, { timeout: 6000 }).toBe(401);
    expect(await say(wire, _id, 'still here')).toMatchObject({ content: 'still here' });
  });

  test.each(['sub', 'id', 'userId', 'user_id'])('MARK-4 the user is who %s names', async (claim) => {
    const id = freshId('claimed');
    const { ann } = await market.people('ann');
    const token = await market.target.token({ [claim]: id, username: 'Claimed' });
    must(await market.http(token, id).get(CONVERSATIONS), 200);
    const seen = await openDirect(ann, { id });
    expect(seen.participantDetails[1]).toMatchObject({ _id: id, name: 'Claimed' });
  });

  test('MARK-4 the first of them counts, and a number is its text', async () => {
    const [first, other] = [freshId('first'), freshId('other')];
    const number = 1_000_000_000 + Math.floor(Math.random() * 1e12);
    const { ann } = await market.people('ann');
    must(
      await market.http(await market.target.token({ sub: first, id: other, name: 'First' })).get(CONVERSATIONS),
      200,
    );
    must(
      await market.http(await market.target.token({ id: number, userId: other, name: 'Number' })).get(CONVERSATIONS),
      200,
    );
    expect((await openDirect(ann, { id: first })).participants).toEqual([ann.id, first]);
    expect((await openDirect(ann, { id: `${number}` })).participants).toEqual([ann.id, `${number}`]);
    refused(await ann.post(CONVERSATIONS, { participants: [other] }), 404);
  });

  test('MARK-5 name and picture are those of the token', async () => {
    const avatar = 'https://x.example/a.png';
    const ann = await market.person('Ann', { claims: { avatar } });
    const bo = await market.person('Bö 😀');
    const seen = await openDirect(bo, ann);
    expect(seen.participantDetails).toEqual([
      { _id: bo.id, name: 'Bö 😀', isOnline: false },
      { _id: ann.id, name: 'Ann', avatar, isOnline: false },
    ]);
    expect((await send(ann, seen._id, 'hello')).sender).toEqual({ _id: ann.id, name: 'Ann', avatar, isOnline: false });
  });
});

describe('rights', () => {
  test.each(['agent', 'admin', 'ADMIN', 'support'])(
    'MARK-6 the role %s opens no conversation of others',
    async (role) => {
      const { ann, bo, cy } = await market.people('ann', 'bo', 'cy');
      const official = await market.person('Official', { role });
      const wire = await official.connect();
      for (const { _id } of [await openDirect(ann, bo), await openGroup(ann, [bo, cy])]) {
        const message = await send(ann, _id, 'private words');
        for (const [method, path] of [
          ['GET', at(_id)],
          ['PUT', at(_id)],
          ['PUT', at(_id, '/archive')],
          ['DELETE', at(_id)],
          ['GET', at(_id, '/unread-count')],
          ['GET', at(_id, '/messages')],
          ['GET', at(_id, '/messages?before=nothing')],
          ['POST', at(_id, '/messages')],
          ['POST', at(_id, '/messages/bulk-mark-read')],
          ['POST', at(_id, '/participants')],
          ['DELETE', at(_id, `/participants/${bo.id}`)],
          ['GET', of(message._id)],
          ['PUT', of(message._id)],
          ['DELETE', of(message._id)],
          ['DELETE', of(message._id, '/for-me')],
          ['POST', of(message._id, '/read')],
          ['POST', of(message._id, '/reaction')],
          ['DELETE', of(message._id, '/reaction')],
          ['GET', of(message._id, '/reads')],
          ['POST', of(message._id, '/forward')],
          ['GET', `${MESSAGES}/search?q=private&conversationId=${_id}`],
        ] as const)
          refused(await official.request(method, path, method === 'GET' ? undefined : {}), 403);
        for (const event of ['join_conversation', 'typing_start', 'typing_stop'])
          await fails(wire, event, { conversationId: _id }, 403);
        await fails(wire, 'send_message', { conversationId: _id, message: { content: 'x' } }, 403);
        await fails(wire, 'mark_read', { conversationId: _id, messageId: message._id }, 403);
      }
      expect((await official.get(`${MESSAGES}/search?q=private`)).text).not.toContain('private words');
      expect((await official.get(CONVERSATIONS)).text).not.toContain(ann.id);
    },
  );

  test('MARK-7 who acts is who the token names, whatever a body says', async () => {
    const { ann, bo, cy } = await market.people('ann', 'bo', 'cy');
    const lies = {
      senderId: bo.id,
      groupAdmin: bo.id,
      role: 'admin',
      isAdmin: true,
      readBy: { [bo.id]: 'x' },
      seq: 99,
      _id: 'mine',
    };
    const more = {
      createdAt: '2001-01-01T00:00:00.000Z',
      deletedAt: 'x',
      isForwarded: true,
      reactions: [bo.id],
      unknown: {},
    };
    const body = { type: 'group', participants: [bo.id, cy.id], ...lies, ...more };
    const group = must(await ann.post(CONVERSATIONS, body), 201).as(conversationShape);
    expect(group).toMatchObject({ groupAdmin: ann.id, participants: [ann.id, bo.id, cy.id] });
    expect(group._id).not.toBe('mine');
    const row = must(await post(ann, group._id, { content: 'true', ...lies, ...more }), 201).as(messageShape);
    expect(row).toMatchObject({
      senderId: ann.id,
      seq: 1,
      readBy: {},
      reactions: [],
      isForwarded: false,
      deletedFor: [],
    });
    expect(row._id).not.toBe('mine');
    const wire = await ann.connect();
    const { message } = await tell(wire, 'send_message', {
      ...{ conversationId: group._id, senderId: bo.id, userId: bo.id },
      message: { content: 'true', ...lies, ...more },
    });
    expect(message).toMatchObject({ senderId: ann.id, seq: 2 });
    refused(await bo.put(at(group._id), { groupName: 'x', role: 'admin', isAdmin: true }), 403);
    expect((await look(bo, group._id)).groupAdmin).toBe(ann.id);
  });
});

describe('places', () => {
  test('MARK-8 sockets connect over WebSocket and over polling', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const { _id } = await openDirect(ann, bo);
    const [one, other] = [await ann.connect('ann', 'polling'), await bo.connect('bo', 'websocket')];
    await say(one, _id, 'one');
    await other.next('new_message');
    await say(other, _id, 'two');
    await one.next('new_message', ({ message }) => message.content === 'two');
  });

  test('MARK-9 outside its namespace there is nothing', async () => {
    const { ann } = await market.people('ann');
    const options = { target: market.target, label: 'x', userId: ann.id, shapes: eventShapes, onViolation: () => {} };
    for (const namespace of ['/other', '/chat/x'])
      await expect(openWire({ ...options, namespace, auth: { token: ann.token } })).rejects.toThrow();
  });

  ownCase('MARK-10 the port of its own and the prefix of the main port are one place', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const { _id } = await openDirect(ann, bo);
    const { own } = market.target;
    if (!own) throw new Error('no server of our own');
    const prefixed = createHttp(`${own.url}/marketplace`, bo.token, () => {});
    const row = await send(prefixed, _id, 'by the prefix');
    expect(await historyOf(ann, _id)).toEqual([{ ...row, readBy: {} }]);
    for (const path of ['/health', '/api/health']) must(await prefixed.get(path), 200);
    const target = { ...market.target, socket: { origin: own.url, path: '/marketplace/socket.io' } };
    const wire = await openWire({
      ...{ target, namespace: '/chat', label: 'prefixed', userId: bo.id, auth: { token: bo.token } },
      ...{ shapes: eventShapes, onViolation: (what: string) => market.violations.add(what) },
    });
    await send(ann, _id, 'by the port');
    await wire.next('new_message', ({ message }) => message.content === 'by the port');
    await wire.close();
  });
});

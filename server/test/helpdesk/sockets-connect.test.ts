import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { makeDirect, pause } from '../support/factories.ts';
import { expectFailedAck } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { conversationShape, messageShape, presenceShape, timeShape } from '../support/shapes.ts';
import { forge, inSeconds, makeToken } from '../support/tokens.ts';
import { Refused } from '../support/wire.ts';

const server = await startServer();
afterAll(() => server.stop());
const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
const chat = await makeDirect(ann, bo);

describe('connecting', () => {
  const refused: [string, () => Promise<unknown>][] = [
    ['no token', async () => undefined],
    ['null', async () => null],
    ['a number', async () => 5],
    ['an object', async () => ({ token: 'x' })],
    ['an empty text', async () => ''],
    ['nonsense', async () => 'nonsense'],
    ['an expired token', () => makeToken({ sub: 'u', exp: inSeconds(-10) })],
    ['another key', () => makeToken({ sub: 'u' }, 'some-other-secret-of-sufficient-length')],
    ['alg none', async () => forge({ alg: 'none' }, { sub: 'u', exp: inSeconds(60) })],
    ['no user id', () => makeToken({ name: 'x' })],
  ];
  test.each(refused)('SOCK-1 with %s one is refused: unauthorized, 401', async (_name, make) => {
    const error = await server.connect(await make()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Refused);
    expect(error).toMatchObject({ data: { code: 'unauthorized', status: 401 } });
  });

  test('SOCK-1 the first connection makes the user', async () => {
    const newcomer = await server.person('Newcomer', { unknown: true });
    await newcomer.connect();
    expect((await ann.get(`/api/users/${newcomer.id}`)).json).toMatchObject({ name: 'Newcomer', isOnline: true });
  });

  test('SOCK-1 the original’s other namespaces do not exist', async () => {
    const { io } = await import('socket.io-client');
    const socket = io(`${server.url}/admin`, {
      auth: { token: ann.token },
      transports: ['websocket'],
      reconnection: false,
    });
    const outcome = await new Promise((resolve) => {
      socket.on('connect', () => resolve('connected'));
      socket.on('connect_error', () => resolve('refused'));
    });
    socket.close();
    expect(outcome).toBe('refused');
  });

  test('SOCK-1 long polling works as websockets do', async () => {
    const { io } = await import('socket.io-client');
    const socket = io(server.url, {
      auth: { token: ann.token },
      transports: ['polling'],
      reconnection: false,
      forceNew: true,
    });
    await new Promise((resolve, reject) => {
      socket.on('connect', () => resolve(null));
      socket.on('connect_error', reject);
    });
    const ack: unknown = await socket
      .timeout(3000)
      .emitWithAck('send_message', { conversationId: chat.id, content: 'polled' });
    expect(ack).toMatchObject({ ok: true, message: { content: 'polled' } });
    socket.close();
  });
});

describe('answers', () => {
  const okShape = z.strictObject({ ok: z.literal(true) });

  test('SOCK-2 every event is acknowledged in its own shape', async () => {
    const wire = await ann.connect();
    const sent = await wire.ask('send_message', { conversationId: chat.id, content: 'hi', clientId: 'sock-2' });
    const sentShape = z.strictObject({ ok: z.literal(true), message: messageShape, duplicate: z.literal(false) });
    expect(sent.as(sentShape).message).toMatchObject({ content: 'hi', clientId: 'sock-2', senderId: ann.id });
    const joinedShape = z.strictObject({
      ok: z.literal(true),
      conversation: conversationShape,
      present: z.array(z.string()),
    });
    const joined = await wire.ask('join_conversation', { conversationId: chat.id });
    expect(joined.as(joinedShape).conversation.id).toBe(chat.id);
    (await wire.ask('typing_start', { conversationId: chat.id })).as(okShape);
    (await wire.ask('typing_stop', { conversationId: chat.id })).as(okShape);
    const markShape = z.strictObject({
      ok: z.literal(true),
      conversationId: z.literal(chat.id),
      lastReadSeq: z.int(),
      readAt: timeShape,
      unreadCount: z.literal(0),
    });
    (await wire.ask('message_read', { conversationId: chat.id, upToSeq: 1 })).as(markShape);
    const presence = await wire.ask('update_presence', { status: 'busy', statusText: 'deep work' });
    expect(presence.as(z.strictObject({ ok: z.literal(true), presence: presenceShape })).presence).toMatchObject({
      userId: ann.id,
      status: 'busy',
      statusText: 'deep work',
      isOnline: true,
    });
    (await wire.ask('leave_conversation', { conversationId: chat.id })).as(okShape);
    const resumeShape = z.strictObject({ ok: z.literal(true), conversations: z.record(z.string(), z.unknown()) });
    (await wire.ask('resume', { conversations: { [chat.id]: 0 } })).as(resumeShape);
    const renewShape = z.strictObject({ ok: z.literal(true), expiresAt: timeShape });
    (await wire.ask('authenticate', { token: ann.token })).as(renewShape);
  });

  test('SOCK-3 without a callback an error comes as an event, and success is silent', async () => {
    const wire = await ann.connect();
    wire.tell('send_message', { conversationId: chat.id, content: '' });
    const error = await wire.waitFor('error');
    expect(error).toMatchObject({ event: 'send_message', code: 'validation_failed' });
    wire.tell('join_conversation', { conversationId: 'unknown' });
    await wire.waitFor('error', (one) => one.event === 'join_conversation' && one.code === 'not_found');
    const before = wire.of('error').length;
    wire.tell('typing_start', { conversationId: chat.id });
    await wire.ask('typing_stop', { conversationId: chat.id });
    expect(wire.of('error').length).toBe(before);
  });

  test('SOCK-4 sending keeps all rules of HTTP', async () => {
    const wire = await cy.connect();
    expectFailedAck(await wire.ask('send_message', { conversationId: chat.id, content: 'x' }), 'not_a_member');
    expectFailedAck(await wire.ask('send_message', { conversationId: 'unknown', content: 'x' }), 'not_found');
    expectFailedAck(await wire.ask('send_message', { conversationId: chat.id, content: '' }), 'validation_failed');
    const hers = await ann.connect();
    expectFailedAck(
      await hers.ask('send_message', { conversationId: chat.id, type: 'system', content: 'x' }),
      'forbidden',
    );
    const forged = await hers.ask('send_message', {
      conversationId: chat.id,
      content: 'me',
      senderId: bo.id,
      role: 'admin',
    });
    expect(forged.raw).toMatchObject({ ok: true, message: { senderId: ann.id } });
  });

  test('SOCK-5 poisoned, deep and zero bytes are refused as over HTTP', async () => {
    const wire = await ann.connect();
    const base = { conversationId: chat.id, content: 'x' };
    const poison: unknown = JSON.parse('{"a":{"__proto__":{"polluted":true}}}');
    let deep: unknown = 1;
    for (let level = 0; level < 30; level += 1) deep = { a: deep };
    for (const metadata of [poison, JSON.parse('{"constructor":{"prototype":{"polluted":1}}}'), deep]) {
      expectFailedAck(await wire.ask('send_message', { ...base, metadata }), 'validation_failed');
    }
    expectFailedAck(await wire.ask('send_message', { ...base, content: 'a\u0000' }), 'validation_failed');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('SOCK-6 nothing that a client sends ends its connection or anybody else’s', async () => {
    const [wire, other] = [await ann.connect(), await bo.connect()];
    const frames: unknown[][] = [
      [],
      ['send_message'],
      ['no_such_event', { a: 1 }],
      ['new_message', { forged: true }],
      ['__proto__', {}],
      ['constructor', {}],
      ['toString', 1, 2, 3],
      ['send_message', null, undefined, 'x'],
      ['join_conversation', [[[]]]],
      ['typing_start', 'x'.repeat(100_000)],
      ['message_read', { conversationId: { $gt: '' } }],
      ['resume', { conversations: [] }],
      ['update_presence', Buffer.from('bytes')],
      ['', {}],
    ];
    for (const [event, ...args] of frames) if (typeof event === 'string') wire.tell(event, ...args);
    await pause(100);
    expect((await wire.ask('typing_stop', { conversationId: chat.id })).ok).toBe(true);
    expect((await other.ask('typing_stop', { conversationId: chat.id })).ok).toBe(true);
    expect(other.of('new_message')).toEqual([]);
  });

  test('SOCK-6 events of the server cannot be sent by a client', async () => {
    const [wire, other] = [await ann.connect(), await bo.connect()];
    for (const event of [
      'new_message',
      'message_updated',
      'message_deleted',
      'presence_update',
      'conversation_removed',
      'typing_indicator',
    ]) {
      wire.tell(event, { conversationId: chat.id, userId: bo.id, messageId: 'x' });
    }
    await pause(150);
    expect(other.heard.filter((frame) => frame.event !== 'presence_update')).toEqual([]);
  });
});

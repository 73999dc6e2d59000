import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { MESSAGES, makeDirect, makeGroup, pause, say } from '../support/factories.ts';
import { expectFailedAck } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { conversationShape, messageShape } from '../support/shapes.ts';
import { inSeconds, makeToken } from '../support/tokens.ts';

const server = await startServer();
afterAll(() => server.stop());
const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
const chat = await makeDirect(ann, bo);

describe('catching up', () => {
  const resumedShape = z.strictObject({
    ok: z.literal(true),
    conversations: z.record(
      z.string(),
      z.union([
        z.strictObject({ messages: z.array(messageShape), hasMore: z.boolean(), lastSeq: z.int() }),
        z.strictObject({ error: z.looseObject({ code: z.string() }) }),
      ]),
    ),
  });

  test('SOCK-7 join with a number brings what came after it, a hundred at most', async () => {
    const group = await makeGroup(ann, [bo]);
    await Promise.all(Array.from({ length: 120 }, (_, index) => say(ann, group, `m${index}`)));
    const wire = await bo.connect();
    const ask = async (since: number) =>
      (await wire.ask('join_conversation', { conversationId: group.id, since })).as(
        z.strictObject({
          ok: z.literal(true),
          conversation: conversationShape,
          present: z.array(z.string()),
          messages: z.array(messageShape),
          hasMore: z.boolean(),
        }),
      );
    const first = await ask(0);
    expect(first.messages.map((message) => message.seq)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(first.hasMore).toBe(true);
    const rest = await ask(100);
    expect(rest.messages.map((message) => message.seq)).toEqual(Array.from({ length: 20 }, (_, index) => index + 101));
    expect(rest.hasMore).toBe(false);
    expect((await ask(120)).messages).toEqual([]);
    for (const since of [-1, 1.5, '5', {}]) {
      expectFailedAck(await wire.ask('join_conversation', { conversationId: group.id, since }), 'validation_failed');
    }
  });

  test('SOCK-8 resume answers for many conversations at once', async () => {
    const [one, two, foreign] = [await makeGroup(ann, [bo]), await makeGroup(ann, [bo]), await makeGroup(ann, [cy])];
    await Promise.all(Array.from({ length: 105 }, (_, index) => say(ann, one, `m${index}`)));
    await say(ann, two, 'only');
    await say(ann, foreign, 'canary');
    const wire = await bo.connect();
    const ack = await wire.ask('resume', { conversations: { [one.id]: 2, [two.id]: 1, [foreign.id]: 0, unknown: 0 } });
    const { conversations } = ack.as(resumedShape);
    expect(Object.keys(conversations).sort()).toEqual([one.id, two.id, foreign.id, 'unknown'].sort());
    expect(conversations[two.id]).toEqual({ messages: [], hasMore: false, lastSeq: 1 });
    expect(conversations[foreign.id]).toMatchObject({ error: { code: 'not_a_member' } });
    expect(conversations.unknown).toMatchObject({ error: { code: 'not_found' } });
    const first = conversations[one.id];
    if (!first || !('messages' in first)) throw new Error('no messages came');
    expect(first.messages.map((message) => message.seq)).toEqual(Array.from({ length: 100 }, (_, index) => index + 3));
    expect(first).toMatchObject({ hasMore: true, lastSeq: 105 });
    expect(JSON.stringify(ack.raw)).not.toContain('canary');
  });

  test('SOCK-8 up to two hundred conversations, each with a whole number', async () => {
    const wire = await bo.connect();
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`c${index}`, 0]));
    expect((await wire.ask('resume', { conversations: many(200) })).ok).toBe(true);
    for (const conversations of [many(201), undefined, null, [], 'x', { a: -1 }, { a: '0' }, { a: 1.5 }, { a: null }]) {
      expectFailedAck(await wire.ask('resume', { conversations }), 'validation_failed');
    }
  });

  test('SOCK-9 what a client missed while it was away, and no more, is what it gets', async () => {
    const group = await makeGroup(ann, [bo]);
    const wire = await bo.connect();
    await say(ann, group, 'heard');
    await wire.waitFor('new_message', (message) => message.content === 'heard');
    await wire.close();
    const missed = [await say(ann, group, 'missed one'), await say(ann, group, 'missed two')];
    await ann.put(`${MESSAGES}/${missed[0]?.id}`, { content: 'missed one, edited' });
    const back = await bo.connect();
    const { conversations } = (await back.ask('resume', { conversations: { [group.id]: 1 } })).as(resumedShape);
    const got = conversations[group.id];
    expect(got && 'messages' in got ? got.messages.map((message) => message.content) : []).toEqual([
      'missed one, edited',
      'missed two',
    ]);
  });
});

test('AUTH-10 a connection goes by the name that its person has now', async () => {
  const dee = await server.person('dee');
  const { id: conversationId } = await makeDirect(dee, bo);
  const [wire, listener] = [await dee.connect(), await bo.connect()];
  await server.api(await makeToken({ sub: dee.id, name: 'Dorothea' })).get('/api/users/me');
  await wire.ask('typing_start', { conversationId });
  expect(await listener.waitFor('typing_indicator')).toMatchObject({ userName: 'Dorothea' });
  await wire.ask('send_message', { conversationId, content: 'hello' });
  expect((await listener.waitFor('new_message')).sender).toMatchObject({ name: 'Dorothea' });
});

describe('a token’s end', () => {
  test('SOCK-10 at its expiry the connection is told and closed', async () => {
    const token = await makeToken({ sub: ann.id, name: 'ann', exp: inSeconds(4) });
    const wire = await server.connect(token, ann.id);
    const error = await wire.waitFor('error', () => true, 8000);
    expect(error).toMatchObject({ event: 'authenticate', code: 'unauthorized' });
    await wire.closed;
    await say(bo, chat, 'too late for you');
    await pause(150);
    expect(wire.of('new_message').filter((message) => message.content === 'too late for you')).toEqual([]);
  });

  test('SOCK-11 a fresh token keeps it open', async () => {
    const wire = await server.connect(await makeToken({ sub: ann.id, name: 'ann', exp: inSeconds(4) }), ann.id);
    const exp = inSeconds(600);
    const ack = await wire.ask('authenticate', { token: await makeToken({ sub: ann.id, name: 'ann', exp }) });
    expect(ack.raw).toEqual({ ok: true, expiresAt: new Date(exp * 1000).toISOString() });
    await pause(4500);
    expect(wire.socket.connected).toBe(true);
    expect((await wire.ask('send_message', { conversationId: chat.id, content: 'still here' })).ok).toBe(true);
  });

  test('SOCK-11 a bad token or another person’s changes nothing', async () => {
    const wire = await ann.connect();
    for (const token of ['nonsense', '', 5, null, await makeToken({ sub: ann.id, exp: inSeconds(-5) })]) {
      const ack = await wire.ask('authenticate', { token });
      expect(['unauthorized', 'validation_failed']).toContain(ack.code);
    }
    const other = await wire.ask('authenticate', { token: bo.token });
    expect(['unauthorized', 'forbidden']).toContain(other.code);
    const sent = await wire.ask('send_message', { conversationId: chat.id, content: 'still me' });
    expect(sent.raw).toMatchObject({ ok: true, message: { senderId: ann.id } });
  });
});

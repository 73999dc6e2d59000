import { afterAll, expect, test } from 'vitest';
import { historyOf, lookAt, MESSAGES, makeDirect, makeGroup, say, upload } from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { expectFailedAck, expectRefusal } from '../support/refusals.ts';
import { png } from '../support/samples.ts';
import { startServer } from '../support/server.ts';
import { messageShape } from '../support/shapes.ts';
import { quiet } from '../support/wire.ts';

const server = await startServer();
afterAll(() => server.stop());
const { ann, bo } = await server.people('ann', 'bo');
const fresh = () => makeGroup(ann, [bo]);
const send = (who: Person, where: { id: string }, body: object, key?: string) =>
  who.request(
    'POST',
    MESSAGES,
    { conversationId: where.id, ...body },
    key === undefined ? {} : { headers: { 'idempotency-key': key } },
  );

test('IDEM-1 a resend gets the first message again and is stored and announced once', async () => {
  const chat = await fresh();
  const wire = await bo.connect();
  const first = await send(ann, chat, { content: 'once', clientId: 'k1' });
  expect(first.status).toBe(201);
  expect(first.as(messageShape).clientId).toBe('k1');
  for (let time = 0; time < 3; time += 1) {
    const again = await send(ann, chat, { content: 'once', clientId: 'k1' });
    expect(again.status).toBe(200);
    expect(again.as(messageShape)).toMatchObject({ id: first.as(messageShape).id, seq: 1, content: 'once' });
  }
  await quiet([wire]);
  expect(await historyOf(bo, chat)).toHaveLength(1);
  expect(wire.of('new_message')).toHaveLength(1);
});

test('IDEM-2 the header means the same as the field and shares its ids', async () => {
  const chat = await fresh();
  const first = await send(ann, chat, { content: 'header' }, '5');
  expect(first.status).toBe(201);
  const again = await send(ann, chat, { content: 'header' }, '5');
  expect([again.status, again.as(messageShape).id]).toEqual([200, first.as(messageShape).id]);
  const field = await send(ann, chat, { content: 'header', clientId: '5' });
  expect([field.status, field.as(messageShape).id]).toEqual([200, first.as(messageShape).id]);
});

test.each([
  ['content', { content: 'other' }],
  ['type', { type: 'location', metadata: { latitude: 1, longitude: 1 } }],
  ['metadata', { metadata: { a: 2 } }],
  ['white space', { content: 'first ' }],
])('IDEM-3 the same id with another %s is 409 and stores nothing', async (_what, change) => {
  const chat = await fresh();
  await send(ann, chat, { content: 'first', metadata: { a: 1 }, clientId: 'k' });
  expectRefusal(
    await send(ann, chat, { content: 'first', metadata: { a: 1 }, clientId: 'k', ...change }),
    409,
    'conflict',
  );
  expect((await historyOf(bo, chat)).map((message) => message.content)).toEqual(['first']);
});

test('IDEM-3 the same id with another reply or other files is 409', async () => {
  const chat = await fresh();
  const [one, two] = [await say(bo, chat, 'one'), await say(bo, chat, 'two')];
  const [fileA, fileB] = [
    await upload(ann, 'a.png', png(), 'image/png'),
    await upload(ann, 'b.png', png(4, 4), 'image/png'),
  ];
  const body = { content: 'x', replyTo: one.id, attachmentIds: [fileA.id], clientId: 'k' };
  const first = await send(ann, chat, body);
  expect(first.status).toBe(201);
  expect((await send(ann, chat, body)).status).toBe(200);
  expectRefusal(await send(ann, chat, { ...body, replyTo: two.id }), 409, 'conflict');
  expectRefusal(await send(ann, chat, { ...body, attachmentIds: [fileB.id] }), 409, 'conflict');
  expect((await send(ann, chat, { content: 'y', attachmentIds: [fileB.id] })).status).toBe(201);
});

test('IDEM-4 an id belongs to one sender in one conversation', async () => {
  const [chat, other] = [await fresh(), await fresh()];
  const ids = [
    (await send(ann, chat, { content: 'x', clientId: 'k' })).as(messageShape).id,
    (await send(bo, chat, { content: 'x', clientId: 'k' })).as(messageShape).id,
    (await send(ann, other, { content: 'y', clientId: 'k' })).as(messageShape).id,
  ];
  expect(new Set(ids).size).toBe(3);
});

test('IDEM-5 twenty racing duplicates make one message', async () => {
  const wires = [await ann.connect(), await bo.connect()];
  for (let round = 0; round < 5; round += 1) {
    const chat = await fresh();
    const body = { conversationId: chat.id, content: 'race', clientId: `r${round}` };
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        if (index % 2 === 0) {
          const answer = await ann.post(MESSAGES, body);
          return { first: answer.status === 201, id: answer.as(messageShape).id };
        }
        const ack = (await wires[0]?.ask('send_message', body))?.raw as { duplicate: boolean; message: { id: string } };
        return { first: !ack.duplicate, id: ack.message.id };
      }),
    );
    expect(new Set(answers.map((answer) => answer.id)).size).toBe(1);
    expect(answers.filter((answer) => answer.first)).toHaveLength(1);
    expect(await historyOf(bo, chat)).toHaveLength(1);
    await quiet(wires);
    expect(wires[1]?.of('new_message').filter((message) => message.conversationId === chat.id)).toHaveLength(1);
  }
});

test('IDEM-5 racing messages with one id and different words: one wins, the rest are 409', async () => {
  const chat = await fresh();
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) => send(ann, chat, { content: `w${index}`, clientId: 'k' })),
  );
  expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
  expect(answers.filter((answer) => answer.status === 409)).toHaveLength(9);
  expect(await historyOf(bo, chat)).toHaveLength(1);
});

test('IDEM-6 sockets and HTTP share the ids', async () => {
  const chat = await fresh();
  const wire = await ann.connect();
  const body = { conversationId: chat.id, content: 'both', clientId: 'k' };
  const ack = await wire.ask('send_message', body);
  expect(ack.raw).toMatchObject({ ok: true, duplicate: false, message: { content: 'both', clientId: 'k' } });
  expect((await ann.post(MESSAGES, body)).status).toBe(200);
  expect((await wire.ask('send_message', body)).raw).toMatchObject({ ok: true, duplicate: true });
  expectFailedAck(await wire.ask('send_message', { ...body, content: 'else' }), 'conflict');
});

test('IDEM-7 what counts is the request as first sent: a resend after an edit or deletion still finds it', async () => {
  const chat = await fresh();
  const body = { content: 'original', clientId: 'k' };
  const message = (await send(ann, chat, body)).as(messageShape);
  await ann.put(`${MESSAGES}/${message.id}`, { content: 'edited' });
  const again = await send(ann, chat, body);
  expect([again.status, again.as(messageShape).id, again.as(messageShape).content]).toEqual([
    200,
    message.id,
    'edited',
  ]);
  expectRefusal(await send(ann, chat, { content: 'edited', clientId: 'k' }), 409, 'conflict');
  await ann.delete(`${MESSAGES}/${message.id}`);
  const late = await send(ann, chat, body);
  expect([late.status, late.as(messageShape).id, late.as(messageShape).content]).toEqual([200, message.id, '']);
});

test.each(['', 'x'.repeat(129), 5, {}, ['k'], true])('IDEM-8 the client id %j is refused', async (clientId) => {
  const chat = await makeDirect(ann, bo);
  const answer = await send(ann, chat, { content: 'x', clientId });
  expectRefusal(answer, 400, 'validation_failed', 'clientId');
});

test('IDEM-8 128 characters are allowed in both places', async () => {
  const chat = await fresh();
  expect((await send(ann, chat, { content: 'x', clientId: '🔑'.repeat(128) })).status).toBe(201);
  expect((await send(ann, chat, { content: 'x' }, 'k'.repeat(128))).status).toBe(201);
  expectRefusal(await send(ann, chat, { content: 'x' }, 'k'.repeat(129)), 400);
});

test('IDEM-9 a refused message does not use up its id', async () => {
  const chat = await fresh();
  expectRefusal(await send(ann, chat, { content: 'x', replyTo: 'unknown', clientId: 'k' }), 400);
  expect((await send(ann, chat, { content: 'right', clientId: 'k' })).status).toBe(201);
  const seen = await lookAt(bo, (await historyOf(bo, chat))[0] ?? chat);
  expect(seen.content).toBe('right');
});

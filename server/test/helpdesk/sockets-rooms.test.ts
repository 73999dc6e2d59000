import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { CONVERSATIONS, makeGroup, say } from '../support/factories.ts';
import { expectFailedAck } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { quiet } from '../support/wire.ts';

const server = await startServer();
afterAll(() => server.stop());
const cast = async () => {
  const people = await server.people('ann', 'bo', 'cy');
  return { ...people, group: await makeGroup(people.ann, [people.bo]) };
};
const presentShape = z.looseObject({ present: z.array(z.string()) });

test('ROOM-1 those in a room learn who comes first and who goes last', async () => {
  const { ann, bo, group } = await cast();
  const [hers, hisOne, hisTwo] = [await ann.connect(), await bo.connect(), await bo.connect()];
  const room = { conversationId: group.id };
  expect((await hers.ask('join_conversation', room)).as(presentShape).present).toEqual([ann.id]);
  await quiet([hers, hisOne]);
  hers.forget();
  const joined = (await hisOne.ask('join_conversation', room)).as(presentShape).present;
  expect([...joined].sort()).toEqual([ann.id, bo.id].sort());
  const event = await hers.waitFor('user_joined');
  expect(event).toMatchObject({
    conversationId: group.id,
    userId: bo.id,
    user: { id: bo.id, name: 'bo', avatar: null, role: 'user' },
  });
  await hisTwo.ask('join_conversation', room);
  await hisOne.ask('leave_conversation', room);
  await quiet([hers, hisOne, hisTwo]);
  expect(hers.of('user_joined')).toHaveLength(1);
  expect(hers.of('user_left')).toEqual([]);
  await hisTwo.ask('leave_conversation', room);
  expect(await hers.waitFor('user_left')).toMatchObject({ conversationId: group.id, userId: bo.id });
  await quiet([hers, hisOne, hisTwo]);
  for (const wire of [hisOne, hisTwo]) {
    expect(wire.of('user_joined').filter((one) => one.userId === bo.id)).toEqual([]);
    expect(wire.of('user_left')).toEqual([]);
  }
});

test('ROOM-2 to disconnect is to leave', async () => {
  const { ann, bo, group } = await cast();
  const [hers, his] = [await ann.connect(), await bo.connect()];
  for (const wire of [hers, his]) await wire.ask('join_conversation', { conversationId: group.id });
  await his.close();
  expect(await hers.waitFor('user_left')).toMatchObject({ userId: bo.id });
  const again = (await hers.ask('join_conversation', { conversationId: group.id })).as(presentShape);
  expect(again.present).toEqual([ann.id]);
});

test('ROOM-3 only those who joined hear of comings and goings', async () => {
  const { ann, bo, group } = await cast();
  const [hers, his] = [await ann.connect(), await bo.connect()];
  await his.ask('join_conversation', { conversationId: group.id });
  await his.ask('leave_conversation', { conversationId: group.id });
  await quiet([hers, his]);
  expect([...hers.of('user_joined'), ...hers.of('user_left')]).toEqual([]);
});

test('ROOM-4 members hear messages without joining, and once when joined', async () => {
  const { ann, bo, group } = await cast();
  const [outside, inside] = [await bo.connect(), await bo.connect()];
  for (const _ of [1, 2]) await inside.ask('join_conversation', { conversationId: group.id });
  await say(ann, group, 'to all');
  await quiet([outside, inside]);
  expect(outside.of('new_message').map((message) => message.content)).toEqual(['to all']);
  expect(inside.of('new_message').map((message) => message.content)).toEqual(['to all']);
});

test('ROOM-5 a stranger cannot join, whatever the room is called, and hears nothing', async () => {
  const { ann, cy, group } = await cast();
  const admin = await server.person('root', { role: 'admin' });
  const hers = await ann.connect();
  const wires = [await cy.connect(), await admin.connect()];
  const names = [
    group.id,
    `conversation:${group.id}`,
    `user:${ann.id}`,
    ann.id,
    hers.socket.id ?? '',
    `room:${group.id}`,
    '*',
    '#',
    '',
  ];
  for (const wire of wires) {
    expectFailedAck(await wire.ask('join_conversation', { conversationId: group.id }), 'not_a_member');
    expectFailedAck(await wire.ask('leave_conversation', { conversationId: group.id }), 'not_a_member');
    for (const name of names.slice(1)) {
      const ack = await wire.ask('join_conversation', { conversationId: name });
      expect(['not_found', 'validation_failed']).toContain(ack.code);
    }
  }
  await hers.ask('join_conversation', { conversationId: group.id });
  await say(ann, group, 'canary');
  await quiet([hers, ...wires]);
  for (const wire of wires) expect(wire.heard).toEqual([]);
});

test('ROOM-6 whoever loses the membership is out of the room at once', async () => {
  const { ann, bo, group } = await cast();
  const [hers, his] = [await ann.connect(), await bo.connect()];
  for (const wire of [hers, his]) await wire.ask('join_conversation', { conversationId: group.id });
  await ann.delete(`${CONVERSATIONS}/${group.id}/members/${bo.id}`);
  await his.waitFor('conversation_removed');
  his.forget();
  await say(ann, group, 'canary');
  await hers.ask('typing_start', { conversationId: group.id });
  await ann.put(`${CONVERSATIONS}/${group.id}`, { title: 'canary' });
  await quiet([hers, his]);
  expect(his.heard).toEqual([]);
  expectFailedAck(await his.ask('join_conversation', { conversationId: group.id }), 'not_a_member');
  const present = (await hers.ask('join_conversation', { conversationId: group.id })).as(presentShape).present;
  expect(present).toEqual([ann.id]);
});

test('ROOM-7 a room that one has not joined can be left', async () => {
  const { ann, group } = await cast();
  const wire = await ann.connect();
  expect((await wire.ask('leave_conversation', { conversationId: group.id })).raw).toEqual({ ok: true });
  expectFailedAck(await wire.ask('leave_conversation', { conversationId: 'unknown' }), 'not_found');
});

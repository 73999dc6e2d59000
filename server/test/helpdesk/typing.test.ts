import { afterAll, describe, expect, test } from 'vitest';
import { makeDirect, makeGroup, pause, say } from '../support/factories.ts';
import { expectFailedAck } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { quiet } from '../support/wire.ts';

const server = await startServer();
afterAll(() => server.stop());
const cast = async () => {
  const people = await server.people('ann', 'bo', 'stranger');
  const group = await makeGroup(people.ann, [people.bo]);
  const wires = {
    ann1: await people.ann.connect(),
    ann2: await people.ann.connect(),
    bo1: await people.bo.connect(),
    bo2: await people.bo.connect(),
    stranger: await people.stranger.connect(),
  };
  await quiet(Object.values(wires));
  return { ...people, group, wires, all: Object.values(wires), room: { conversationId: group.id } };
};

describe.concurrent('typing', () => {
  test('TYPE-1 start and stop reach the other members, never the typist', async () => {
    const { ann, wires, all, room } = await cast();
    await wires.ann1.ask('typing_start', room);
    await quiet(all);
    await wires.ann1.ask('typing_stop', room);
    await quiet(all);
    const told = { conversationId: room.conversationId, userId: ann.id, userName: 'ann' };
    for (const wire of [wires.bo1, wires.bo2]) {
      expect(wire.of('typing_indicator')).toEqual([
        { ...told, isTyping: true },
        { ...told, isTyping: false },
      ]);
    }
    for (const wire of [wires.ann1, wires.ann2, wires.stranger]) expect(wire.of('typing_indicator')).toEqual([]);
  });

  test('TYPE-2 sending ends it, over a connection and over HTTP', async () => {
    const { ann, group, wires, all, room } = await cast();
    for (const send of [
      () => wires.ann1.ask('send_message', { ...room, content: 'done' }),
      () => say(ann, group, 'done too'),
    ]) {
      wires.bo1.forget();
      await wires.ann1.ask('typing_start', room);
      await wires.bo1.waitFor('typing_indicator', (event) => event.isTyping);
      await send();
      await wires.bo1.waitFor('typing_indicator', (event) => !event.isTyping);
      await quiet(all);
      expect(wires.bo1.of('typing_indicator').map((event) => event.isTyping)).toEqual([true, false]);
    }
  });

  test('TYPE-3 the end of the connection that started it ends it', async () => {
    const { wires, room } = await cast();
    await wires.ann1.ask('typing_start', room);
    await wires.bo1.waitFor('typing_indicator', (event) => event.isTyping);
    await wires.ann1.close();
    await wires.bo1.waitFor('typing_indicator', (event) => !event.isTyping);
  });

  test('TYPE-4 it ends by itself ten seconds after the last start', async () => {
    const { wires, all, room } = await cast();
    await wires.ann1.ask('typing_start', room);
    await pause(4000);
    const started = Date.now();
    await wires.ann1.ask('typing_start', room);
    await wires.bo1.waitFor('typing_indicator', (event) => !event.isTyping, 12_000);
    const lasted = Date.now() - started;
    expect(lasted).toBeGreaterThan(9_000);
    expect(lasted).toBeLessThan(11_500);
    await quiet(all);
    expect(wires.bo1.of('typing_indicator').filter((event) => !event.isTyping)).toHaveLength(1);
  }, 20_000);

  test('TYPE-5 in a direct conversation too', async () => {
    const { ann, bo, wires } = await cast();
    const chat = await makeDirect(ann, bo);
    await wires.bo1.ask('typing_start', { conversationId: chat.id });
    expect(await wires.ann2.waitFor('typing_indicator')).toMatchObject({
      conversationId: chat.id,
      userId: bo.id,
      isTyping: true,
    });
  });

  test('TYPE-6 strangers cannot type into a conversation, nor anybody into nothing', async () => {
    const { wires, all, room } = await cast();
    for (const event of ['typing_start', 'typing_stop']) {
      expectFailedAck(await wires.stranger.ask(event, room), 'not_a_member');
      expectFailedAck(await wires.ann1.ask(event, { conversationId: 'unknown' }), 'not_found');
      for (const payload of [{}, null, 'x', [], { conversationId: 5 }, { conversationId: '' }]) {
        expectFailedAck(await wires.ann1.ask(event, payload), 'validation_failed');
      }
    }
    await quiet(all);
    for (const wire of all) expect(wire.of('typing_indicator')).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { pause } from '../support/wire.ts';
import {
  at,
  fails,
  historyOf,
  must,
  of,
  openDirect,
  openGroup,
  openMarket,
  say,
  send,
  sendAll,
  tell,
} from './market.ts';
import { inGroup, SAID, setGroup } from './stage.ts';

const market = await openMarket();

describe('rooms', () => {
  test('MARK-180 a connection is in all of its user’s rooms from the start, and in each new one', async () => {
    const { ann, bo, cy } = await market.people('ann', 'bo', 'cy');
    const { _id: first } = await openDirect(ann, bo);
    const wire = await bo.connect();
    await send(ann, first, 'one');
    await wire.next('new_message');
    const { _id: second } = await openDirect(cy, bo);
    expect((await wire.next('new_conversation')).conversation).toMatchObject({
      _id: second,
      unreadCounts: { [bo.id]: 0 },
    });
    await send(cy, second, 'two');
    await wire.next('new_message', ({ conversationId }) => conversationId === second);
    const { _id: third } = await openGroup(ann, [cy]);
    must(await ann.post(at(third, '/participants'), { participants: [bo.id] }), 200);
    await wire.next('new_conversation', ({ conversation }) => conversation._id === third);
    await send(cy, third, 'three');
    await wire.next('new_message', ({ message }) => message.content === 'three');
  });

  test('MARK-181 who has left a room hears nothing of it until joining again; membership stays', async () => {
    const { wires, id, cy, heard } = await setGroup(market);
    expect(await tell(wires.bo2, 'join_conversation', { conversationId: id })).toEqual({
      success: true,
      conversationId: id,
    });
    await tell(wires.bo1, 'leave_conversation', { conversationId: id });
    await tell(wires.bo1, 'leave_conversation', { conversationId: id });
    await send(cy, id, 'one');
    const all = inGroup(...SAID);
    await heard({ ...all, bo1: SAID[0], bo2: [...SAID[0], ...SAID[1]] });
    for (let time = 0; time < 2; time += 1) await tell(wires.bo1, 'join_conversation', { conversationId: id });
    await send(cy, id, 'two');
    await heard({ ...all, bo2: [...SAID[0], ...SAID[1]] });
  });

  test('MARK-182 others cannot join, and hear nothing', async () => {
    const { wires, id, ann, heard } = await setGroup(market);
    for (const wire of [wires.ex, wires.third, wires.admin, wires.stranger]) {
      await fails(wire, 'join_conversation', { conversationId: id }, 403);
      await fails(wire, 'leave_conversation', { conversationId: id }, 403);
    }
    await fails(wires.ann1, 'join_conversation', { conversationId: 'nothing' }, 404);
    const two = ['error', 'error'] as const;
    await heard({ ex: two, third: two, admin: two, stranger: two, ann1: ['error'] });
    await send(ann, id, 'one');
    await heard(inGroup(...SAID));
  });
});

describe('failures', () => {
  test('MARK-183 a failure is told by acknowledgement and event alike, also where none was asked for', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    await openDirect(ann, bo);
    const [wire, other] = [await ann.connect(), await ann.connect('other')];
    const failure = await fails(wire, 'send_message', { conversationId: 'nothing', message: { content: 'x' } }, 404);
    expect(failure).toEqual({ success: false, error: expect.any(String), statusCode: 404, event: 'send_message' });
    wire.forget();
    wire.tell('join_conversation', { conversationId: 'nothing' });
    expect(await wire.next('error')).toMatchObject({ statusCode: 404, event: 'join_conversation' });
    expect(other.frames).toEqual([]);
    expect(wire.socket.connected).toBe(true);
  });

  test('MARK-184 an event of another name is an error, and the connection stays', async () => {
    const { ann } = await market.people('ann');
    const wire = await ann.connect();
    for (const event of [
      'nonsense',
      'message_received',
      'new_message',
      'constructor',
      '__proto__',
      'toString',
      'sendMessage',
    ])
      await fails(wire, event, { conversationId: 'x' }, [400, 404]);
    expect(wire.socket.connected).toBe(true);
  });
});

describe('order', () => {
  test('MARK-185 what one connection sends is handled in the order sent', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const { _id: id } = await openDirect(ann, bo);
    const wire = await ann.connect();
    const texts = Array.from({ length: 40 }, (_, turn) => `text ${turn}`);
    await Promise.all(texts.map((text) => say(wire, id, text)));
    expect((await historyOf(bo, id)).map(({ content }) => content).reverse()).toEqual(texts);
  });

  test('MARK-186 everybody hears new messages in the order of their numbers, under both names', async () => {
    const { ann, bo, cy } = await market.people('ann', 'bo', 'cy');
    const { _id: id } = await openGroup(ann, [bo, cy]);
    const wires = [await ann.connect(), await bo.connect(), await cy.connect()];
    await Promise.all([
      ...wires.map(async (wire, turn) => {
        for (let step = 0; step < 15; step += 1) await say(wire, id, `${turn} ${step}`);
      }),
      sendAll(ann, id, ...Array.from({ length: 15 }, (_, step) => `rest ${step}`)),
    ]);
    const expected = Array.from({ length: 60 }, (_, step) => step + 1);
    for (const wire of wires) {
      await expect.poll(() => wire.of('message_received').length, { timeout: 5000 }).toBe(60);
      expect(wire.of('message_received').map(({ message }) => message.seq)).toEqual(expected);
      await expect.poll(() => wire.of('new_message').length, { timeout: 5000 }).toBe(60);
      expect(wire.of('new_message').map(({ message }) => message.seq)).toEqual(expected);
    }
  }, 30_000);

  test('MARK-187 what is heard is stored already', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const { _id: id } = await openDirect(ann, bo);
    const [one, other] = [await ann.connect(), await bo.connect()];
    for (const text of ['one', 'two', 'three']) {
      one.tell('send_message', { conversationId: id, message: { content: text } });
      const { message } = await other.next('new_message', (heard) => heard.message.content === text);
      expect(must(await bo.get(of(message._id)), 200).json).toEqual({ ...message });
    }
  });
});

describe('typing', () => {
  const about = (id: string, user: string, isTyping: boolean) => ({ conversationId: id, userId: user, isTyping });
  const heardTyping = { ann1: ['user_typing'], cy: ['user_typing'] } as const;

  test('MARK-190 the others in the room hear of a start and of a stop, once each', async () => {
    const { wires, id, bo, heard } = await setGroup(market);
    await tell(wires.bo1, 'typing_stop', { conversationId: id });
    await heard({});
    expect(await tell(wires.bo1, 'typing_start', { conversationId: id })).toEqual({
      success: true,
      conversationId: id,
    });
    expect(await wires.cy.next('user_typing')).toMatchObject({
      ...about(id, bo.id, true),
      user: { _id: bo.id, name: 'Bo', isOnline: true },
    });
    await heard(heardTyping);
    for (let time = 0; time < 3; time += 1) await tell(wires.bo1, 'typing_start', { conversationId: id });
    await heard({});
    await tell(wires.bo1, 'typing_stop', { conversationId: id });
    expect(await wires.ann1.next('user_typing')).toMatchObject(about(id, bo.id, false));
    await heard(heardTyping);
  });

  test('MARK-191 it ends with the message, over either door, and with the connection', async () => {
    const { wires, id, bo, heard } = await setGroup(market);
    const all = inGroup(...SAID);
    const both = {
      ...all,
      ann1: [...(all.ann1 ?? []), 'user_typing'],
      cy: [...(all.cy ?? []), 'user_typing'],
    } as const;
    for (const write of [() => say(wires.bo1, id, 'x'), () => send(bo, id, 'y')]) {
      await tell(wires.bo1, 'typing_start', { conversationId: id });
      await heard(heardTyping);
      await write();
      await heard(both);
    }
    await tell(wires.bo1, 'typing_start', { conversationId: id });
    await heard(heardTyping);
    await wires.bo1.close();
    expect(await wires.ann1.next('user_typing')).toMatchObject(about(id, bo.id, false));
    await heard(heardTyping);
  });

  test('MARK-192 it ends ten seconds after the last start', async () => {
    const { wires, id, heard } = await setGroup(market);
    const began = performance.now();
    await tell(wires.bo1, 'typing_start', { conversationId: id });
    await heard(heardTyping);
    await pause(3000 - (performance.now() - began));
    await tell(wires.bo1, 'typing_start', { conversationId: id });
    await wires.cy.next('user_typing', ({ isTyping }) => !isTyping, 15_000);
    const lasted = (performance.now() - began) / 1000;
    expect(lasted).toBeGreaterThan(12.4);
    expect(lasted).toBeLessThan(15.5);
    await heard(heardTyping);
  }, 30_000);

  test('MARK-193 only participants type', async () => {
    const { wires, id, heard } = await setGroup(market);
    for (const wire of [wires.ex, wires.stranger])
      for (const event of ['typing_start', 'typing_stop']) await fails(wire, event, { conversationId: id }, 403);
    const two = ['error', 'error'] as const;
    await heard({ ex: two, stranger: two });
  });

  test('MARK-194 of one who is blocked the blocker hears nothing in their direct conversation', async () => {
    const { ann, bo } = await market.people('ann', 'bo');
    const { _id: id } = await openDirect(ann, bo);
    must(await ann.put(`/api/users/${bo.id}/block`, { deleteConversation: false }), 204);
    const [ear, wire] = [await ann.connect(), await bo.connect()];
    await market.settle();
    ear.forget();
    await tell(wire, 'typing_start', { conversationId: id });
    await market.settle();
    expect(ear.frames).toEqual([]);
    await tell(ear, 'typing_start', { conversationId: id });
    expect(await wire.next('user_typing')).toMatchObject(about(id, ann.id, true));
  });
});

import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { at, create, fails, look, messagesOf, must, openCharity, ownCase, post, say, send } from './charity.ts';
import { setStage } from './stage.ts';

const charity = await openCharity();
/** A server that a case stops. */
const brief = await openCharity();
const KIB = 1024;

describe('opening', () => {
  test('CHAR-92 the welcome comes first, and all that is committed after it', async () => {
    const ann = await charity.person('Ann');
    const { conversationId: id } = await create(ann);
    for (let time = 1; time <= 5; time += 1) {
      const line = await ann.connect(id, `line ${time}`);
      await post(ann, id, `${time}`);
      await line.next('message_received', (frame) => frame.content === `${time}`);
      const { type, message, timestamp } = line.of('system')[0] ?? {};
      expect([type, message]).toEqual(['system', 'Connected to conversation']);
      expect(Math.abs(Date.parse(timestamp ?? '') - Date.now())).toBeLessThan(60_000);
      expect(line.frames[0]?.type).toBe('system');
      expect(line.of('message_received').map((frame) => frame.seq)).toEqual([time]);
    }
  });

  test('CHAR-92 nothing is lost between the welcome and what others send meanwhile', async () => {
    const { ann, bo } = await charity.people('ann', 'bo');
    const root = await charity.person('Root', { role: 'admin' });
    const { conversationId: id } = await create(root, { participants: [ann.id, bo.id] });
    const sender = await ann.connect(id, 'sender');
    const sending = say(sender, ...Array.from({ length: 40 }, (_, step) => `${step}`));
    const lines = await Promise.all(Array.from({ length: 8 }, (_, one) => bo.connect(id, `line ${one}`)));
    await sending;
    await charity.settle();
    for (const line of lines) {
      const seqs = line.of('message_received').map((frame) => frame.seq);
      const [first = 41] = seqs;
      expect(seqs).toEqual(Array.from({ length: 41 - first }, (_, step) => first + step));
    }
  });

  test('CHAR-93 an ADMIN who connects is a participant, once, and the others are told', async () => {
    const ann = await charity.person('Ann');
    const root = await charity.person('Root', { role: 'support' });
    const { conversationId: id } = await create(ann, { subject: 'Help' });
    const line = await ann.connect(id, 'ann');
    line.forget();
    const opened = await Promise.all(Array.from({ length: 6 }, (_, one) => root.connect(id, `root ${one}`)));
    await charity.settle();
    const participants = [
      { userId: ann.id, role: 'USER' },
      { userId: root.id, role: 'ADMIN' },
    ];
    expect((await look(ann, id)).participants).toMatchObject(participants);
    expect(line.of('conversation_updated')).toEqual([
      { type: 'conversation_updated', conversationId: id, status: 'ACTIVE', participants, subject: 'Help' },
    ]);
    expect(line.of('user_joined')).toEqual([{ type: 'user_joined', userId: root.id, role: 'ADMIN' }]);
    expect(line.frames).toHaveLength(2);
    await opened[0]?.close();
    await root.connect(id, 'again');
    await charity.settle();
    expect(line.frames).toHaveLength(2);
  });
});

describe('frames', () => {
  test('CHAR-94 are handled in the order sent', async () => {
    const { ann, lines, id, heard } = await setStage(charity);
    const count = 25;
    for (let step = 0; step < count; step += 1) {
      lines.ann1.tell({ type: 'message', content: `${step}` });
      lines.ann1.tell({ type: 'nonsense' });
      lines.ann1.tell({ type: 'ping' });
    }
    const round = ['message_sent', 'error', 'pong'] as const;
    await expect.poll(() => lines.ann1.frames.length, { timeout: 8000 }).toBe(3 * count);
    expect(lines.ann1.frames.map((frame) => frame.type)).toEqual(Array.from({ length: count }, () => round).flat());
    expect(lines.ann1.of('message_sent').map((frame) => frame.content)).toEqual(
      Array.from({ length: count }, (_, step) => `${step}`),
    );
    const received = Array<'message_received'>(count).fill('message_received');
    await heard({
      ann1: Array.from({ length: count }, () => round).flat(),
      ...{ ann2: received, bo: received, root1: received, root2: received },
    });
    // A message, a mark at the newest and another message: the mark stands between.
    lines.bo.tell({ type: 'message', content: 'first' });
    lines.bo.tell({ type: 'read' });
    lines.bo.tell({ type: 'message', content: 'second' });
    await expect.poll(() => lines.bo.of('message_sent').length).toBe(2);
    const { messageId } = await lines.root1.next('read_receipt');
    expect(messageId).toBe(lines.bo.of('message_sent')[0]?.messageId);
    const rest = ['message_received', 'read_receipt', 'message_received'] as const;
    await heard({ ann1: rest, ann2: rest, root1: rest, root2: rest, bo: ['message_sent', 'message_sent'] });
    expect(await messagesOf(ann, id)).toHaveLength(count + 2);
  });

  test('CHAR-95 are text also when they come as bytes', async () => {
    const ann = await charity.person('Ann');
    const { conversationId: id } = await create(ann);
    const line = await ann.connect(id);
    line.raw(Buffer.from(JSON.stringify({ type: 'message', content: 'as bytes, é😀' })));
    expect(await line.next('message_sent')).toMatchObject({ content: 'as bytes, é😀' });
    await fails(line, Buffer.from([0xff, 0xfe, 0x00]), 'INVALID_MESSAGE');
    await fails(line, Buffer.from('nonsense'), 'INVALID_MESSAGE');
  });

  test('CHAR-96 ping is answered to that connection', async () => {
    const { lines, heard } = await setStage(charity);
    lines.ann1.tell({ type: 'ping' });
    const { timestamp } = await lines.ann1.next('pong');
    expect(Math.abs(Date.parse(timestamp) - Date.now())).toBeLessThan(60_000);
    lines.ann1.tell({ type: 'ping', more: 1 });
    await heard({ ann1: ['pong', 'pong'] });
  });

  test('CHAR-97 an error goes to the one connection, which stays', async () => {
    const { ann, lines, id, heard } = await setStage(charity);
    const wrong: readonly unknown[] = [
      ...['', 'no json', '{', '[]', '[{"type":"ping"}]', 'null', '5', '"ping"', 'true', '{"type":"ping"', '\u0000'],
      ...[{}, { type: 5 }, { type: null }, { type: '' }, { type: 'PING' }, { type: ['ping'] }, { content: 'x' }],
      ...[{ type: 'message_sent', content: 'x' }, { type: 'toString' }, { type: '__proto__' }, { type: 'join' }],
      ...[
        '{"type":"message","content":"x","__proto__":{"a":1}}',
        `{"type":"ping","a":${'['.repeat(3000)}${']'.repeat(3000)}}`,
      ],
    ];
    for (const frame of wrong) await fails(lines.ann1, frame, 'INVALID_MESSAGE');
    for (const type of ['', 'nonsense', 5]) expect((await fails(lines.ann1, { type })).message).toMatch(/type/);
    await heard({ ann1: Array(wrong.length + 3).fill('error') });
    expect(await messagesOf(ann, id)).toEqual([]);
    await send(lines.ann1, { content: 'still there' });
    const received = ['message_received'] as const;
    await heard({ ann1: ['message_sent'], ann2: received, bo: received, root1: received, root2: received });
  });
});

describe('closing', () => {
  test('CHAR-98 a frame of 128 KiB is read, a larger one ends the connection', async () => {
    const ann = await charity.person('Ann');
    const { conversationId: id } = await create(ann);
    const [line, other] = [await ann.connect(id, 'line'), await ann.connect(id, 'other')];
    line.raw('{"type":"message","content":"full"}'.padEnd(128 * KIB));
    await line.next('message_sent');
    await fails(line, `"${'x'.repeat(128 * KIB - 2)}"`, 'INVALID_MESSAGE');
    line.raw('{"type":"message","content":"over"}'.padEnd(128 * KIB + 1));
    expect(await line.closed).toBe(1009);
    await say(other, 'the other stays');
    expect((await messagesOf(ann, id)).map((row) => row.content)).toEqual(['full', 'the other stays']);
  });

  test.each([1000, 1001, 4001, undefined])('CHAR-99 a client that closes with %s gets 1000', async (code) => {
    const ann = await charity.person('Ann');
    const { conversationId: id } = await create(ann);
    const line = await ann.connect(id);
    line.socket.close(code);
    expect(await line.closed).toBe(1000);
  });

  ownCase('CHAR-100 when the server stops connections are closed with 1001', async () => {
    const { own } = brief.target;
    if (!own) throw new Error('no server of our own');
    const ann = await brief.person('Ann');
    const { conversationId: id } = await create(ann);
    const lines = [await ann.connect(id, 'first'), await ann.connect(id, 'second')];
    await own.app.close();
    expect(await Promise.all(lines.map((line) => line.closed))).toEqual([1001, 1001]);
  });

  ownCase('CHAR-101 who is suspended is cut off with 1008', async () => {
    const { own } = charity.target;
    if (!own) throw new Error('no server of our own');
    const ann = await charity.person('Ann');
    const root = await charity.person('Root', { role: 'admin' });
    const { conversationId: id } = await create(root, { participants: [ann.id] });
    const [first, second] = [await ann.connect(id, 'first'), await ann.connect(id, 'second')];
    const desk = await root.connect(id, 'desk');
    desk.forget();
    const answer = await own.api(root.token).put(`/api/users/${ann.id}`, { name: 'Ann', suspended: true });
    expect(answer.status).toBe(200);
    expect(await Promise.all([first.closed, second.closed])).toEqual([1008, 1008]);
    expect(await desk.next('user_left')).toEqual({ type: 'user_left', userId: ann.id, role: 'USER' });
    await expect(ann.connect(id)).rejects.toMatchObject({ status: 403 });
    must(await ann.post(at(id, '/messages'), { content: 'x' }), 403);
    await say(desk, 'nobody there');
    expect(first.of('message_received')).toEqual([]);
  });

  test('CHAR-102 who does not answer pings is dropped, and has left', async () => {
    const { ann, bo } = await charity.people('ann', 'bo');
    const root = await charity.person('Root', { role: 'admin' });
    const { conversationId: id } = await create(root, { participants: [ann.id, bo.id] });
    const began = Date.now();
    const alive = await bo.connect(id, 'alive');
    const dead = await charity.connect(ann.token, id, { label: 'dead', userId: ann.id, answersPings: false });
    const pings: number[] = [];
    alive.socket.on('ping', () => pings.push(Date.now() - began));
    await dead.closed;
    const seconds = (Date.now() - began) / 1000;
    expect(seconds).toBeGreaterThan(25);
    expect(seconds).toBeLessThan(70);
    expect(await alive.next('user_left')).toEqual({ type: 'user_left', userId: ann.id, role: 'USER' });
    expect(pings.length).toBeGreaterThanOrEqual(1);
    expect(alive.socket.readyState).toBe(WebSocket.OPEN);
  }, 80_000);
});

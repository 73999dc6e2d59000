import { describe, expect, test } from 'vitest';
import { pause } from '../support/wire.ts';
import { at, create, dataOf, fails, look, messagesOf, must, openCharity, post, say, send } from './charity.ts';
import { type Conversation, conversationShape, type FrameOf } from './shapes.ts';
import { all, setStage } from './stage.ts';

const charity = await openCharity();
const SENT = all(['message_received'], { ann1: ['message_sent'] });

/** What the others hear of a message, out of what its sender heard. */
function heardByOthers({
  clientMessageId: _,
  type: __,
  ...rest
}: FrameOf<'message_sent'>): FrameOf<'message_received'> {
  return { type: 'message_received', ...rest };
}
/** What all hear of a conversation that was changed. */
function updateOf({ conversationId, status, participants, subject }: Conversation): FrameOf<'conversation_updated'> {
  const members = participants.map(({ userId, role }) => ({ userId, role }));
  const rest = subject === undefined ? {} : { subject };
  return { type: 'conversation_updated', conversationId, status, participants: members, ...rest };
}

describe('messages', () => {
  test('CHAR-110 one comes back to its connection and goes to the others', async () => {
    const { ann, bo, lines, id, heard } = await setStage(charity);
    const metadata = { fileName: 'a.pdf', fileSize: 5 };
    const sent = await send(lines.ann1, { content: 'Hello', messageType: 'FILE', metadata });
    expect(sent).toMatchObject({
      ...{ conversationId: id, seq: 1, senderId: ann.id, senderRole: 'USER' },
      ...{ content: 'Hello', messageType: 'FILE', metadata },
    });
    expect(sent).not.toHaveProperty('clientMessageId');
    for (const line of [lines.ann2, lines.bo, lines.root1])
      expect(await line.next('message_received')).toEqual(heardByOthers(sent));
    await heard(SENT);
    const [row] = await messagesOf(bo, id);
    const { type: _, ...same } = sent;
    expect(row).toEqual({ ...same, readBy: [], updatedAt: row?.updatedAt });
  });

  test('CHAR-111 one from REST goes to all, to those of its sender as well', async () => {
    const { ann, lines, id, heard } = await setStage(charity);
    const { readBy: _, updatedAt: __, ...row } = await post(ann, id, 'over REST');
    for (const line of [lines.ann1, lines.root2])
      expect(await line.next('message_received')).toEqual({ type: 'message_received', ...row });
    await heard(all(['message_received']));
  });

  test('CHAR-112 everybody hears everything once, in the order of the numbers', async () => {
    const { ann, bo, lines, id, list } = await setStage(charity);
    const senders = [lines.ann1, lines.bo, lines.root1, lines.root2];
    const count = 60;
    await Promise.all([
      ...Array.from({ length: count }, async (_, step) =>
        senders[step % 4]?.tell({ type: 'message', content: `${step}` }),
      ),
      ...Array.from({ length: 12 }, (_, step) => post(step % 2 === 0 ? ann : bo, id, `rest ${step}`)),
    ]);
    await expect.poll(async () => (await messagesOf(ann, id)).length, { timeout: 8000 }).toBe(count + 12);
    await charity.settle();
    const stored = (await messagesOf(ann, id)).map((row) => row.seq);
    expect(stored).toEqual(Array.from({ length: count + 12 }, (_, step) => step + 1));
    for (const line of [lines.ann1, lines.ann2, lines.bo, lines.root1, lines.root2]) {
      const received = line.of('message_received').map((frame) => frame.seq);
      expect(received, line.label).toEqual([...received].sort((one, other) => one - other));
      const own = line.of('message_sent').map((frame) => frame.seq);
      expect(
        [...received, ...own].sort((one, other) => one - other),
        line.label,
      ).toEqual(stored);
    }
    for (const line of list) line.forget();
  });

  test('CHAR-113 clientMessageId comes back to who sent it, and to nobody else', async () => {
    const { ann, lines, id, heard } = await setStage(charity);
    const sent = await send(lines.ann1, { content: 'with an id', clientMessageId: 'mine-1' });
    expect(sent.clientMessageId).toBe('mine-1');
    for (const line of [lines.ann2, lines.bo]) expect(await line.next('message_received')).toEqual(heardByOthers(sent));
    await heard(SENT);
    await post(ann, id, 'over REST', { clientMessageId: 'mine-2' });
    expect(JSON.stringify(await lines.ann2.next('message_received'))).not.toContain('mine-2');
    await heard(all(['message_received']));
    expect(JSON.stringify(await messagesOf(ann, id))).not.toContain('mine-');
  });

  test('CHAR-114 what is refused is stored nowhere and heard by nobody', async () => {
    const { ann, bo, stranger, lines, id, heard } = await setStage(charity);
    await fails(lines.bo, { type: 'message', content: 'x', messageType: 'SYSTEM' }, 'FORBIDDEN');
    await fails(lines.bo, { type: 'message', content: '' }, 'INVALID_MESSAGE');
    await fails(lines.bo, { type: 'message', content: 'x', metadata: [] }, 'INVALID_MESSAGE');
    must(await bo.post(at(id, '/messages'), { content: '' }), 400);
    must(await stranger.post(at(id, '/messages'), { content: 'x' }), 403);
    await heard({ bo: ['error', 'error', 'error'] });
    expect(await messagesOf(ann, id)).toEqual([]);
    await send(lines.ann1, { content: 'first' });
    await heard(SENT);
    expect((await messagesOf(bo, id)).map((row) => row.seq)).toEqual([1]);
  });

  test('CHAR-119 after an absence the rest is fetched, and what was kept is sent again', async () => {
    const { ann, bo } = await charity.people('ann', 'bo');
    const root = await charity.person('Root', { role: 'admin' });
    const { conversationId: id } = await create(root, { participants: [ann.id, bo.id] });
    const [away, desk] = [await ann.connect(id, 'away'), await bo.connect(id, 'desk')];
    const [last] = await say(desk, 'seen');
    const kept = { content: 'did it arrive?', clientMessageId: 'k-1' };
    // Sent, and the line is gone before the answer.
    away.tell({ type: 'message', ...kept });
    await desk.next('message_received');
    away.socket.terminate();
    await say(desk, 'missed one', 'missed two');
    const back = await ann.connect(id, 'back');
    expect((await send(back, kept)).seq).toBe(2);
    const missed = await messagesOf(ann, id, `?after=${encodeURIComponent(last?.messageId ?? '')}`);
    expect(missed.map((row) => row.content)).toEqual(['did it arrive?', 'missed one', 'missed two']);
    await say(desk, 'live again');
    expect((await back.next('message_received')).content).toBe('live again');
    expect(await messagesOf(bo, id)).toHaveLength(5);
  });
});

describe('changes', () => {
  test('CHAR-115 of status are told twice, others once', async () => {
    const { ann, root, lines, id, heard } = await setStage(charity);
    for (const status of ['CLOSED', 'ARCHIVED', 'ACTIVE']) {
      const changed = dataOf(await ann.put(at(id), { status }), conversationShape);
      for (const line of [lines.ann1, lines.bo]) {
        const notice = await line.next('system');
        expect(notice.message).toBe(`Conversation status changed to ${status}`);
        expect(await line.next('conversation_updated')).toEqual(updateOf(changed));
      }
      await heard(all(['system', 'conversation_updated']));
    }
    const named = dataOf(await root.put(at(id), { subject: 'New', metadata: { a: 1 } }), conversationShape);
    expect(await lines.ann2.next('conversation_updated')).toEqual(updateOf(named));
    await heard(all(['conversation_updated']));
    dataOf(await root.put(at(id), { status: 'CLOSED', subject: null }), conversationShape);
    expect(await lines.ann2.next('conversation_updated')).not.toHaveProperty('subject');
    await heard(all(['system', 'conversation_updated']));
    // Notices are not messages.
    expect(await messagesOf(ann, id)).toEqual([]);
  });

  test('CHAR-115 an assignment, and an ADMIN who joins by sending, are told to all', async () => {
    const { ann, root, admin, lines, id, heard } = await setStage(charity);
    await post(admin, id, 'here I am');
    expect(await lines.ann1.next('conversation_updated')).toEqual(updateOf(await look(ann, id)));
    expect((await look(ann, id)).participants.at(-1)).toMatchObject({ userId: admin.id, role: 'ADMIN' });
    await heard(all(['conversation_updated', 'message_received']));
    await post(admin, id, 'and again');
    await heard(all(['message_received']));
    const other = await charity.person('Other', { role: 'agent' });
    const assigned = dataOf(await root.post(at(id, '/assign'), { adminId: other.id }), conversationShape);
    expect(await lines.bo.next('conversation_updated')).toEqual(updateOf(assigned));
    await heard(all(['conversation_updated']));
  });
});

describe('coming and going', () => {
  test('CHAR-116 the others hear of the first connection and of the end of the last', async () => {
    const { ann, lines, root, id, heard } = await setStage(charity);
    await lines.ann1.close();
    await heard({});
    await lines.ann2.close();
    expect(await lines.bo.next('user_left')).toEqual({ type: 'user_left', userId: ann.id, role: 'USER' });
    await heard({ bo: ['user_left'], root1: ['user_left'], root2: ['user_left'] });
    const back = await ann.connect(id, 'back');
    expect(await lines.bo.next('user_joined')).toEqual({ type: 'user_joined', userId: ann.id, role: 'USER' });
    const second = await ann.connect(id, 'second');
    await heard({ bo: ['user_joined'], root1: ['user_joined'], root2: ['user_joined'] });
    back.socket.terminate();
    await heard({});
    second.socket.terminate();
    await heard({ bo: ['user_left'], root1: ['user_left'], root2: ['user_left'] });
    await lines.root1.close();
    lines.root2.socket.terminate();
    expect(await lines.bo.next('user_left')).toEqual({ type: 'user_left', userId: root.id, role: 'ADMIN' });
    await heard({ bo: ['user_left'] });
    for (const line of [back, second]) expect(line.frames.map((frame) => frame.type)).toEqual(['system']);
  });

  test('CHAR-116 many at once are one coming and one going', async () => {
    const { ann, lines, id, heard } = await setStage(charity);
    await lines.ann1.close();
    await lines.ann2.close();
    const others = (type: 'user_left' | 'user_joined') => ({ bo: [type], root1: [type], root2: [type] });
    await heard(others('user_left'));
    const opened = await Promise.all(Array.from({ length: 8 }, (_, one) => ann.connect(id, `${one}`)));
    await heard(others('user_joined'));
    await Promise.all(opened.map((line) => line.close()));
    await heard(others('user_left'));
  });
});

describe('typing', () => {
  test('CHAR-117 a start and a stop are heard by the others, when it changes', async () => {
    const { ann, lines, heard } = await setStage(charity);
    const others = (type: 'typing_start' | 'typing_stop') => ({ bo: [type], root1: [type], root2: [type] });
    lines.ann1.tell({ type: 'typing', isTyping: false });
    await lines.ann1.sync();
    await heard({});
    for (let time = 0; time < 3; time += 1) lines.ann1.tell({ type: 'typing', isTyping: true });
    expect(await lines.bo.next('typing_start')).toEqual({ type: 'typing_start', userId: ann.id });
    await heard(others('typing_start'));
    lines.ann1.tell({ type: 'typing', isTyping: false });
    lines.ann1.tell({ type: 'typing', isTyping: false });
    expect(await lines.bo.next('typing_stop')).toEqual({ type: 'typing_stop', userId: ann.id });
    await heard(others('typing_stop'));
    for (const isTyping of [undefined, null, 'true', 1, {}]) {
      const { message } = await fails(lines.ann1, { type: 'typing', isTyping }, 'INVALID_MESSAGE');
      expect(message).toMatch(/isTyping/);
    }
    await heard({ ann1: Array(5).fill('error') });
  });

  test('CHAR-118 it ends ten seconds after the last start', async () => {
    const { lines, heard } = await setStage(charity);
    const starts = ['typing_start', 'typing_start'] as const;
    const began = performance.now();
    lines.ann1.tell({ type: 'typing', isTyping: true });
    lines.bo.tell({ type: 'typing', isTyping: true });
    await heard({ ann1: ['typing_start'], ann2: ['typing_start'], bo: ['typing_start'], root1: starts, root2: starts });
    await pause(4000 - (performance.now() - began));
    lines.bo.tell({ type: 'typing', isTyping: true });
    const ended = (line: typeof lines.bo) =>
      line.next('typing_stop', undefined, 16_000).then(() => (performance.now() - began) / 1000);
    const [ofAnn, ofBo] = await Promise.all([ended(lines.bo), ended(lines.ann1)]);
    expect(ofAnn).toBeGreaterThan(9.4);
    expect(ofAnn).toBeLessThan(12);
    expect(ofBo).toBeGreaterThan(13.4);
    expect(ofBo).toBeLessThan(16);
    const stops = ['typing_stop', 'typing_stop'] as const;
    await heard({ ann1: ['typing_stop'], ann2: ['typing_stop'], bo: ['typing_stop'], root1: stops, root2: stops });
  }, 30_000);

  test('CHAR-118 it ends with a message, and with leaving', async () => {
    const { ann, lines, id, heard } = await setStage(charity);
    const others = (...types: ('typing_start' | 'typing_stop' | 'message_received' | 'user_left')[]) => ({
      ...{ bo: types, root1: types, root2: types },
    });
    lines.ann1.tell({ type: 'typing', isTyping: true });
    await heard(others('typing_start'));
    await say(lines.ann1, 'done');
    await heard({ ...SENT, ...others('message_received', 'typing_stop') });
    lines.ann1.tell({ type: 'typing', isTyping: false });
    await heard({});
    lines.ann2.tell({ type: 'typing', isTyping: true });
    await heard(others('typing_start'));
    await post(ann, id, 'over REST');
    await heard({ ...all(['message_received']), ...others('message_received', 'typing_stop') });
    lines.ann2.tell({ type: 'typing', isTyping: true });
    await heard(others('typing_start'));
    lines.ann1.socket.terminate();
    lines.ann2.socket.terminate();
    await heard(others('typing_stop', 'user_left'));
  });
});

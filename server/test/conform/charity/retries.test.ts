import { describe, expect, test } from 'vitest';
import {
  at,
  create,
  dataOf,
  fails,
  messagesOf,
  must,
  openCharity,
  type Person,
  post,
  refused,
  send,
} from './charity.ts';
import { type Message, messageShape } from './shapes.ts';
import { all, setStage } from './stage.ts';

const charity = await openCharity();

/** Sends again over REST what was sent before. */
async function again(who: Person, id: string, body: object, headers: Record<string, string> = {}): Promise<Message> {
  return dataOf(await who.post(at(id, '/messages'), body, { headers }), messageShape, 200);
}

describe('the same again', () => {
  test('CHAR-70 over REST it is answered 200 with the first message, and announced once', async () => {
    const { ann, id, heard } = await setStage(charity);
    const body = { content: 'once', messageType: 'FILE', metadata: { b: 1, a: [2] }, clientMessageId: 'c-1' };
    const first = dataOf(await ann.post(at(id, '/messages'), body), messageShape, 201);
    await heard(all(['message_received']));
    for (let time = 0; time < 3; time += 1) expect(await again(ann, id, body)).toEqual(first);
    await heard({});
    expect(await messagesOf(ann, id)).toEqual([first]);
  });

  test('CHAR-70 on a connection it brings the first message_sent, to that connection alone', async () => {
    const { ann, lines, id, heard } = await setStage(charity);
    const fields = { content: 'once', clientMessageId: 'c-2' };
    const first = await send(lines.ann1, fields);
    await heard(all(['message_received'], { ann1: ['message_sent'] }));
    expect(await send(lines.ann1, fields)).toEqual(first);
    expect(await send(lines.ann2, fields)).toEqual(first);
    await heard({ ann1: ['message_sent'], ann2: ['message_sent'] });
    expect(await messagesOf(ann, id)).toMatchObject([{ messageId: first.messageId, seq: 1 }]);
  });

  test('CHAR-70 what was sent one way is the same the other way', async () => {
    const { ann, lines, id, heard } = await setStage(charity);
    const live = await send(lines.ann1, { content: 'live first', clientMessageId: 'c-3' });
    await heard(all(['message_received'], { ann1: ['message_sent'] }));
    expect(await again(ann, id, { content: 'live first', clientMessageId: 'c-3' })).toMatchObject({
      ...{ messageId: live.messageId, seq: 1, createdAt: live.createdAt },
    });
    const rest = await post(ann, id, 'REST first', { clientMessageId: 'c-4' });
    await heard(all(['message_received']));
    const sent = await send(lines.ann2, { content: 'REST first', clientMessageId: 'c-4' });
    expect(sent).toMatchObject({ messageId: rest.messageId, seq: 2, clientMessageId: 'c-4' });
    await heard({ ann2: ['message_sent'] });
    expect(await messagesOf(ann, id)).toHaveLength(2);
  });

  test('CHAR-70 of many at once one is stored and announced', async () => {
    const { ann, lines, id, heard } = await setStage(charity);
    const fields = { content: 'at once', clientMessageId: 'c-5' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => ann.post(at(id, '/messages'), fields)));
    const rows = answers.map((answer) => dataOf(answer, messageShape, 200, 201));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(new Set(rows.map((row) => row.messageId)).size).toBe(1);
    await heard(all(['message_received']));
    const live = { type: 'message', content: 'at once, live', clientMessageId: 'c-6' };
    for (let time = 0; time < 10; time += 1) {
      lines.bo.tell(live);
      lines.root1.tell(live);
    }
    // Two people, so two messages; every one of the twenty is answered.
    await heard(
      all(['message_received', 'message_received'], {
        bo: [...Array<'message_sent'>(10).fill('message_sent'), 'message_received'],
        root1: [...Array<'message_sent'>(10).fill('message_sent'), 'message_received'],
      }),
    );
    expect(await messagesOf(ann, id)).toHaveLength(3);
  });

  test('CHAR-73 it is answered also when the conversation is closed by then', async () => {
    const ann = await charity.person('Ann');
    const { conversationId: id } = await create(ann);
    const line = await ann.connect(id);
    const fields = { content: 'in time', clientMessageId: 'c-7' };
    const first = await post(ann, id, 'in time', { clientMessageId: 'c-7' });
    for (const status of ['CLOSED', 'ARCHIVED']) {
      must(await ann.put(at(id), { status }), 200);
      expect(await again(ann, id, fields)).toMatchObject({ messageId: first.messageId });
      expect((await send(line, fields)).messageId).toBe(first.messageId);
      refused(await ann.post(at(id, '/messages'), { ...fields, clientMessageId: 'c-8' }), 409, 'CONVERSATION_CLOSED');
    }
    expect(await messagesOf(ann, id)).toHaveLength(1);
  });
});

describe('the same id for something else', () => {
  test('CHAR-71 is a conflict and stores nothing', async () => {
    const { ann, bo, lines, id, heard } = await setStage(charity);
    const body = { content: 'one', metadata: { a: 1 }, clientMessageId: 'k' };
    const first = dataOf(await ann.post(at(id, '/messages'), body), messageShape, 201);
    await heard(all(['message_received']));
    for (const other of [{ content: 'two' }, { content: 'one ' }, { metadata: { a: 2 } }, { messageType: 'FILE' }]) {
      refused(await ann.post(at(id, '/messages'), { ...body, ...other }), 409, 'CONFLICT');
      await fails(lines.ann2, { type: 'message', ...body, ...other }, 'CONFLICT');
      await heard({ ann2: ['error'] });
    }
    expect(await messagesOf(ann, id)).toEqual([first]);
    expect((await post(bo, id, 'two', { clientMessageId: 'k' })).seq).toBe(2);
    await heard(all(['message_received']));
    const elsewhere = await create(ann);
    expect((await post(ann, elsewhere.conversationId, 'two', { clientMessageId: 'k' })).seq).toBe(1);
    await heard({});
  });
});

describe('ids of clients', () => {
  test('CHAR-72 have 1 to 128 characters', async () => {
    const ann = await charity.person('Ann');
    const { conversationId: id } = await create(ann);
    const line = await ann.connect(id);
    for (const clientMessageId of ['', 'x'.repeat(129), '😀'.repeat(129), 5, 0, true, null, {}, ['x'], 'a\u0000']) {
      const body = { content: 'x', clientMessageId };
      refused(await ann.post(at(id, '/messages'), body), 400, 'VALIDATION_ERROR', /clientMessageId/);
      expect((await fails(line, { type: 'message', ...body }, 'INVALID_MESSAGE')).message).toMatch(/clientMessageId/);
    }
    expect(await messagesOf(ann, id)).toEqual([]);
    for (const clientMessageId of ['x', 'x'.repeat(128), '5', '<a> "b" %', 'é😀']) {
      const first = await post(ann, id, 'x', { clientMessageId });
      expect((await again(ann, id, { content: 'x', clientMessageId })).messageId).toBe(first.messageId);
      const sent = await send(line, { content: 'x', clientMessageId });
      expect([sent.messageId, sent.clientMessageId]).toEqual([first.messageId, clientMessageId]);
    }
    expect(await messagesOf(ann, id)).toHaveLength(5);
  });

  test('CHAR-72 come as Idempotency-Key as well', async () => {
    const ann = await charity.person('Ann');
    const { conversationId: id } = await create(ann);
    const line = await ann.connect(id);
    const headers = { 'idempotency-key': 'key-1' };
    const path = at(id, '/messages');
    const first = dataOf(await ann.post(path, { content: 'x' }, { headers }), messageShape, 201);
    expect(await again(ann, id, { content: 'x' }, headers)).toEqual(first);
    expect(await again(ann, id, { content: 'x', clientMessageId: 'key-1' })).toEqual(first);
    expect((await send(line, { content: 'x', clientMessageId: 'key-1' })).messageId).toBe(first.messageId);
    refused(await ann.post(path, { content: 'y' }, { headers }), 409, 'CONFLICT');
    refused(
      await ann.post(path, { content: 'x' }, { headers: { 'idempotency-key': 'x'.repeat(129) } }),
      400,
      'VALIDATION_ERROR',
    );
    expect(await messagesOf(ann, id)).toHaveLength(1);
  });
});

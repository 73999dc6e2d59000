import { describe, expect, test } from 'vitest';
import {
  at,
  create,
  history,
  look,
  messagesOf,
  must,
  openCharity,
  type Person,
  post,
  refused,
  say,
  send,
} from './charity.ts';
import type { Message } from './shapes.ts';

const charity = await openCharity();

/** A conversation of ann's with as many messages. */
async function filled(count: number): Promise<{ ann: Person; id: string; rows: Message[] }> {
  const ann = await charity.person('Ann');
  const { conversationId: id } = await create(ann);
  const rows: Message[] = [];
  for (let seq = 1; seq <= count; seq += 1) rows.push(await post(ann, id, `${seq}`));
  return { ann, id, rows };
}
const seqsOf = (rows: readonly Message[]) => rows.map((row) => row.seq);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('sending over REST', () => {
  test('CHAR-60 what was answered is in the history, as it was answered', async () => {
    const ann = await charity.person('Ann');
    const { conversationId: id } = await create(ann);
    for (let seq = 1; seq <= 5; seq += 1) {
      const row = await post(ann, id, `${seq}`, { metadata: { seq } });
      expect(row).toMatchObject({
        ...{ conversationId: id, seq, senderId: ann.id, senderRole: 'USER', content: `${seq}` },
        ...{ messageType: 'TEXT', readBy: [], metadata: { seq }, updatedAt: row.createdAt },
      });
      expect((await messagesOf(ann, id)).at(-1)).toEqual(row);
    }
  });

  test('CHAR-61 types of messages, and who may send them', async () => {
    const ann = await charity.person('Ann');
    const root = await charity.person('Root', { role: 'admin' });
    const { conversationId: id } = await create(ann);
    const path = at(id, '/messages');
    expect((await post(ann, id, 'x', { messageType: 'FILE' })).messageType).toBe('FILE');
    expect((await post(ann, id, 'x', { messageType: 'TEXT' })).messageType).toBe('TEXT');
    refused(await ann.post(path, { content: 'x', messageType: 'SYSTEM' }), 403, 'FORBIDDEN');
    expect((await post(root, id, 'x', { messageType: 'SYSTEM' })).messageType).toBe('SYSTEM');
    for (const messageType of ['text', 'IMAGE', '', 5, null, ['TEXT'], {}])
      refused(await root.post(path, { content: 'x', messageType }), 400, 'VALIDATION_ERROR', /messageType/);
    const line = await root.connect(id);
    expect((await send(line, { content: 'x', messageType: 'SYSTEM' })).messageType).toBe('SYSTEM');
    expect((await messagesOf(ann, id)).map((row) => row.messageType)).toEqual(['FILE', 'TEXT', 'SYSTEM', 'SYSTEM']);
  });

  test('CHAR-62 a sender shows with the role that they had', async () => {
    const ann = await charity.person('Ann');
    const { conversationId: id } = await create(ann);
    const roles = ['USER', 'ADMIN', 'USER', 'ADMIN'];
    for (const role of roles) {
      const now = await charity.as(ann, role);
      expect((await post(now, id, 'over REST')).senderRole).toBe(role);
      const [sent] = await say(await now.connect(id), 'on a connection');
      expect(sent?.senderRole).toBe(role);
    }
    expect((await messagesOf(ann, id)).map((row) => row.senderRole)).toEqual(roles.flatMap((role) => [role, role]));
  });

  test('CHAR-62 roles change from message to message while others write', async () => {
    const ann = await charity.person('Ann');
    const root = await charity.person('Root', { role: 'admin' });
    const { conversationId: id } = await create(ann);
    const promoted = await charity.as(ann, 'ADMIN');
    const [asUser, asAdmin] = [await ann.connect(id, 'user'), await promoted.connect(id, 'admin')];
    const others = Promise.all(Array.from({ length: 20 }, (_, step) => post(root, id, `root ${step}`)));
    for (let step = 0; step < 10; step += 1) {
      expect((await send(asUser, { content: 'USER' })).senderRole).toBe('USER');
      expect((await send(asAdmin, { content: 'ADMIN' })).senderRole).toBe('ADMIN');
    }
    await others;
    const rows = (await messagesOf(ann, id)).filter((row) => row.senderId === ann.id);
    expect(rows).toHaveLength(20);
    for (const row of rows) expect(row.senderRole).toBe(row.content);
    expect((await look(root, id)).participants.map((one) => one.role)).toEqual(['USER', 'ADMIN']);
  });

  test('CHAR-63 numbers have no gaps, however many send at once', async () => {
    const ann = await charity.person('Ann');
    const root = await charity.person('Root', { role: 'admin' });
    const { conversationId: id } = await create(ann);
    const line = await ann.connect(id);
    await Promise.all([
      ...Array.from({ length: 20 }, (_, step) => post(step % 2 === 0 ? ann : root, id, `rest ${step}`)),
      say(line, ...range(1, 20).map((step) => `live ${step}`)),
    ]);
    expect(seqsOf(await messagesOf(ann, id))).toEqual(range(1, 40));
  });

  test('CHAR-64 what is closed or archived takes no messages, and all else as before', async () => {
    const ann = await charity.person('Ann');
    const { conversationId: id } = await create(ann);
    await post(ann, id, 'before');
    const early = await ann.connect(id, 'early');
    for (const status of ['CLOSED', 'ARCHIVED']) {
      must(await ann.put(at(id), { status }), 200);
      refused(await ann.post(at(id, '/messages'), { content: 'x' }), 409, 'CONVERSATION_CLOSED');
      for (const line of [early, await ann.connect(id, 'late')]) {
        line.forget();
        line.tell({ type: 'message', content: 'x' });
        expect(await line.next('error')).toMatchObject({ code: 'CONVERSATION_CLOSED' });
        line.forget();
      }
      expect(seqsOf(await messagesOf(ann, id))).toEqual([1]);
      must(await ann.put(at(id, '/read')), 200);
      must(await ann.put(at(id), { subject: status }), 200);
      expect(must(await ann.get('/api/conversations'), 200).text).toContain(id);
    }
    must(await ann.put(at(id), { status: 'ACTIVE' }), 200);
    expect((await post(ann, id, 'again')).seq).toBe(2);
    expect((await send(early, { content: 'and again' })).seq).toBe(3);
  });
});

describe('pages', () => {
  test('CHAR-65 the newest first page, oldest first within it', async () => {
    const { ann, id, rows } = await filled(53);
    const first = await history(ann, id);
    expect(first.messages).toEqual(rows.slice(3));
    expect(first.pagination).toEqual({ total: 53, page: 1, limit: 50, hasMore: true });
    const second = await history(ann, id, '?page=2');
    expect(seqsOf(second.messages)).toEqual([1, 2, 3]);
    expect(second.pagination).toEqual({ total: 53, page: 2, limit: 50, hasMore: false });
    const small = await history(ann, id, '?page=3&limit=10');
    expect(seqsOf(small.messages)).toEqual(range(24, 33));
    expect(small.pagination).toEqual({ total: 53, page: 3, limit: 10, hasMore: true });
    const beyond = await history(ann, id, '?page=7');
    expect(beyond).toEqual({ messages: [], pagination: { total: 53, page: 7, limit: 50, hasMore: false } });
    const large = await history(ann, id, '?limit=5000');
    expect(seqsOf(large.messages)).toEqual(range(1, 53));
    expect(large.pagination).toEqual({ total: 53, page: 1, limit: 100, hasMore: false });
    const { conversationId: empty } = await create(ann);
    expect(await history(ann, empty)).toEqual({
      messages: [],
      pagination: { total: 0, page: 1, limit: 50, hasMore: false },
    });
  });

  test('CHAR-66 before and after a message', async () => {
    const { ann, id, rows } = await filled(12);
    const cursor = (seq: number) => encodeURIComponent(rows[seq - 1]?.messageId ?? '');
    for (const [query, seqs, hasMore] of [
      [`?before=${cursor(9)}&limit=3`, [6, 7, 8], true],
      [`?before=${cursor(4)}&limit=3`, [1, 2, 3], false],
      [`?before=${cursor(1)}`, [], false],
      [`?before=${cursor(12)}`, range(1, 11), false],
      [`?after=${cursor(4)}&limit=3`, [5, 6, 7], true],
      [`?after=${cursor(9)}&limit=3`, [10, 11, 12], false],
      [`?after=${cursor(12)}`, [], false],
      [`?after=${cursor(1)}&limit=400`, range(2, 12), false],
    ] as const) {
      const { messages, pagination } = await history(ann, id, query);
      expect([query, seqsOf(messages), pagination.hasMore]).toEqual([query, seqs, hasMore]);
      expect([pagination.total, pagination.page]).toEqual([12, 1]);
    }
  });

  test('CHAR-67 a cursor is one message of this conversation', async () => {
    const { ann, id, rows } = await filled(3);
    const other = await filled(3);
    const [own, foreign] = [rows[1]?.messageId ?? '', other.rows[1]?.messageId ?? ''];
    for (const cursor of [
      foreign,
      id,
      '',
      'x',
      '0',
      '2',
      '-1',
      'null',
      "' OR 1=1",
      'x'.repeat(300),
      '\u0000',
      `${own}x`,
    ])
      for (const side of ['before', 'after']) {
        const answer = await ann.get(at(id, `/messages?${side}=${encodeURIComponent(cursor)}`));
        refused(answer, 400, 'VALIDATION_ERROR', new RegExp(side));
      }
    for (const query of [`before=${own}&after=${own}`, `before=${own}&page=2`, `after=${own}&page=1`])
      refused(await ann.get(at(id, `/messages?${query}`)), 400, 'VALIDATION_ERROR', /before|after|page/);
  });

  test('CHAR-68 pages stay whole while messages arrive', async () => {
    const { ann, id, rows } = await filled(20);
    const seen: number[] = [];
    let cursor = rows[19]?.messageId ?? '';
    for (let more = true; more; ) {
      await post(ann, id, 'meanwhile');
      const page = await history(ann, id, `?limit=3&before=${encodeURIComponent(cursor)}`);
      seen.unshift(...seqsOf(page.messages));
      cursor = page.messages[0]?.messageId ?? '';
      more = page.pagination.hasMore;
    }
    expect(seen).toEqual(range(1, 19));
    const onwards: number[] = [];
    cursor = rows[0]?.messageId ?? '';
    for (let left = 8; left > 0; left -= 1) {
      await post(ann, id, 'meanwhile');
      const page = await history(ann, id, `?limit=4&after=${encodeURIComponent(cursor)}`);
      onwards.push(...seqsOf(page.messages));
      cursor = page.messages.at(-1)?.messageId ?? cursor;
    }
    expect(onwards).toEqual(range(2, onwards.length + 1));
    expect(onwards.length).toBeGreaterThan(28);
  });

  test('CHAR-69 looking marks nothing as read', async () => {
    const root = await charity.person('Root', { role: 'admin' });
    const ann = await charity.person('Ann');
    const { conversationId: id } = await create(root, { participants: [ann.id] });
    const line = await root.connect(id);
    await post(root, id, 'seen?');
    await line.next('message_received');
    line.forget();
    await look(ann, id);
    await messagesOf(ann, id);
    await ann.get('/api/conversations');
    await charity.settle();
    expect(line.frames).toEqual([]);
    expect((await messagesOf(root, id))[0]?.readBy).toEqual([]);
    expect((await look(root, id)).participants.some((one) => one.lastReadAt !== undefined)).toBe(false);
  });
});

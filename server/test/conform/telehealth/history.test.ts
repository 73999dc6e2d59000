import { expect, test } from 'vitest';
import { BASE, openClinic, type Person } from './clinic.ts';
import { historyShape } from './shapes.ts';
import { expectRefused, historyOf, leave, say } from './talk.ts';

const clinic = await openClinic();

const pathOf = (id: string, query = '') => `${BASE}/conversations/${id}/messages${query}`;
async function fetchPage(who: Person, id: string, query = '') {
  return (await who.get(pathOf(id, query))).as(historyShape).data;
}

/** A conversation in which the patient has written this many messages while nobody listened. */
async function written(count: number) {
  const { pat, doc, id } = await clinic.pair();
  const texts = Array.from({ length: count }, (_, at) => `message ${at + 1}`);
  const messages = await leave(pat, { conversationId: id, receiverId: doc.id }, ...texts);
  return { pat, doc, id, messages, ids: messages.map((message) => message.id) };
}

test('TELE-40 a message has all its fields, and both see the same', async () => {
  const { pat, doc, id, messages } = await written(1);
  const [mine] = await historyOf(pat, id);
  expect(mine).toEqual({
    id: messages[0]?.id,
    conversationId: id,
    seq: 1,
    senderId: pat.id,
    senderName: 'Pat',
    senderType: 'patient',
    receiverId: doc.id,
    receiverType: 'doctor',
    messageType: 'text',
    content: 'message 1',
    attachment: null,
    isRead: false,
    readAt: null,
    isDelivered: false,
    deliveredAt: null,
    isEdited: false,
    editedAt: null,
    isDeleted: false,
    deletedAt: null,
    metadata: {},
    createdAt: messages[0]?.createdAt,
    updatedAt: mine?.updatedAt,
  });
  const [theirs] = await historyOf(doc, id);
  expect(await historyOf(pat, id)).toEqual([theirs]);
});

test('TELE-41 messages are numbered 1, 2, 3 in the order in which they were sent', async () => {
  const { pat, id, messages } = await written(30);
  expect(messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
  const seen = await historyOf(pat, id);
  expect(seen.map(({ content }) => content)).toEqual(messages.map(({ content }) => content));
  expect(seen.map(({ seq }) => seq)).toEqual(messages.map(({ seq }) => seq));
});

test('TELE-80 page 1 is the newest; inside a page the oldest comes first', async () => {
  const { pat, id, ids } = await written(7);
  expect((await historyOf(pat, id, '?limit=3')).map((message) => message.id)).toEqual(ids.slice(4));
  const second = await fetchPage(pat, id, '?limit=3&page=2');
  expect(second.conversationId).toBe(id);
  expect(second.messages.map((message) => message.id)).toEqual(ids.slice(1, 4));
  expect(second.pagination).toMatchObject({
    currentPage: 2,
    totalPages: 3,
    totalItems: 7,
    itemsPerPage: 3,
    hasMore: true,
    hasPrevious: true,
  });
  const last = await fetchPage(pat, id, '?limit=3&page=3');
  expect(last.messages.map((message) => message.id)).toEqual(ids.slice(0, 1));
  expect(last.pagination).toMatchObject({ hasMore: false, nextCursor: null });
  const past = await fetchPage(pat, id, '?limit=3&page=4');
  expect({ messages: past.messages, more: past.pagination.hasMore }).toEqual({ messages: [], more: false });
});

test('TELE-80 an empty conversation is an empty page', async () => {
  const { doc, id } = await clinic.pair();
  const { messages, pagination } = await fetchPage(doc, id);
  expect(messages).toEqual([]);
  expect(pagination).toMatchObject({ currentPage: 1, totalPages: 0, totalItems: 0, hasPrevious: false });
});

test('TELE-81 before gives the ones just older, after the ones just newer, oldest first', async () => {
  const { doc, id, ids } = await written(9);
  const before = await historyOf(doc, id, `?limit=3&before=${ids[6]}`);
  expect(before.map((message) => message.id)).toEqual(ids.slice(3, 6));
  const after = await historyOf(doc, id, `?limit=3&after=${ids[2]}`);
  expect(after.map((message) => message.id)).toEqual(ids.slice(3, 6));
  expect(await historyOf(doc, id, `?before=${ids[0]}`)).toEqual([]);
  expect(await historyOf(doc, id, `?after=${ids[8]}`)).toEqual([]);
});

test('TELE-82 with before or after, a page tells of the messages on that side', async () => {
  const { doc, id, ids } = await written(9);
  expect((await fetchPage(doc, id, `?limit=2&before=${ids[5]}`)).pagination).toMatchObject({
    currentPage: 1,
    totalItems: 5,
    totalPages: 3,
    itemsPerPage: 2,
    hasMore: true,
  });
  expect((await fetchPage(doc, id, `?limit=4&after=${ids[4]}`)).pagination).toMatchObject({
    currentPage: 1,
    totalItems: 4,
    totalPages: 1,
    hasMore: false,
    nextCursor: null,
  });
  expect((await fetchPage(doc, id, `?before=${ids[0]}`)).pagination).toMatchObject({ totalItems: 0, totalPages: 0 });
});

test('TELE-83 before and after do not go together, nor with a page beyond the first', async () => {
  const { doc, id, ids } = await written(2);
  expectRefused(await doc.get(pathOf(id, `?before=${ids[1]}&after=${ids[0]}`)), 400);
  expectRefused(await doc.get(pathOf(id, `?before=${ids[1]}&page=2`)), 400);
  expectRefused(await doc.get(pathOf(id, `?after=${ids[0]}&page=2`)), 400);
  expect((await doc.get(pathOf(id, `?before=${ids[1]}&page=1`))).status).toBe(200);
});

test('TELE-84 before and after take messages of this conversation only', async () => {
  const { doc, id } = await written(1);
  const other = await written(1);
  for (const side of ['before', 'after']) {
    for (const wrong of ['nothing', '5', 'a%20b', other.ids[0]]) {
      const answer = await doc.get(pathOf(id, `?${side}=${wrong}`));
      expectRefused(answer, 404);
      expect(answer.json).toEqual({ message: 'Message not found' });
    }
  }
});

test('TELE-85 nextCursor leads on: as before from page 1, as after where after was asked', async () => {
  const { pat, doc, id, ids } = await written(11);
  const found: string[] = [];
  let page = await fetchPage(doc, id, '?limit=4');
  for (;;) {
    found.unshift(...page.messages.map((message) => message.id));
    const { nextCursor } = page.pagination;
    if (nextCursor === null) break;
    if (found.length === 4) await leave(pat, { conversationId: id, receiverId: doc.id }, 'meanwhile');
    page = await fetchPage(doc, id, `?limit=4&before=${nextCursor}`);
  }
  expect(found).toEqual(ids);
  const newer: string[] = [];
  for (let cursor: string | null = ids[0] ?? null; cursor !== null; ) {
    const { messages, pagination } = await fetchPage(doc, id, `?limit=4&after=${cursor}`);
    newer.push(...messages.map((message) => message.id));
    cursor = pagination.nextCursor;
  }
  expect(newer.slice(0, 10)).toEqual(ids.slice(1));
  expect(newer).toHaveLength(11);
});

test('TELE-86 to fetch is to have been delivered what was fetched, and the answer shows it; nothing is read', async () => {
  const { pat, doc, id, ids } = await written(5);
  const first = await historyOf(doc, id, '?limit=2&page=2');
  expect(first.map(({ isDelivered, isRead }) => [isDelivered, isRead])).toEqual([
    [true, false],
    [true, false],
  ]);
  const seen = await historyOf(pat, id);
  expect(seen.map(({ isDelivered }) => isDelivered)).toEqual([true, true, true, false, false]);
  expect(seen.map((message) => message.id)).toEqual(ids);
  const newest = await historyOf(doc, id);
  expect(newest.every(({ isDelivered }) => isDelivered)).toBe(true);
  expect(newest[2]?.deliveredAt).toBe(seen[2]?.deliveredAt);
  expect((await historyOf(pat, id)).map(({ deliveredAt }) => deliveredAt)).toEqual(
    newest.map(({ deliveredAt }) => deliveredAt),
  );
});

test('TELE-86 the sender hears of each delivery that a fetch made, and their own fetch makes none', async () => {
  const { pat, doc, id, ids } = await written(3);
  const [one, two] = [await pat.connect('pat1'), await pat.connect('pat2')];
  await historyOf(pat, id);
  await clinic.settle();
  expect(one.frames).toEqual([]);
  await historyOf(doc, id);
  for (const wire of [one, two]) {
    await expect.poll(() => wire.of('message_delivered').map(({ messageId }) => messageId)).toEqual(ids);
    expect(wire.of('message_delivered').every(({ conversationId }) => conversationId === id)).toBe(true);
  }
  const [shown] = await historyOf(doc, id);
  expect(one.of('message_delivered')[0]?.deliveredAt).toBe(shown?.deliveredAt);
});

test('TELE-87 who takes no part is refused whatever they name; a conversation that is not there is 404', async () => {
  const { id, ids, doc } = await written(1);
  const stranger = await clinic.doctor('Stranger');
  expectRefused(await stranger.get(pathOf(id)), 403);
  expectRefused(await stranger.get(pathOf(id, `?before=${ids[0]}`)), 403);
  expectRefused(await stranger.get(pathOf(id, '?before=nothing')), 403);
  for (const nowhere of ['nothing', '5', 'a%2Fb', 'x'.repeat(64)]) expectRefused(await doc.get(pathOf(nowhere)), 404);
});

test('TELE-42 reading and delivery are the receiver’s, whoever asks', async () => {
  const { pat, doc, id, wires } = await clinic.cast();
  const sent = await say(wires.pat1, { conversationId: id, receiverId: doc.id }, 'hello');
  await wires.pat1.next('message_delivered');
  await pat.put(`${BASE}/conversations/${id}/mark-read`, { messageIds: [sent.messageId] });
  expect((await historyOf(pat, id))[0]).toMatchObject({ isRead: false, isDelivered: true });
  await doc.put(`${BASE}/conversations/${id}/mark-read`, { messageIds: [sent.messageId] });
  const [[mine], [theirs]] = [await historyOf(pat, id), await historyOf(doc, id)];
  expect(mine).toMatchObject({ isRead: true, isDelivered: true });
  expect(theirs).toEqual(mine);
});

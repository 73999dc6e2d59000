import { expect, test } from 'vitest';
import { BASE, openClinic, type Person } from './clinic.ts';
import { listShape, markedAckShape, unreadShape } from './shapes.ts';
import { expectRefused, leave, lookAt, readAck, say } from './talk.ts';

const clinic = await openClinic();
const DOOR = `${BASE}/conversations`;

async function listOf(who: Person, query = '') {
  return (await who.get(`${DOOR}${query}`)).as(listShape);
}
const idsIn = (list: Awaited<ReturnType<typeof listOf>>) => list.data.map(({ conversationId }) => conversationId);

test('TELE-30 a conversation has the same fields in all answers, and shows each the other person', async () => {
  const { pat, doc, id, wires } = await clinic.cast();
  await say(wires.pat1, { conversationId: id, receiverId: doc.id }, 'hello');
  const mine = await lookAt(pat, id);
  expect(await clinic.open(pat, doc)).toEqual(mine);
  expect(mine.recipient).toMatchObject({ id: doc.id, isOnline: true });
  const theirs = await lookAt(doc, id);
  expect(theirs.recipient.id).toBe(pat.id);
  expect({ ...theirs, recipient: null, unreadCount: 0 }).toEqual({ ...mine, recipient: null });
});

test('TELE-31 the last message is none at first, then the newest, read or not by who received it', async () => {
  const { pat, doc, id, wires } = await clinic.cast();
  expect((await lookAt(pat, id)).lastMessage).toBeNull();
  const where = { conversationId: id, receiverId: doc.id };
  await say(wires.pat1, where, 'first');
  const sent = await say(wires.pat1, where, ' second ');
  const last = { content: ' second ', timestamp: sent.timestamp, senderId: pat.id, isRead: false };
  expect((await lookAt(pat, id)).lastMessage).toMatchObject(last);
  expect((await lookAt(doc, id)).lastMessage).toMatchObject(last);
  readAck(await wires.doc1.ask('mark_as_read', { conversationId: id, messageIds: [sent.messageId] }), markedAckShape);
  for (const who of [pat, doc]) expect((await lookAt(who, id)).lastMessage).toMatchObject({ ...last, isRead: true });
});

test('TELE-31 of a deleted last message no content is left and it says so', async () => {
  const { pat, doc, id, wires } = await clinic.cast();
  const sent = await say(wires.pat1, { conversationId: id, receiverId: doc.id }, 'a secret');
  await pat.delete(`${BASE}/${sent.messageId}`);
  for (const who of [pat, doc]) {
    const { lastMessage } = await lookAt(who, id);
    expect(lastMessage).toMatchObject({ content: '', isDeleted: true, senderId: pat.id, timestamp: sent.timestamp });
  }
});

test('TELE-32 unread counts are each one’s own, and each message moves updatedAt', async () => {
  const { pat, doc, id } = await clinic.pair();
  const before = await lookAt(pat, id);
  await leave(pat, { conversationId: id, receiverId: doc.id }, 'one', 'two', 'three');
  const [mine, theirs] = [await lookAt(pat, id), await lookAt(doc, id)];
  expect([mine.unreadCount, theirs.unreadCount]).toEqual([0, 3]);
  expect(mine.createdAt).toBe(before.createdAt);
  expect(Date.parse(mine.updatedAt)).toBeGreaterThan(Date.parse(before.updatedAt));
  expect(mine.updatedAt).toBe(theirs.updatedAt);
});

test('TELE-70 a list holds the caller’s own conversations, all or those of one kind', async () => {
  const [doc, one, two, colleague] = await Promise.all([
    clinic.doctor(),
    clinic.patient('One'),
    clinic.patient('Two'),
    clinic.doctor('Colleague'),
  ]);
  const a = await clinic.open(doc, one, 'patient');
  const b = await clinic.open(doc, colleague, 'doctor');
  const c = await clinic.open(two, doc, 'doctor');
  await clinic.open(one, colleague, 'doctor');
  expect(new Set(idsIn(await listOf(doc)))).toEqual(new Set([a, b, c].map(({ conversationId }) => conversationId)));
  expect(idsIn(await listOf(doc, '?type=all'))).toEqual(idsIn(await listOf(doc)));
  expect(new Set(idsIn(await listOf(doc, '?type=patient_doctor')))).toEqual(
    new Set([a, c].map(({ conversationId }) => conversationId)),
  );
  const colleagues = await listOf(doc, '?type=doctor_doctor');
  expect(idsIn(colleagues)).toEqual([b.conversationId]);
  expect(colleagues.pagination).toMatchObject({ totalItems: 1, totalPages: 1, hasMore: false, nextCursor: null });
  expect((await listOf(two, '?type=doctor_doctor')).pagination).toMatchObject({ totalItems: 0, totalPages: 0 });
  for (const type of ['group', 'patient', '', 'ALL']) expectRefused(await doc.get(`${DOOR}?type=${type}`), 400, 'type');
});

test('TELE-71 the latest activity comes first: a message, else the creation', async () => {
  const doc = await clinic.doctor();
  const pats = await Promise.all(['A', 'B', 'C'].map((name) => clinic.patient(name)));
  const ids: string[] = [];
  for (const pat of pats) ids.push((await clinic.open(doc, pat, 'patient')).conversationId);
  expect(idsIn(await listOf(doc))).toEqual([...ids].reverse());
  const [first = '', second = '', third = ''] = ids;
  await leave(doc, { conversationId: first, receiverId: pats[0]?.id ?? '' }, 'hello');
  expect(idsIn(await listOf(doc))).toEqual([first, third, second]);
  const [b] = await leave(doc, { conversationId: second, receiverId: pats[1]?.id ?? '' }, 'hello');
  expect(idsIn(await listOf(doc))).toEqual([second, first, third]);
  await pats[1]?.put(`${DOOR}/${second}/mark-read`, { messageIds: [b?.id] });
  await clinic.open(doc, pats[2] as Person, 'patient');
  expect(idsIn(await listOf(doc))).toEqual([second, first, third]);
});

test('TELE-72 a list comes in pages by number, and by cursor without a gap while others are made', async () => {
  const doc = await clinic.doctor();
  const pats = await Promise.all(Array.from({ length: 7 }, (_, at) => clinic.patient(`P${at}`)));
  for (const pat of pats) await clinic.open(doc, pat, 'patient');
  const all = idsIn(await listOf(doc));
  const second = await listOf(doc, '?page=2&limit=3');
  expect(idsIn(second)).toEqual(all.slice(3, 6));
  expect(second.pagination).toMatchObject({
    currentPage: 2,
    totalPages: 3,
    totalItems: 7,
    itemsPerPage: 3,
    hasMore: true,
    hasPrevious: true,
  });
  const first = await listOf(doc, '?limit=3');
  expect(first.pagination).toMatchObject({ currentPage: 1, hasPrevious: false });
  const found = idsIn(first);
  await clinic.open(doc, await clinic.patient('Late'), 'patient');
  for (let cursor = first.pagination.nextCursor; cursor !== null; ) {
    const next = await listOf(doc, `?limit=3&cursor=${encodeURIComponent(cursor)}`);
    found.push(...idsIn(next));
    cursor = next.pagination.nextCursor;
  }
  expect(found).toEqual(all);
  expectRefused(await doc.get(`${DOOR}?cursor=nonsense`), 400, 'cursor');
});

test('TELE-50 what a page says of itself follows from how many there are', async () => {
  const doc = await clinic.doctor();
  expect((await listOf(doc)).pagination).toEqual({
    currentPage: 1,
    totalPages: 0,
    totalItems: 0,
    itemsPerPage: 20,
    hasMore: false,
    hasPrevious: false,
    nextCursor: null,
  });
  for (let at = 0; at < 3; at += 1) await clinic.open(doc, await clinic.patient(`P${at}`), 'patient');
  expect((await listOf(doc, '?limit=3')).pagination).toMatchObject({ totalPages: 1, hasMore: false, nextCursor: null });
  expect((await listOf(doc, '?limit=2&page=2')).pagination).toMatchObject({
    currentPage: 2,
    totalPages: 2,
    hasMore: false,
    hasPrevious: true,
    nextCursor: null,
  });
});

test('TELE-51 page and limit are whole numbers from 1; a larger limit than there may be is lowered', async () => {
  const { pat, id } = await clinic.pair();
  const doors = [DOOR, `${DOOR}/${id}/messages`, `${BASE}/search?query=x`];
  for (const door of doors) {
    const join = door.includes('?') ? '&' : '?';
    for (const name of ['page', 'limit']) {
      for (const value of ['0', '-1', '1.5', 'x', '', 'NaN', '1e999', '0x10', '%201', 'null'])
        expectRefused(await pat.get(`${door}${join}${name}=${value}`), 400, name);
    }
    expect((await pat.get(`${door}${join}limit=1000000`)).status, door).toBe(200);
  }
  expect((await listOf(pat, '?limit=100000')).pagination.itemsPerPage).toBe(100);
  expect((await pat.get(`${DOOR}/${id}/messages?limit=101`)).json).toMatchObject({
    data: { pagination: { itemsPerPage: 100 } },
  });
  expect((await pat.get(`${BASE}/search?query=x&limit=51`)).json).toMatchObject({
    data: { pagination: { itemsPerPage: 50 } },
  });
  expect((await pat.get(`${BASE}/search?query=x`)).json).toMatchObject({ data: { pagination: { itemsPerPage: 20 } } });
});

test('TELE-52 a page past the end is an empty list', async () => {
  const { pat } = await clinic.pair();
  const past = await listOf(pat, '?page=9');
  expect(past.data).toEqual([]);
  expect(past.pagination).toMatchObject({ currentPage: 9, totalPages: 1, totalItems: 1, hasMore: false });
});

test('TELE-96 the unread count is of the caller’s conversations that have unread messages, the latest first', async () => {
  const doc = await clinic.doctor();
  const [a, b, c] = await Promise.all(['A', 'B', 'C'].map((name) => clinic.patient(name)));
  if (!a || !b || !c) throw new Error('three patients');
  const ids = [];
  for (const pat of [a, b, c]) ids.push((await clinic.open(pat, doc)).conversationId);
  const count = async (who: Person) => (await who.get(`${BASE}/unread-count`)).as(unreadShape).data;
  expect(await count(doc)).toEqual({ totalUnread: 0, byConversation: [] });
  const [first = '', second = ''] = ids;
  await leave(a, { conversationId: first, receiverId: doc.id }, '1', '2');
  const [own] = await leave(b, { conversationId: second, receiverId: doc.id }, '3', '4', '5');
  expect(await count(doc)).toEqual({
    totalUnread: 5,
    byConversation: [
      { conversationId: second, recipientName: 'B', unreadCount: 3 },
      { conversationId: first, recipientName: 'A', unreadCount: 2 },
    ],
  });
  expect((await count(a)).totalUnread).toBe(0);
  await b.delete(`${BASE}/${own?.id}`);
  expect((await count(doc)).totalUnread).toBe(4);
});

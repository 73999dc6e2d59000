import { expect, test } from 'vitest';
import { BASE, openClinic, type Person } from './clinic.ts';
import { foundShape } from './shapes.ts';
import { expectRefused, leave } from './talk.ts';

const clinic = await openClinic();

async function find(who: Person, query: string, more = '') {
  const answer = await who.get(`${BASE}/search?query=${encodeURIComponent(query)}${more}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.as(foundShape).data;
}
const textsOf = async (who: Person, query: string, more = '') =>
  (await find(who, query, more)).messages.map(({ content }) => content);

async function said(...texts: readonly string[]) {
  const { pat, doc, id } = await clinic.pair();
  const messages = await leave(pat, { conversationId: id, receiverId: doc.id }, ...texts);
  return { pat, doc, id, messages };
}

test('TELE-130 what is found has its few fields, the newest first', async () => {
  const { pat, doc, id, messages } = await said('take the pill', 'no matter', 'another pill');
  await expect.poll(async () => (await find(doc, 'pill')).messages.length).toBe(2);
  const found = await find(doc, 'pill');
  expect(found.query).toBe('pill');
  expect(found.messages).toEqual(
    [messages[2], messages[0]].map((message) => ({
      id: message?.id,
      conversationId: id,
      senderId: pat.id,
      senderName: 'Pat',
      senderType: 'patient',
      messageType: 'text',
      content: message?.content,
      createdAt: message?.createdAt,
    })),
  );
  expect(found.pagination).toMatchObject({ currentPage: 1, totalItems: 2, totalPages: 1, hasMore: false });
});

test.each([
  ['med', 'Medication daily', true],
  ['MEDICATION', 'Medication daily', true],
  ['daily med', 'Medication daily', true],
  ['cation', 'Medication daily', false],
  ['medication weekly', 'Medication daily', false],
  ['daily', 'take it "daily"', true],
  ['"daily"', 'take it "daily"', true],
  ['"daily"', 'take it daily', false],
  ['resume', 'your Résumé', true],
  ['100%', 'it is 100% safe', true],
  ['100%', 'it is 1000 safe', false],
  ['a_b', 'a_b here', true],
  ['a_b', 'axb here', false],
  ['med*', 'Medication', false],
  ['頭痛', '今日は頭痛がする', true],
])('TELE-131 %j in %j: %s', async (query, text, found) => {
  const { doc } = await said(text, 'zebra');
  await expect.poll(() => textsOf(doc, 'zebra')).toEqual(['zebra']);
  expect(await textsOf(doc, query)).toEqual(found ? [text] : []);
});

test('TELE-132 only the caller’s own conversations are searched, or one of them', async () => {
  const { pat, doc, id } = await said('shared apple');
  const third = await clinic.doctor('Third');
  const { conversationId: other } = await clinic.open(pat, third);
  await leave(pat, { conversationId: other, receiverId: third.id }, 'other apple');
  const sorted = async (who: Person) => (await textsOf(who, 'apple')).sort();
  await expect.poll(() => sorted(pat)).toEqual(['other apple', 'shared apple']);
  expect(await sorted(doc)).toEqual(['shared apple']);
  expect(await sorted(third)).toEqual(['other apple']);
  expect(await textsOf(pat, 'apple', `&conversationId=${id}`)).toEqual(['shared apple']);
  expect(await textsOf(pat, 'apple', `&conversationId=${other}`)).toEqual(['other apple']);
  expectRefused(await third.get(`${BASE}/search?query=apple&conversationId=${id}`), 403);
  expectRefused(await pat.get(`${BASE}/search?query=apple&conversationId=nothing`), 404);
  expect(await textsOf(await clinic.doctor('Stranger'), 'apple')).toEqual([]);
});

test('TELE-133 a query has 1 to 200 characters without the white space around it', async () => {
  const { doc } = await said('hello');
  for (const query of ['', '%20', '%20%09%0A', 'x'.repeat(201), encodeURIComponent('😀'.repeat(201))])
    expectRefused(await doc.get(`${BASE}/search?query=${query}`), 400, 'query');
  expectRefused(await doc.get(`${BASE}/search`), 400, 'query');
  expectRefused(await doc.get(`${BASE}/search?query=a%00b`), 400, 'query');
  expectRefused(await doc.get(`${BASE}/search?query=a&query=b`), 400, 'query');
  for (const query of ['x'.repeat(200), `%20${'x'.repeat(200)}%20`, encodeURIComponent('😀'.repeat(200))])
    expect((await doc.get(`${BASE}/search?query=${query}`)).status).toBe(200);
  await expect.poll(() => textsOf(doc, '  hello  ')).toEqual(['hello']);
});

test('TELE-134 results come in pages by number and by cursor', async () => {
  const texts = Array.from({ length: 7 }, (_, at) => `pear ${at}`);
  const { doc } = await said(...texts);
  await expect.poll(async () => (await find(doc, 'pear')).messages.length).toBe(7);
  const newest = [...texts].reverse();
  const second = await find(doc, 'pear', '&limit=3&page=2');
  expect(second.messages.map(({ content }) => content)).toEqual(newest.slice(3, 6));
  expect(second.pagination).toMatchObject({
    currentPage: 2,
    totalPages: 3,
    totalItems: 7,
    itemsPerPage: 3,
    hasMore: true,
    hasPrevious: true,
  });
  const found: string[] = [];
  let page = await find(doc, 'pear', '&limit=3');
  for (;;) {
    found.push(...page.messages.map(({ content }) => content));
    const { nextCursor } = page.pagination;
    if (nextCursor === null) break;
    page = await find(doc, 'pear', `&limit=3&cursor=${encodeURIComponent(nextCursor)}`);
  }
  expect(found).toEqual(newest);
  expect((await find(doc, 'pear', '&page=9')).messages).toEqual([]);
  expect((await find(doc, 'nothing-like-it')).pagination).toMatchObject({ totalItems: 0, totalPages: 0 });
  expectRefused(await doc.get(`${BASE}/search?query=pear&cursor=nonsense`), 400, 'cursor');
});

import { afterAll, describe, expect, test } from 'vitest';
import type { Api } from '../support/api.ts';
import { CONVERSATIONS, MESSAGES, makeDirect, makeGroup, say, sayAll } from '../support/factories.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { hitShape, listShape } from '../support/shapes.ts';

const server = await startServer();
afterAll(() => server.stop());
const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
const group = await makeGroup(ann, [bo]);
const hits = listShape(hitShape);
const search = (who: Api, query: Record<string, string>) =>
  who.get(`/api/messaging/search?${new URLSearchParams(query)}`);
const found = async (who: Api, q: string, more: Record<string, string> = {}) =>
  (await search(who, { q, ...more })).as(hits).data.map((hit) => hit.content);

describe('matching', () => {
  const cases: [string, string, boolean][] = [
    ['Take your Medication daily', 'med', true],
    ['Take your Medication daily', 'MEDICATION', true],
    ['Take your Medication daily', 'ication', false],
    ['Take your Medication daily', 'daily take', true],
    ['Take your Medication daily', 'daily weekly', false],
    ['Take your Medication daily', 'edication', false],
    ['he said "daily" twice', 'daily', true],
    ['he said "daily" twice', '"daily"', true],
    ['he said "daily" twice', '"twice"', false],
    ['Crème brûlée', 'creme', true],
    ['creme brulee', 'brûlé', true],
    ['STRASSE', 'strasse', true],
    ['100% sure', '100%', true],
    ['100 sure', '100%', false],
    ['a_b here', 'a_b', true],
    ['axb here', 'a_b', false],
    ['star * here', '*', true],
    ['no star here', '*', false],
    ['back\\slash', 'back\\', true],
    ["it's mine", "it's", true],
    ['room42 free', 'room42', true],
    ['room42 free', '42', false],
    ['room 42 free', '42', true],
    ['mail me: jo@example.org', 'example', true],
    ['mail me: jo@example.org', 'jo@example.org', true],
    ['state-of-the-art', 'the-art', true],
    ['我明天去北京开会', '北京', true],
    ['今日は東京に行きます', '東京', true],
    ['สวัสดีครับผม', 'ครับ', true],
    ['ПРИВЕТ мир', 'привет', true],
    ['foo & bar | baz !', '&', true],
    ['foo:* bar', 'foo:*', true],
    ['😀 smile', '😀', true],
  ];
  test.each(cases)('SRCH-1 %j searched by %j: %s', async (content, query, hit) => {
    const chat = await makeGroup(ann, [bo]);
    await say(ann, chat, content);
    const list = await found(bo, query, { conversationId: chat.id });
    expect(list).toEqual(hit ? [content] : []);
  });
});

test('SRCH-2 newest first, over all own conversations, in pages that stay put', async () => {
  const { dee, eve } = await server.people('dee', 'eve');
  const [one, two] = [await makeDirect(dee, eve), await makeGroup(eve, [dee])];
  const order: string[] = [];
  for (let index = 0; index < 6; index += 1) {
    order.unshift((await say(dee, index % 2 === 0 ? one : two, `needle ${index}`)).content);
  }
  const first = (await search(eve, { q: 'needle', limit: '4' })).as(hits);
  await say(dee, one, 'needle late');
  const second = (await search(eve, { q: 'needle', limit: '4', cursor: first.page.next ?? '' })).as(hits);
  expect([...first.data, ...second.data].map((hit) => hit.content)).toEqual(order);
  expect(second.page.next).toBeNull();
});

test('SRCH-3 deleted messages, other people’s and left conversations are never found', async () => {
  const word = 'canaryword';
  const gone = await say(ann, group, `${word} gone`);
  await ann.delete(`${MESSAGES}/${gone.id}`);
  const edited = await say(ann, group, `${word} edited away`);
  await ann.put(`${MESSAGES}/${edited.id}`, { content: 'harmless' });
  const secret = await makeGroup(ann, [bo]);
  await say(ann, secret, `${word} secret`);
  expect(await found(cy, word)).toEqual([]);
  expect(await found(bo, word)).toEqual([`${word} secret`]);
  await bo.delete(`${CONVERSATIONS}/${secret.id}/members/me`);
  expect(await found(bo, word)).toEqual([]);
  const agent = await server.person('ag', { role: 'admin' });
  expect(await found(agent, word)).toEqual([]);
});

test('SRCH-4 an excerpt marks the matches and escapes the rest', async () => {
  await say(ann, group, '<script>alert("xss")</script> & <b>markup</b> zebra Zebras');
  const [hit] = (await search(bo, { q: 'zebra' })).as(hits).data;
  expect(hit?.content).toContain('<script>');
  expect(hit?.highlight).toContain('<mark>zebra</mark>');
  expect(hit?.highlight).toContain('<mark>Zebra</mark>s');
  expect(hit?.highlight.replaceAll(/<\/?mark>/g, '')).not.toMatch(/[<>]/);
  expect(hit?.highlight).toMatch(/&lt;b&gt;|&amp;/);
  await say(ann, group, `${'filler '.repeat(200)}<i>needle</i>${' filler'.repeat(200)}`);
  const [long] = (await search(bo, { q: 'needle' })).as(hits).data;
  expect(long?.highlight).toContain('&gt;<mark>needle</mark>&lt;');
  expect(long?.highlight.length).toBeLessThan(1000);
});

test('SRCH-5 filters by conversation, sender, type and time', async () => {
  const chat = await makeGroup(ann, [bo]);
  const [, second] = [await say(ann, chat, 'fig one'), await say(bo, chat, 'fig two')];
  await say(ann, chat, 'fig place', { type: 'location', metadata: { latitude: 1, longitude: 1 } });
  const other = await makeGroup(ann, [bo]);
  await say(ann, other, 'fig other');
  const inside = { conversationId: chat.id };
  expect(await found(ann, 'fig', inside)).toEqual(['fig place', 'fig two', 'fig one']);
  expect(await found(ann, 'fig', { senderId: bo.id })).toEqual(['fig two']);
  expect(await found(ann, 'fig', { type: 'location' })).toEqual(['fig place']);
  expect(await found(ann, 'fig', { ...inside, to: second.createdAt })).toEqual(expect.arrayContaining(['fig one']));
  expect(await found(ann, 'fig', { ...inside, from: '2100-01-01T00:00:00.000Z' })).toEqual([]);
  expect(
    await found(ann, 'fig', { ...inside, from: '2020-01-01T00:00:00.000Z', to: '2020-01-02T00:00:00.000Z' }),
  ).toEqual([]);
});

test.each([
  ['q', {}],
  ['q', { q: '' }],
  ['q', { q: '   ' }],
  ['q', { q: 'x'.repeat(201) }],
  ['q', { q: 'a\u0000b' }],
  ['type', { q: 'x', type: 'shout' }],
  ['from', { q: 'x', from: 'yesterday' }],
  ['to', { q: 'x', to: '5 May' }],
  ['limit', { q: 'x', limit: '0' }],
])('SRCH-6 a wrong %s is 400: %j', async (path, query) => {
  expectRefusal(await search(ann, { ...query }), 400, 'validation_failed', path);
});

test('SRCH-6 the longest query may have 200 characters, emoji too', async () => {
  expect((await search(ann, { q: '😀'.repeat(200) })).status).toBe(200);
  expect((await search(ann, { q: 'x '.repeat(100).trim() })).status).toBe(200);
});

test('SRCH-7 to search in a foreign conversation is 403, in an unknown one 404', async () => {
  expectRefusal(await search(cy, { q: 'x', conversationId: group.id }), 403, 'not_a_member');
  expectRefusal(await search(cy, { q: 'x', conversationId: 'unknown' }), 404, 'not_found');
  expectRefusal(await search(cy, { q: 'x', cursor: 'nonsense' }), 400, 'invalid_cursor');
});

test('SRCH-8 many words of many messages are found by any of them', async () => {
  const chat = await makeGroup(ann, [bo]);
  const words = Array.from({ length: 30 }, (_, index) => `word${String.fromCharCode(97 + (index % 26))}${index}`);
  await sayAll(ann, chat, words.join(' '), words.slice(0, 10).join('\n'));
  for (const word of words.slice(0, 3)) expect(await found(bo, word, { conversationId: chat.id })).toHaveLength(2);
  expect(await found(bo, `${words[29]} ${words[0]}`, { conversationId: chat.id })).toHaveLength(1);
});

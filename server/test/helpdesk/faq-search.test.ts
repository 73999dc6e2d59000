import { afterAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { Api } from '../support/api.ts';
import { FAQS, makeFaq, makeFaqCategory } from '../support/factories.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { faqHitShape, faqShape, listShape } from '../support/shapes.ts';

const server = await startServer();
afterAll(() => server.stop());
const agent = await server.person('Ag', { role: 'agent' });
const { anonymous } = server;
const hits = listShape(faqHitShape);
const search = (query: Record<string, string>, who: Api = anonymous) =>
  who.get(`${FAQS}/search?${new URLSearchParams(query)}`);
const found = async (q: string, more: Record<string, string> = {}) => (await search({ q, ...more })).as(hits).data;
const suggest = async (q: string, limit?: string) => {
  const answer = await anonymous.get(`${FAQS}/suggest?${new URLSearchParams({ q, ...(limit && { limit }) })}`);
  return answer.as(listShape(faqShape)).data.map((faq) => faq.question);
};

describe('matching', () => {
  const cases: [string, string, boolean][] = [
    ['Take your Medication daily', 'med', true],
    ['Take your Medication daily', 'MEDICATION', true],
    ['Take your Medication daily', 'ication', false],
    ['Take your Medication daily', 'daily take', true],
    ['Take your Medication daily', 'daily weekly', false],
    ['He said "daily" twice', '"daily"', true],
    ['He said "daily" twice', '"twice"', false],
    ['Crème brûlée', 'creme', true],
    ['creme brulee', 'brûlé', true],
    ['100% sure', '100%', true],
    ['100 sure', '100%', false],
    ['a_b here', 'a_b', true],
    ['axb here', 'a_b', false],
    ['star * here', '*', true],
    ['no star here', '*', false],
    ['back\\slash', 'back\\', true],
    ["it's mine", "it's", true],
    ['room42 free', '42', false],
    ['state-of-the-art', 'the-art', true],
    ['我明天去北京开会', '北京', true],
    ['สวัสดีครับผม', 'ครับ', true],
    ['foo & bar | baz !', '&', true],
    ['foo:* bar', 'foo:*', true],
    ['foobar', 'foo:*', false],
    ['running shoes', 'run', true],
    ['run shoes', 'running', false],
    ['to be or not to be', 'or not', true],
    ['😀 smile', '😀', true],
  ];
  test.each(cases)('FAQ-20 %j searched by %j: %s', async (text, q, hit) => {
    const category = await makeFaqCategory(agent, `C${Math.random()}`);
    const extra = { categoryIds: [category.id] };
    const inQuestion = await makeFaq(agent, text, { ...extra, answer: 'Nothing else.' });
    const inAnswer = await makeFaq(agent, 'Nothing else?', { ...extra, answer: text });
    const list = await found(q, { category: category.id });
    expect(list.map((faq) => faq.id)).toEqual(hit ? [inQuestion.id, inAnswer.id] : []);
    for (const { id } of [inQuestion, inAnswer]) await agent.delete(`${FAQS}/${id}`);
  });

  test('FAQ-20 one word may be in the question and the other in the answer; a removed one is found no more', async () => {
    const faq = await makeFaq(agent, 'Where is the zeppelin?', { answer: 'In the hangar.' });
    expect((await found('hangar zepp')).map((one) => one.id)).toEqual([faq.id]);
    expect(await found('hangar zepp boat')).toEqual([]);
    await agent.put(`${FAQS}/${faq.id}`, { answer: 'In the air.' });
    expect(await found('hangar zepp')).toEqual([]);
    await agent.delete(`${FAQS}/${faq.id}`);
    expect(await found('zeppelin')).toEqual([]);
  });
});

describe('ranking', () => {
  test('FAQ-21 the question comes before the answer, all words before some, whole words before beginnings', async () => {
    const expected = [
      await makeFaq(agent, 'Parcel insurance', { answer: 'Yes.' }),
      await makeFaq(agent, 'Parcels and insurances', { answer: 'Yes.' }),
      await makeFaq(agent, 'Parcel weight', { answer: 'Without insurance.' }),
      await makeFaq(agent, 'Sending things', { answer: 'A parcel has insurance.' }),
    ].map((faq) => faq.id);
    // Newer ones do not come first for that.
    const newer = await makeFaq(agent, 'Anything else', { answer: 'parcel insurance parcel insurance' });
    const list = await found('parcel insurance');
    expect(list.map((faq) => faq.id)).toEqual([...expected.slice(0, 3), newer.id, expected[3]]);
    expect(list.map((faq) => faq.score)).toEqual([1, 0.75, 0.5, 0.25, 0.25]);
  });

  test('FAQ-22 pages show each once and leave none out, while others are written', async () => {
    const made: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      made.push((await makeFaq(agent, index % 2 ? `Kiwi ${index}` : `Fruit ${index}`, { answer: 'kiwi' })).id);
    }
    const expected = [5, 3, 1, 6, 4, 2, 0].map((index) => made[index]);
    const seen: string[] = [];
    let cursor: string | null = '';
    do {
      const page: z.infer<typeof hits> = (await search({ q: 'kiwi', limit: '2', ...(cursor ? { cursor } : {}) })).as(
        hits,
      );
      expect(page.data.length).toBeLessThanOrEqual(2);
      seen.push(...page.data.map((faq) => faq.id));
      cursor = page.page.next;
      await makeFaq(agent, `Kiwi late ${seen.length}`);
    } while (cursor !== null);
    expect(seen.filter((id) => made.includes(id))).toEqual(expected);
    expect(new Set(seen).size).toBe(seen.length);
  });
});

test('FAQ-23 highlights are escaped, with marks and nothing else', async () => {
  const nasty = `<img src=x onerror="alert('mango')"> & mango <b>Mango</b></mark><script>`;
  await makeFaq(agent, nasty, { answer: `${'filler '.repeat(300)}<i>mango</i>${' filler'.repeat(300)}` });
  const [hit] = await found('mango');
  expect(hit?.question).toBe(nasty);
  expect(hit?.highlight.question).toContain('<mark>Mango</mark>&lt;/b&gt;&lt;/mark&gt;');
  expect(hit?.highlight.answer).toContain('&gt;<mark>mango</mark>&lt;');
  expect(hit?.highlight.answer.length).toBeLessThan(600);
  for (const text of Object.values(hit?.highlight ?? {})) {
    expect(text.replaceAll(/<\/?mark>/g, '')).not.toMatch(/[<>"']/);
    expect(text.match(/<mark>/g)?.length).toBe(text.match(/<\/mark>/g)?.length);
  }
  await makeFaq(agent, 'Is a <lychee> sweet?', { answer: '<script>no match</script>' });
  expect((await found('lychee'))[0]?.highlight).toEqual({
    question: 'Is a &lt;<mark>lychee</mark>&gt; sweet?',
    answer: '&lt;script&gt;no match&lt;/script&gt;',
  });
});

test('FAQ-24 by category id or slug, as it is now', async () => {
  const one = await makeFaqCategory(agent, 'Search one');
  const other = await makeFaqCategory(agent, 'Search other');
  const faq = await makeFaq(agent, 'Papaya one', { categoryIds: [one.id] });
  await makeFaq(agent, 'Papaya two');
  const ids = async (category: string) => (await found('papaya', { category })).map((hit) => hit.id);
  expect(await ids(one.id)).toEqual([faq.id]);
  expect(await ids(one.slug)).toEqual([faq.id]);
  expect(await ids(other.slug)).toEqual([]);
  expect(await ids('unknown')).toEqual([]);
  await agent.put(`${FAQS}/${faq.id}`, { categoryIds: [other.id] });
  expect([await ids(one.id), await ids(other.id)]).toEqual([[], [faq.id]]);
});

test.each([
  ['q', {}],
  ['q', { q: '' }],
  ['q', { q: '   ' }],
  ['q', { q: 'x'.repeat(201) }],
  ['q', { q: 'a\u0000b' }],
  ['status', { q: 'x', status: 'hidden' }],
  ['limit', { q: 'x', limit: '0' }],
])('FAQ-24 a wrong %s is 400: %j', async (path, query) => {
  expectRefusal(await search({ ...query }), 400, 'validation_failed', path);
  if (path === 'q' && Object.values(query)[0]?.length !== 201)
    expectRefusal(await anonymous.get(`${FAQS}/suggest?${new URLSearchParams({ ...query })}`), 400, undefined, 'q');
});

test('FAQ-24 a cursor of another list, or of none, is refused', async () => {
  const forged = [
    ['faq-search', 5, 1],
    ['faq-search', 0, 1],
    ['faq-search', 1],
    ['faqs', 1],
  ];
  for (const parts of forged) {
    const cursor = Buffer.from(JSON.stringify(parts)).toString('base64url');
    expectRefusal(await search({ q: 'x', cursor }), 400, 'invalid_cursor');
  }
});

test('FAQ-24 the longest query may have 200 characters, emoji too', async () => {
  expect((await search({ q: '😀'.repeat(200) })).status).toBe(200);
  expect((await search({ q: Array.from({ length: 100 }, (_, index) => index % 10).join(' ') })).status).toBe(200);
});

describe('suggestions', () => {
  test('FAQ-30 any word counts; more of them, rarer ones and those in the question come first', async () => {
    const printer = await makeFaq(agent, 'Why does my printer blink?', { answer: 'It wants ink.' });
    const ink = await makeFaq(agent, 'Where do I buy supplies?', {
      answer: 'Ink for the printer is sold in the shop.',
    });
    const scanner = await makeFaq(agent, 'How do I clean the scanner?', { answer: 'With a cloth.' });
    expect(await suggest('Hello, my PRINTER does blink red all the time!')).toEqual(
      expect.arrayContaining([printer.question, ink.question]),
    );
    expect((await suggest('printer blink'))[0]).toBe(printer.question);
    expect(await suggest('"scanner"?')).toEqual([scanner.question]);
    expect((await suggest('printer scanner'))[0]).toBe(scanner.question);
    expect(await suggest('quetzalcoatl')).toEqual([]);
    expect(await suggest('?! ...')).toEqual([]);
  });

  test('FAQ-30 the word that matters outweighs those of any sentence, also where it is only the beginning of one', async () => {
    const cancels = await makeFaq(agent, 'What happens when a guest cancels?', {
      answer: 'That depends on your rule.',
    });
    for (const what of ['move', 'take', 'print', 'share', 'find', 'close'])
      await makeFaq(agent, `How do I ${what} a booking?`, { answer: 'I want to see my booking: how do I do it?' });
    for (const draft of ['How do I cancel a booking', 'I want to cancel my booking'])
      expect((await suggest(draft))[0]).toBe(cancels.question);
    expect(await suggest('how do i')).toHaveLength(5);
  });

  test('FAQ-30 at most five, fewer where asked, and the wrong is refused', async () => {
    for (let index = 0; index < 7; index += 1) await makeFaq(agent, `Durian number ${index}`);
    expect(await suggest('durian')).toHaveLength(5);
    expect(await suggest('durian', '2')).toEqual(['Durian number 6', 'Durian number 5']);
    expect(await suggest('durian', '50')).toHaveLength(5);
    expectRefusal(await anonymous.get(`${FAQS}/suggest?q=x&limit=0`), 400, 'validation_failed', 'limit');
  });

  test('FAQ-30 a long draft and one without spaces are read as well', async () => {
    const faq = await makeFaq(agent, '如何重置密码?', { answer: '请点击登录页面。' });
    expect(await suggest('我忘记了密码')).toEqual([faq.question]);
    const long = await makeFaq(agent, 'Rechargeable battery', { answer: 'Rechargeable.' });
    expect(await suggest(`${'so it is '.repeat(300)} rechargeable`)).toContain(long.question);
  });
});

import fc from 'fast-check';
import type { Pool, PoolClient } from 'pg';
import { afterAll, expect, test } from 'vitest';
import { createFaqFixture, faqInput, type StoredFaq, scanFaqs } from '../../../test/support/faqs.ts';
import { randomFrom, runs, SEED } from '../../../test/support/seeds.ts';
import { STRETCH } from '../../core/faqs/lexemes.ts';
import type { FaqPlace, FaqSearch, FaqSearchInput } from '../../core/faqs/store.ts';
import { draftWords } from '../../core/faqs/suggestions.ts';
import { createFaqSearch } from './faq-search.ts';

const fixture = await createFaqFixture();
afterAll(() => fixture.end());
const { pool, search } = fixture;

const VOCABULARY = [
  'pay',
  'payment',
  'card',
  'Card',
  'crédit',
  'e-mail',
  'mail',
  'c++',
  '100%',
  '密码',
  '重置密码',
  'a_b',
  "it's",
  '\\',
  '…',
];
const random = randomFrom(SEED);
const words = (most: number) =>
  Array.from(
    { length: 1 + Math.floor(random() * most) },
    () => VOCABULARY[Math.floor(random() * VOCABULARY.length)],
  ).join(' ');

/** Few enough to be written in a moment, so far apart that they lie in forty stretches. */
const faqs: StoredFaq[] = Array.from({ length: 900 }, (_, index) => ({
  number: 1 + index * Math.floor((40 * STRETCH) / 900),
  question: words(3),
  answer: words(6),
  status: random() < 0.2 ? 'draft' : 'published',
}));
await fixture.fill(faqs);

/** All pages of a search, one after the other. */
async function pages(from: FaqSearch, input: FaqSearchInput): Promise<FaqPlace[]> {
  const places: FaqPlace[] = [];
  let after: FaqPlace | null = null;
  do {
    const page = await from.search({ ...input, after });
    expect(page.found.length).toBeLessThanOrEqual(input.limit);
    places.push(...page.found.map(({ grade, number }) => ({ grade, number })));
    after = page.next;
  } while (after !== null);
  return places;
}

const query = fc.array(
  fc.oneof(
    fc.constantFrom(...VOCABULARY),
    fc.constantFrom('p', 'PAYM', 'credit', 'ail', '码', '密', '-mail', 'c+', '%', '_', "'s", 'nothing'),
  ),
  { minLength: 1, maxLength: 3 },
);

test('FAQ-25 search finds what a reading of every FAQ finds, in the same order, in pages of any size', async () => {
  await fc.assert(
    fc.asyncProperty(
      query,
      fc.integer({ min: 1, max: 100 }),
      fc.constantFrom('published', 'draft', 'all'),
      async (parts, limit, scope) => {
        const input = faqInput({ q: parts.join(' '), scope, limit });
        expect(await pages(search, input)).toEqual(scanFaqs(faqs, input));
      },
    ),
    runs(60),
  );
}, 60_000);

test('FAQ-25 there are queries with more results than are graded at once, and some with all grades', async () => {
  const grades = scanFaqs(faqs, faqInput({ q: 'pay card' })).map((place) => place.grade);
  expect(grades.length).toBeGreaterThan(128);
  expect([...new Set(grades)]).toEqual([4, 3, 2, 1]);
});

test('FAQ-25 a search that runs out of time goes on where it stopped', async () => {
  const hurried = createFaqSearch(pool, { budget: -1 });
  const input = faqInput({ q: 'pay', limit: 5 });
  const first = await hurried.search(input);
  expect(first.found).toEqual([]);
  expect(first.next).not.toBeNull();
  const rest = await search.search({ ...input, limit: 100, after: first.next });
  expect(rest.found.map((one) => one.number)).toEqual(
    scanFaqs(faqs, input)
      .slice(0, 100)
      .map((one) => one.number),
  );
});

test('FAQ-30 what is related to a draft holds one of its words, also those that hold two', async () => {
  const draft = draftWords('My payment by card did not work, 重置密码');
  const { texts } = await search.related(draft);
  expect(texts.length).toBeGreaterThan(0);
  for (const { number } of texts) expect(faqs.find((faq) => faq.number === number)?.status).toBe('published');
  const both = texts.filter(({ question }) => /payment/.test(question) && /card/i.test(question));
  expect(both.length).toBeGreaterThan(0);
  expect((await search.related([])).texts).toEqual([]);
});

test('FAQ-30 about which part of all numbers holds a word is known, of rare words exactly and of frequent ones nearly', async () => {
  const draft = draftWords('nothing payment card');
  const { shares } = await search.related(draft);
  const newest = faqs.at(-1)?.number ?? 0;
  draft.forEach((word, index) => {
    const holders = scanFaqs(faqs, faqInput({ q: word.text })).length;
    const times = ((shares[index] ?? 0) * newest) / Math.max(holders, 1);
    expect(times, word.text).toBeGreaterThan(0.8);
    expect(times, word.text).toBeLessThan(1.25);
  });
});

/** Search that counts the blocks of the database that it touches, cached or not. */
function counting(): { search: FaqSearch; blocks(): number } {
  let blocks = 0;
  const counted = (client: PoolClient) => async (config: string | { text: string; values: unknown[] }) => {
    if (typeof config === 'string') return client.query(config);
    const plan = await client.query(
      `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON, TIMING OFF) ${config.text}`,
      config.values,
    );
    const root: Record<string, number> = plan.rows[0]['QUERY PLAN'][0].Plan;
    blocks += (root['Shared Hit Blocks'] ?? 0) + (root['Shared Read Blocks'] ?? 0);
    return client.query(config.text, config.values);
  };
  const connect = async () => {
    const client = await pool.connect();
    return new Proxy(client, {
      get: (target, name) => {
        if (name === 'query') return counted(client);
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  };
  return { search: createFaqSearch({ connect } as unknown as Pool), blocks: () => blocks };
}

test('FAQ-26 ten times as many FAQs make a search touch hardly more of the database', { timeout: 60_000 }, async () => {
  const asked = ['common', 'common every', 'question', 'often', 'seldom', 'once', 'nowhere'];
  const row = (number: number): StoredFaq => ({
    number,
    status: 'published',
    question: `Question ${number % 2 ? 'often' : ''} w${number % 97}`,
    answer: `Every answer is common ${number % 20 === 5 ? 'seldom' : ''} ${number === 3000 ? 'once' : ''}`,
  });
  const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => row(from + index));
  const cost = async () => {
    const costs: Record<string, number> = {};
    for (const q of asked) {
      const counter = counting();
      const { found } = await counter.search.search(faqInput({ q, limit: 20 }));
      expect(found.length, q).toBe(
        q === 'once' ? 1 : q === 'nowhere' ? 0 : q === 'seldom' ? Math.min(20, found.length) : 20,
      );
      costs[q] = counter.blocks();
    }
    return costs;
  };
  await pool.query('TRUNCATE faqs CASCADE');
  await fixture.fill(rows(1, 4000));
  const before = await cost();
  await fixture.fill(rows(4000, 40_000));
  const after = await cost();
  for (const q of asked) expect(after[q] ?? 0, q).toBeLessThan(2 * (before[q] ?? 0) + 100);
});

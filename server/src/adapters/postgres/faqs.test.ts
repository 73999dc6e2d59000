import { afterAll, expect, test, vi } from 'vitest';
import { createFaqFixture } from '../../../test/support/faqs.ts';
import { HOUR } from '../../core/faqs/store.ts';
import { ViewCounter } from '../../core/faqs/views.ts';
import { createFaqCategoryStore } from './faq-categories.ts';
import { createFaqStore } from './faqs.ts';

const fixture = await createFaqFixture();
afterAll(() => fixture.end());
const { pool, store } = fixture;
let made = 0;

async function publish(): Promise<{ id: string; viewCount: number; number: number }> {
  made += 1;
  const fields = { question: 'Q?', answer: 'A', status: 'published', categoryIds: [], tags: [] } as const;
  const faq = await store.insert(`f-${made}`, fields, 'ann', 1000);
  if ('missing' in faq) throw new Error('unreachable');
  return faq;
}
const stored = async (id: string) => (await store.find([id], null))[0]?.viewCount;
const unexpected = (error: unknown) => {
  throw error;
};

test('FAQ-42 a view counts again when an hour has passed, also for a process that has just started', async () => {
  const { id } = await publish();
  const view = { faqId: id, viewer: 'user:ann' };
  const start = Date.now();
  const at = async (time: number) => {
    const views = new ViewCounter({ store, now: () => time, onFault: unexpected });
    const faq = { id, viewCount: (await stored(id)) ?? 0 };
    if (await views.counts(view)) views.add(faq, view.viewer);
    await views.settled();
    return stored(id);
  };
  expect(await at(start)).toBe(1);
  expect(await at(start + HOUR - 1)).toBe(1);
  expect(await at(start + HOUR)).toBe(2);
  expect(await at(start + HOUR + 1)).toBe(2);
  expect(await at(start + 3 * HOUR)).toBe(3);
});

test('FAQ-42 two processes at once count one view, and both come to know', async () => {
  const { id } = await publish();
  const now = () => 5_000_000;
  const counters = [1, 2, 3].map(() => new ViewCounter({ store, now, onFault: unexpected }));
  for (const counter of counters) counter.add({ id, viewCount: 0 }, 'user:ann');
  await Promise.all(counters.map((counter) => counter.settled()));
  const viewCount = (await stored(id)) ?? 0;
  expect(viewCount).toBe(1);
  for (const counter of counters) expect(counter.current({ id, viewCount }).viewCount).toBe(1);
});

test('FAQ-44 nobody waits while a view is written, and it shows before it is', async () => {
  const { id } = await publish();
  const views = new ViewCounter({ store, now: () => Date.now(), onFault: unexpected });
  const blocker = await pool.connect();
  await blocker.query('BEGIN');
  await blocker.query('SELECT 1 FROM faqs WHERE id = $1 FOR UPDATE', [id]);
  for (const viewer of ['a', 'b', 'a', 'c']) views.add({ id, viewCount: (await stored(id)) ?? 0 }, viewer);
  expect(await views.counts({ faqId: id, viewer: 'a' })).toBe(false);
  expect(await views.counts({ faqId: id, viewer: 'd' })).toBe(true);
  expect(await stored(id)).toBe(0);
  expect(views.current({ id, viewCount: 0 }).viewCount).toBe(3);
  await blocker.query('COMMIT');
  blocker.release();
  await views.settled();
  expect(await stored(id)).toBe(3);
  expect(views.current({ id, viewCount: 3 }).viewCount).toBe(3);
});

test('FAQ-44 a view that cannot be written is reported, and what shows is what is stored', async () => {
  const { id } = await publish();
  const faults: unknown[] = [];
  const broken = { ...store, countViews: () => Promise.reject(new Error('no')) };
  const views = new ViewCounter({ store: broken, now: () => 1, onFault: (error) => faults.push(error) });
  views.add({ id, viewCount: 0 }, 'user:ann');
  await views.settled();
  expect(faults).toHaveLength(1);
  expect(views.current({ id, viewCount: 0 }).viewCount).toBe(0);
  expect(await views.counts({ faqId: id, viewer: 'user:ann' })).toBe(true);
});

test('FAQ-42 nobody can read from the table who viewed, and old views are cleared away', async () => {
  const { id } = await publish();
  const fresh = createFaqStore(pool, Buffer.from('another key'));
  const long = Date.now() + 10 * HOUR;
  await fresh.countViews([{ faqId: id, viewer: 'address:192.0.2.7' }], long);
  const rows = await pool.query<{ viewer: Buffer; viewed_at: Date }>('SELECT viewer, viewed_at FROM faq_views');
  expect(rows.rows.map((row) => row.viewed_at.getTime())).toEqual([long]);
  expect(rows.rows[0]?.viewer.includes('192.0.2.7')).toBe(false);
  expect(await fresh.hasViewed({ faqId: id, viewer: 'address:192.0.2.7' }, long)).toBe(true);
  expect(await store.hasViewed({ faqId: id, viewer: 'address:192.0.2.7' }, long)).toBe(false);
});

test('FAQ-6 a clock that went back does not bring the newest out of order', async () => {
  const at = async (time: number) => {
    made += 1;
    const fields = { question: 'Q?', answer: 'A', status: 'draft', categoryIds: [], tags: [] } as const;
    const faq = await store.insert(`f-${made}`, fields, 'ann', time);
    return 'missing' in faq ? '' : faq.createdAt;
  };
  const [late, early] = [await at(2_000_000_000_000), await at(1_000_000_000_000)];
  expect(early).toBe(late);
});

test('FAQ-12 who is sent away from a deadlock over names is told that the name is taken', async () => {
  const categories = createFaqCategoryStore(pool);
  const fields = { description: null, order: 0 };
  await categories.insert('k1', { ...fields, name: 'one', slug: 'one' });
  await categories.insert('k2', { ...fields, name: 'other', slug: 'other' });
  const blocker = await pool.connect();
  await blocker.query('BEGIN');
  await blocker.query(`UPDATE faq_categories SET name = 'between' WHERE id = 'k2'`);
  const waiting = categories.update('k1', { name: 'other' });
  await vi.waitFor(
    async () => {
      const held = await pool.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(held.rows).toHaveLength(1);
    },
    { timeout: 10_000 },
  );
  // PostgreSQL sends away whoever looks for a deadlock first; on a slow machine that may be the blocker.
  await expect(blocker.query(`UPDATE faq_categories SET name = 'one' WHERE id = 'k2'`)).rejects.toThrow(
    /unique|deadlock/,
  );
  await blocker.query('ROLLBACK');
  blocker.release();
  expect(await waiting).toEqual({ taken: 'name' });
});

import fc from 'fast-check';
import type { Pool } from 'pg';
import { afterAll, expect, inject, test } from 'vitest';
import { createDatabase } from '../../../test/support/postgres.ts';
import type { MessageStore, Reader } from '../../core/conversations/store.ts';
import { createMessageStore } from './messages.ts';
import { createPool } from './pool.ts';

const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
const pool = createPool(database.url, 2);
const store = createMessageStore(pool, Date.now);
await pool.query(`INSERT INTO users (id, name) VALUES ('ann', 'Ann')`);
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function makeHistory(id: string, length: number): Promise<string> {
  await pool.query(
    `INSERT INTO conversations (id, type, created_by, member_count, last_seq, activity_at, created_at, updated_at)
     VALUES ($1, 'group', 'ann', 1, $2, now(), now(), now())`,
    [id, length],
  );
  await pool.query(
    `INSERT INTO messages (conversation_id, seq, sender_id, type, content, created_at, updated_at)
     SELECT $1, n, 'ann', 'text', 'x', now(), now() FROM generate_series(1, $2::int) n`,
    [id, length],
  );
  return id;
}

/** The store on a pool that adds up the blocks which its statements touch. */
function measured(): { store: MessageStore; blocks: () => number } {
  let blocks = 0;
  const counting = new Proxy(pool, {
    get: (target, name) => (name === 'query' ? counted : Reflect.get(target, name, target)),
  });
  async function counted(config: { text: string; values: unknown[] }) {
    const plan = await pool.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${config.text}`, config.values);
    const root: Record<string, number> = plan.rows[0]['QUERY PLAN'][0].Plan;
    blocks += (root['Shared Hit Blocks'] ?? 0) + (root['Shared Read Blocks'] ?? 0);
    return pool.query(config);
  }
  return { store: createMessageStore(counting as Pool, Date.now), blocks: () => blocks };
}

const readerOf = (clearedSeq: number): Reader => ({ userId: 'ann', clearedSeq, memberCount: 1 });

test('a page after so many holds what is left when so many visible ones are passed by', async () => {
  const length = 30;
  const id = await makeHistory('skips', length);
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.integer({ min: 1, max: length }), { maxLength: length }),
      fc.nat(length),
      async (hidden, cleared) => {
        await pool.query('DELETE FROM message_hides');
        await pool.query(
          `INSERT INTO message_hides (user_id, conversation_id, seq) SELECT 'ann', $1, unnest($2::int[])`,
          [id, hidden],
        );
        const visible = Array.from({ length }, (_, index) => length - index).filter(
          (seq) => seq > cleared && !hidden.includes(seq),
        );
        for (const skip of [0, 1, 4, 9, 17, 29, 30, 5_000_000_000]) {
          const page = await store.page(id, readerOf(cleared), { skip }, 4);
          expect(page.map(({ seq }) => seq)).toEqual(visible.slice(skip, skip + 4));
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('the page after 20,000 messages costs what the first one does', async () => {
  const id = await makeHistory('deep', 25_000);
  await pool.query('VACUUM ANALYZE');
  const cost = async (skip: number) => {
    const { store: counted, blocks } = measured();
    expect(await counted.page(id, readerOf(0), { skip }, 20)).toHaveLength(20);
    return blocks();
  };
  const first = await cost(0);
  expect(await cost(20_000)).toBeLessThan(first * 2 + 20);
});

test('the newest of others up to each of some numbers is found as by looking at every message', async () => {
  const senders = fc.array(fc.constantFrom('ann', 'bob'), { minLength: 1, maxLength: 40 });
  let made = 0;
  await fc.assert(
    fc.asyncProperty(senders, fc.array(fc.nat(45)), fc.nat(20), async (by, asked, after) => {
      const id = `others-${made++}`;
      await pool.query(
        `INSERT INTO messages (conversation_id, seq, sender_id, type, content, created_at, updated_at)
         SELECT $1, n, s, 'text', 'x', now(), now() FROM unnest($2::text[]) WITH ORDINALITY AS u(s, n)`,
        [id, by],
      );
      const newest = (seq: number) => by.slice(0, seq).lastIndexOf('bob') + 1;
      const expected = asked.filter((seq) => seq > after).map(newest);
      expect(await store.othersUpTo(id, 'ann', after, asked)).toEqual(
        [...new Set(expected.filter((seq) => seq > after))].sort((one, other) => one - other),
      );
    }),
    { numRuns: 60 },
  );
});

import type { Pool } from 'pg';
import { afterAll, expect, inject, test } from 'vitest';
import { createDatabase } from '../../../test/support/postgres.ts';
import type { InquiryStore } from '../../core/conversations/inquiry-store.ts';
import { createInquiryStore } from './inquiries.ts';
import { createPool } from './pool.ts';

const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
const pool = createPool(database.url, 2);
await pool.query(`INSERT INTO users (id, name) VALUES ('ann', 'Ann'), ('root', 'Root'), ('owner', 'Owner')`);
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** The store on a pool that adds up the blocks which its statements touch. */
function measured(): { store: InquiryStore; blocks: () => number } {
  let blocks = 0;
  const counting = new Proxy(pool, {
    get: (target, name) => (name === 'query' ? counted : Reflect.get(target, name, target)),
  });
  async function counted(query: string | { text: string; values: unknown[] }, given: unknown[] = []) {
    const { text, values } = typeof query === 'string' ? { text: query, values: given } : query;
    const plan = await pool.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`, values);
    const root: Record<string, number> = plan.rows[0]['QUERY PLAN'][0].Plan;
    blocks += (root['Shared Hit Blocks'] ?? 0) + (root['Shared Read Blocks'] ?? 0);
    return pool.query(text, values);
  }
  return { store: createInquiryStore(counting as Pool, Date.now), blocks: () => blocks };
}

async function makeSome(from: number, to: number): Promise<void> {
  await pool.query(
    `INSERT INTO conversations (id, type, status, archived, created_by, member_count, origin, activity_at, created_at, updated_at)
     SELECT 'c' || n, 'support', CASE WHEN n % 4 = 0 THEN 'closed' ELSE 'active' END, n % 8 = 0, 'owner', 1, 'here',
       to_timestamp(1600000000 + n * 3600), to_timestamp(1600000000 + n * 3600), to_timestamp(1600000000 + n * 3600)
     FROM generate_series($1::int, $2::int) n`,
    [from, to],
  );
  await pool.query(
    `INSERT INTO conversation_participants (conversation_id, user_id, joined_at, user_roles)
     SELECT 'c' || n, u, now(), '[{"from": 0, "role": "user"}]' FROM generate_series($1::int, $2::int) n, unnest('{owner,root}'::text[]) u`,
    [from, to],
  );
}

/** Conversations of this origin, each of an hour of its own, of which the first is the oldest. */
async function make(from: number, to: number): Promise<void> {
  for (let at = from; at <= to; at += 1_000) await makeSome(at, Math.min(to, at + 999));
  await pool.query('VACUUM ANALYZE conversations, conversation_participants, origin_lists, origin_counts');
}

const REACH = { userId: 'root', origin: 'here' };

test('a page of all that was made in a place costs the same where ten times as much was made', async () => {
  const cost = async () => {
    const { store, blocks } = measured();
    for (const status of [null, 'active', 'closed', 'archived'] as const) await store.page(REACH, status, 20, 20);
    return blocks();
  };
  await make(1, 1_000);
  const small = await cost();
  await make(1_001, 10_000);
  expect(await cost()).toBeLessThan(small * 1.25 + 40);
}, 60_000);

test('the list has each once in the order of its last change, with the right total', async () => {
  const store = createInquiryStore(pool, Date.now);
  const ids = async (status: 'active' | 'closed' | 'archived' | null, offset = 0) => {
    const { inquiries, total } = await store.page(REACH, status, offset, 3);
    return [total, ...inquiries.map(({ id }) => id)];
  };
  expect(await ids(null)).toEqual([10_000, 'c10000', 'c9999', 'c9998']);
  expect(await ids(null, 9_998)).toEqual([10_000, 'c2', 'c1']);
  expect(await ids(null, 1e11)).toEqual([10_000]);
  expect(await ids('active')).toEqual([7_500, 'c9999', 'c9998', 'c9997']);
  expect(await ids('closed')).toEqual([1_250, 'c9996', 'c9988', 'c9980']);
  expect(await ids('archived')).toEqual([1_250, 'c10000', 'c9992', 'c9984']);

  await pool.query(`UPDATE conversations SET last_seq = last_seq + 1, activity_at = now() WHERE id = 'c7'`);
  expect(await ids(null)).toEqual([10_000, 'c7', 'c10000', 'c9999']);
  expect(await store.change('c7', { status: 'archived' }, 1e6)).toMatchObject({ became: 'archived' });
  expect(await ids('active')).toEqual([7_499, 'c9999', 'c9998', 'c9997']);
  expect(await ids('archived')).toEqual([1_251, 'c7', 'c10000', 'c9992']);

  // What somebody deleted for themselves is not in their list until it is written to again.
  await pool.query(
    `UPDATE conversation_participants SET hidden = true WHERE conversation_id = 'c10000' AND user_id = 'root'`,
  );
  expect(await ids('archived')).toEqual([1_250, 'c7', 'c9992', 'c9984']);
  expect(await ids(null)).toEqual([9_999, 'c7', 'c9999', 'c9998']);

  // Their own of other places are among them, those of others are not.
  await pool.query(
    `INSERT INTO conversations (id, type, created_by, member_count, activity_at, created_at, updated_at)
     SELECT 'd' || n, 'group', 'ann', 1, now() + interval '1 hour', now(), now() FROM generate_series(1, 2) n`,
  );
  await pool.query(
    `INSERT INTO conversation_participants (conversation_id, user_id, joined_at) VALUES ('d1', 'root', now())`,
  );
  expect(await ids(null)).toEqual([10_000, 'd1', 'c7', 'c9999']);
  expect(await ids('closed')).toEqual([1_250, 'c9996', 'c9988', 'c9980']);
  await pool.query(`DELETE FROM conversation_participants WHERE conversation_id = 'c9999'`);
  await pool.query(`DELETE FROM conversations WHERE id = 'c9999'`);
  expect(await ids(null)).toEqual([9_999, 'd1', 'c7', 'c9998']);
});

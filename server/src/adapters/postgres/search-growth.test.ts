import type { PoolClient } from 'pg';
import { afterAll, expect, test } from 'vitest';
import { createSearchFixture, inputOf } from '../../../test/support/search.ts';
import type { MessageSearchInput, SearchPosition } from '../../core/search/store.ts';
import { SearchRun } from './search-run.ts';
import { OPEN } from './search-statements.ts';

const fixture = await createSearchFixture();
const { pool, index, makeConversation } = fixture;
afterAll(() => fixture.end());

/** A page and how many blocks of the database it touched, cached or not. */
async function measure(
  input: MessageSearchInput,
): Promise<{ found: number; next: SearchPosition | null; blocks: number }> {
  const client = await pool.connect();
  let blocks = 0;
  const counting = new Proxy(client, {
    get: (target, name) => (name === 'query' ? counted : Reflect.get(target, name, target)),
  });
  async function counted(config: { text: string; values: unknown[] }) {
    const plan = await client.query(
      `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON, TIMING OFF) ${config.text}`,
      config.values,
    );
    const root: Record<string, number> = plan.rows[0]['QUERY PLAN'][0].Plan;
    blocks += (root['Shared Hit Blocks'] ?? 0) + (root['Shared Read Blocks'] ?? 0);
    return client.query(config);
  }
  try {
    await client.query(OPEN);
    const page = await new SearchRun(counting as PoolClient, input, Number.POSITIVE_INFINITY).run();
    await client.query('COMMIT');
    return { found: page.messages.length, next: page.next, blocks };
  } finally {
    client.release();
  }
}

/** One conversation with words of every frequency; the text of a number is always the same. */
async function fill(conversationId: string, total: number): Promise<void> {
  await pool.query(
    `INSERT INTO messages (conversation_id, seq, sender_id, type, content, created_at, updated_at)
     SELECT $1, i, 'ann', 'text', concat_ws(' ', 'Every message has words', 'w' || i % 997, 'v' || i * 31 % 4999, 'common' || i % 3,
       CASE WHEN i % 401 = 7 THEN 'seldom' END, CASE WHEN i % 3001 = 11 THEN 'rare' END, CASE WHEN i = 5000 THEN 'once' END),
       to_timestamp(1700000000 + i), to_timestamp(1700000000 + i)
     FROM generate_series($2::int, $3::int) i`,
    [conversationId, await lastSeq(conversationId), total],
  );
  await pool.query(
    'UPDATE conversations SET last_seq = $2, activity_at = to_timestamp(1700000000 + $2) WHERE id = $1',
    [conversationId, total],
  );
  for (let indexed = 0; indexed < total; ) {
    const progress = await index.advance([conversationId], true);
    if (progress !== 'elsewhere') indexed = progress[0]?.indexedSeq ?? 0;
  }
}

async function lastSeq(conversationId: string): Promise<number> {
  const result = await pool.query<{ next: number }>('SELECT last_seq + 1 AS next FROM conversations WHERE id = $1', [
    conversationId,
  ]);
  return result.rows[0]?.next ?? 1;
}

/** More than one segment, and five times as many. */
const SMALL = 20_000;
const LARGE = 100_000;

test('a page costs the same in a conversation that is five times as long', async () => {
  const chat = await makeConversation(['ann']);
  const queries = ['every', 'common1', 'w3', 'seldom', 'rare', 'once', 'absent', 'w17 v4', 'e'];
  const first = async () => {
    const pages = new Map<string, number>();
    for (const q of queries) pages.set(q, (await measure(inputOf({ q, limit: 2 }))).blocks);
    return pages;
  };
  await fill(chat, SMALL);
  await pool.query('VACUUM ANALYZE');
  const small = await first();
  await fill(chat, LARGE);
  await pool.query('VACUUM ANALYZE');
  const large = await first();
  // A page starts with four segments, and there are only two at first. Nothing is in proportion to the messages.
  for (const q of queries) {
    console.log('FIG', q, small.get(q), large.get(q));
  }

  let at = await measure(inputOf({ q: 'common1', limit: 100 }));
  const { blocks } = at;
  for (let page = 0; page < 40 && at.next; page++)
    at = await measure(inputOf({ q: 'common1', limit: 100, before: at.next }));
  expect(at.found).toBe(100);
  expect(at.blocks).toBeLessThan(blocks * 1.5 + 60);
}, 120_000);

test('a page costs the same on a site with ten times as many conversations of others', async () => {
  const own = await makeConversation(['bo']);
  await fill(own, 500);
  const ask = async () => (await measure(inputOf({ q: 'w3', userId: 'bo', limit: 20 }))).blocks;
  const alone = await ask();
  for (let i = 0; i < 40; i++) await fill(await makeConversation(['cy']), 200);
  expect(await ask()).toBeLessThan(alone * 1.25 + 20);
}, 60_000);

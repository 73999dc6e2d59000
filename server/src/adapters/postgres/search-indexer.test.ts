import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, expect, test } from 'vitest';
import { createSearchFixture } from '../../../test/support/search.ts';
import { DOCUMENT } from '../../core/search/documents.ts';
import { SearchIndexer, type SearchIndexerOptions } from '../../core/search/indexer.ts';

const fixture = await createSearchFixture();
const { pool, index, say, edit, makeConversation } = fixture;
afterAll(() => fixture.end());

let started: SearchIndexer[] = [];
afterEach(async () => {
  await Promise.all(started.map((indexer) => indexer.stop()));
  started = [];
});

function startIndexer(options: Partial<SearchIndexerOptions> = {}): SearchIndexer {
  const indexer = new SearchIndexer({
    index,
    busy: () => false,
    onFault: (error) => {
      throw error;
    },
    quiet: 60_000,
    ...options,
  });
  started.push(indexer);
  indexer.start();
  return indexer;
}

const texts = (count: number) => Array.from({ length: count }, (_, i) => ({ content: `word ${i}`, at: i }));

async function write(
  indexer: SearchIndexer | null,
  conversationId: string,
  from: number,
  count: number,
): Promise<void> {
  await say(conversationId, texts(count));
  for (let seq = from; seq < from + count; seq++) indexer?.notify(conversationId, seq);
}

async function indexedSeq(conversationId: string): Promise<number> {
  const result = await pool.query<{ seq: number | null }>(
    'SELECT max(indexed_seq) AS seq FROM message_search_segments WHERE conversation_id = $1',
    [conversationId],
  );
  return result.rows[0]?.seq ?? 0;
}

const reaches = (conversationId: string, seq: number) =>
  expect.poll(() => indexedSeq(conversationId), { timeout: 10_000 }).toBe(seq);

test('what was left over from earlier is indexed first, to the end', async () => {
  const chats = await Promise.all(Array.from({ length: 5 }, () => makeConversation(['ann'])));
  for (const [i, chat] of chats.entries()) await write(null, chat, 1, 1 + i * 40);
  startIndexer();
  for (const [i, chat] of chats.entries()) await reaches(chat, 1 + i * 40);
});

test('full documents are indexed at once, the rest after some quiet', async () => {
  const chat = await makeConversation(['ann']);
  const indexer = startIndexer({ quiet: 1500 });
  await write(indexer, chat, 1, DOCUMENT + 5);
  await reaches(chat, DOCUMENT);
  await write(indexer, chat, DOCUMENT + 6, 2);
  await sleep(600);
  expect(await indexedSeq(chat)).toBe(DOCUMENT);
  await reaches(chat, DOCUMENT + 7);
});

test('a burst in many conversations is followed to its end', async () => {
  const chats = await Promise.all(Array.from({ length: 30 }, () => makeConversation(['ann'])));
  const indexer = startIndexer({ quiet: 100 });
  await Promise.all(chats.map((chat, i) => write(indexer, chat, 1, 10 + i * 9)));
  for (const [i, chat] of chats.entries()) await reaches(chat, 10 + i * 9);
});

test('changed texts are indexed anew', async () => {
  const chat = await makeConversation(['ann']);
  const indexer = startIndexer({ quiet: 0 });
  await write(indexer, chat, 1, 3);
  await reaches(chat, 3);
  await edit(chat, 2, 'changed');
  indexer.changed();
  const left = async () => (await pool.query('SELECT 1 FROM message_search_changes')).rows.length;
  await expect.poll(left, { timeout: 10_000 }).toBe(0);
});

test('it makes room while the writer is busy, but not for ever', async () => {
  const chat = await makeConversation(['ann']);
  let busy = true;
  const indexer = startIndexer({ busy: () => busy });
  await write(indexer, chat, 1, DOCUMENT);
  await sleep(700);
  expect(await indexedSeq(chat)).toBe(0);
  await reaches(chat, DOCUMENT);
  await write(indexer, chat, DOCUMENT + 1, DOCUMENT);
  busy = false;
  await expect.poll(() => indexedSeq(chat), { timeout: 1500 }).toBe(DOCUMENT * 2);
});

test('a step that failed is told and tried again; another process that is at work is waited for', async () => {
  const chat = await makeConversation(['ann']);
  const faults: unknown[] = [];
  let calls = 0;
  const indexer = startIndexer({
    onFault: (error) => faults.push(error),
    index: {
      ...index,
      advance: async (...given) => {
        calls += 1;
        if (calls === 1) throw new Error('no connection');
        return calls === 2 ? 'elsewhere' : index.advance(...given);
      },
    },
  });
  await write(indexer, chat, 1, DOCUMENT);
  await reaches(chat, DOCUMENT);
  expect(faults).toEqual([new Error('no connection')]);
});

test('after stop nothing more is done, and it can start again', async () => {
  const chat = await makeConversation(['ann']);
  const indexer = startIndexer({ quiet: 0 });
  await indexer.stop();
  await write(indexer, chat, 1, DOCUMENT);
  await sleep(600);
  expect(await indexedSeq(chat)).toBe(0);
  indexer.start();
  await reaches(chat, DOCUMENT);
});

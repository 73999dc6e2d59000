import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { createSearchFixture, inputOf } from '../../../test/support/search.ts';
import { DOCUMENT, SEGMENT } from '../../core/search/documents.ts';
import { isStorable } from '../../core/text.ts';

const fixture = await createSearchFixture();
afterAll(() => fixture.end());
const { pool, search, index, say, edit, remove, makeConversation, indexAll, find, scan } = fixture;

let clock = 0;
const said = (...contents: string[]) =>
  contents.map((content) => {
    clock += 10;
    return { content, at: clock };
  });
const numbered = (word: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `${word} ${from + i}`);

async function documentsOf(conversationId: string): Promise<[number, number][]> {
  const result = await pool.query<{ from_seq: number; to_seq: number }>(
    'SELECT from_seq, to_seq FROM message_search_documents WHERE conversation_id = $1 ORDER BY from_seq',
    [conversationId],
  );
  return result.rows.map((row) => [row.from_seq, row.to_seq]);
}

async function indexHolds(conversationId: string, word: string): Promise<boolean> {
  const result = await pool.query(
    `SELECT 1 FROM message_search_documents d, unnest(tsvector_to_array(d.terms)) t WHERE d.conversation_id = $1 AND t LIKE '%' || $2 || '%'`,
    [conversationId, word],
  );
  return result.rows.length > 0;
}

test('any text is found by its own words, whatever characters it holds', async () => {
  const chat = await makeConversation(['ann']);
  const text = fc
    .oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
      fc.string({ unit: fc.constantFrom(...`'\\"&|!():*<->%_$1\u{1f600}é\n\t `), minLength: 1, maxLength: 20 }),
    )
    .filter((value) => isStorable(value) && value.trim() !== '');
  await fc.assert(
    fc.asyncProperty(text, fc.boolean(), async (content, indexed) => {
      await say(chat, said(content));
      if (indexed) await indexAll([chat]);
      const first = content.trim().split(/\s+/u)[0] ?? '';
      expect(await find({ q: first, conversationId: chat, limit: 1000 })).toContain(content);
      expect(await find({ q: content, conversationId: chat, limit: 1000 })).toContain(content);
    }),
    { numRuns: 150 },
  );
});

test('a query that no text can hold finds nothing and breaks nothing', async () => {
  const chat = await makeConversation(['ann']);
  await say(chat, said('zero'));
  for (const q of ['\0', 'z\0', '\ud83d', 'zero\udc00', '   '])
    expect(await find({ q, conversationId: chat })).toEqual([]);
  expect(await find({ q: 'zero', conversationId: 'c\0' })).toEqual([]);
  expect(await find({ q: 'zero', conversationId: chat, senderId: 'a\0' })).toEqual([]);
});

test('who left finds nothing there; a conversation that is named is searched for whoever was let in', async () => {
  const chat = await makeConversation(['ann', 'bo']);
  await say(chat, said('canary one'));
  expect(await find({ q: 'canary', userId: 'bo' })).toEqual(['canary one']);
  await pool.query(`DELETE FROM conversation_participants WHERE conversation_id = $1 AND user_id = 'bo'`, [chat]);
  expect(await find({ q: 'canary', userId: 'bo' })).toEqual([]);
  expect(await find({ q: 'canary', userId: 'cy' })).toEqual([]);
  expect(await find({ q: 'canary', userId: 'cy', conversationId: chat })).toEqual(['canary one']);
});

test('a message that is too long for the index is found all the same', async () => {
  const chat = await makeConversation(['ann']);
  const long = Array.from({ length: 20_000 }, (_, i) => `w${i}x`).join(' ');
  await say(chat, said(long, 'short w19999y'));
  await indexAll([chat]);
  expect(await find({ q: 'w19999', conversationId: chat })).toEqual(['short w19999y', long]);
  expect(await find({ q: 'w19999x', conversationId: chat })).toEqual([long]);
  expect(await find({ q: 'w20000', conversationId: chat })).toEqual([]);
});

test('pieces become one document when it is full; the rest is indexed only on demand', async () => {
  const chat = await makeConversation(['ann']);
  await say(chat, said(...numbered('one', 1, 5)));
  await index.advance([chat], true);
  await say(chat, said(...numbered('two', 6, 9)));
  await index.advance([chat], true);
  expect(await documentsOf(chat)).toEqual([
    [1, 5],
    [6, 9],
  ]);
  await say(chat, said(...numbered('three', 10, DOCUMENT + 3)));
  await index.advance([chat], false);
  expect(await documentsOf(chat)).toEqual([[1, DOCUMENT]]);
  await index.advance([chat], true);
  expect(await documentsOf(chat)).toEqual([
    [1, DOCUMENT],
    [DOCUMENT + 1, DOCUMENT + 3],
  ]);
});

test('what was edited away or deleted leaves the index as well', async () => {
  const chat = await makeConversation(['ann']);
  await say(chat, said('alpha secret', 'beta hidden', 'gamma purged', 'delta stays'));
  await indexAll([chat]);
  await edit(chat, 1, 'alpha public');
  await remove(chat, 2);
  await pool.query('DELETE FROM messages WHERE conversation_id = $1 AND seq = 3', [chat]);
  expect(await find({ q: 'public', conversationId: chat })).toEqual(['alpha public']);
  expect(await indexHolds(chat, 'secret')).toBe(true);
  await indexAll([chat]);
  for (const word of ['secret', 'hidden', 'purged']) {
    expect(await find({ q: word, conversationId: chat })).toEqual([]);
    expect(await indexHolds(chat, word)).toBe(false);
  }
  expect(await find({ q: 'delta', conversationId: chat })).toEqual(['delta stays']);
  expect((await pool.query('SELECT 1 FROM message_search_changes')).rows).toEqual([]);
});

test('a change is found the moment it is made, whatever the indexer does meanwhile', async () => {
  const chat = await makeConversation(['ann']);
  await say(chat, said(...numbered('start', 1, 100)));
  let running = true;
  const indexer = (async () => {
    while (running) {
      await index.advance([chat], true);
      await index.amend();
    }
  })();
  for (let round = 0; round < 150; round++) {
    const seq = 1 + ((round * 37) % (100 + round));
    await say(chat, said(`fresh${round}x`));
    await edit(chat, seq, `edited${round}x`);
    expect(await find({ q: `edited${round}x`, conversationId: chat })).toEqual([`edited${round}x`]);
    expect(await find({ q: `fresh${round}x`, conversationId: chat })).toEqual(
      seq === 101 + round ? [] : [`fresh${round}x`],
    );
  }
  running = false;
  await indexer;
  await indexAll([chat]);
  for (const q of ['start', 'fresh', 'edited']) {
    const input = inputOf({ q, conversationId: chat, limit: 1000 });
    expect((await search.search(input)).messages).toEqual(await scan(input));
  }
});

test('one process indexes at a time', async () => {
  const chat = await makeConversation(['ann']);
  await say(chat, said('alone'));
  const other = await pool.connect();
  try {
    await other.query('BEGIN');
    await other.query('SELECT pg_advisory_xact_lock(7205194)');
    expect(await index.advance([chat], true)).toBe('elsewhere');
    expect(await index.amend()).toBe('elsewhere');
    await other.query('COMMIT');
  } finally {
    other.release();
  }
  expect(await index.advance([chat, 'unknown'], true)).toEqual([{ conversationId: chat, indexedSeq: 1, lastSeq: 1 }]);
});

test('conversations that are behind are found page by page', async () => {
  const chats = await Promise.all([makeConversation(['ann']), makeConversation(['ann']), makeConversation(['ann'])]);
  for (const chat of chats) await say(chat, said('behind'));
  await indexAll(chats.slice(1, 2));
  const behind: string[] = [];
  let after: string | null = '';
  while (after !== null) {
    const page = await index.findBehind(after, 2);
    behind.push(...page.behind.map((entry) => entry.conversationId));
    after = page.next;
  }
  expect(behind.filter((id) => chats.includes(id))).toEqual([chats[0], chats[2]]);
});

test('a long conversation is searched in pages over segments and a long end that is not indexed', async () => {
  const chat = await makeConversation(['ann', 'bo']);
  const total = SEGMENT + 3000;
  const texts = Array.from({ length: total }, (_, i) =>
    i % 7 === 0 ? `often ${i}` : i % 1001 === 0 ? `seldom ${i}` : `filler ${i}`,
  );
  for (let from = 0; from < total; from += 4000) await say(chat, said(...texts.slice(from, from + 4000)));
  let indexedSeq = 0;
  while (indexedSeq < SEGMENT + 700) {
    const progress = await index.advance([chat], false);
    if (progress !== 'elsewhere') indexedSeq = progress[0]?.indexedSeq ?? 0;
  }
  for (const q of ['often', 'seldom', 'filler 5000']) {
    const input = inputOf({ q, conversationId: chat, limit: 400 });
    const expected = await scan(input);
    let before = input.before;
    for (let at = 0; at < expected.length; at += input.limit) {
      const page = await search.search({ ...input, before });
      expect(page.messages).toEqual(expected.slice(at, at + input.limit));
      before = page.next;
    }
    expect(before).toBeNull();
  }
}, 60_000);

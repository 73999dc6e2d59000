import fc from 'fast-check';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createDatabase } from '../../../test/support/postgres.ts';
import { DOCUMENT } from '../../core/search/documents.ts';
import { fold } from '../../core/search/fold.ts';
import { SearchIndexer } from '../../core/search/indexer.ts';
import { matches } from '../../core/search/match.ts';
import { splitQuery } from '../../core/search/query.ts';
import { comparePositions, type FoundMessage, type MessageSearchInput } from '../../core/search/store.ts';
import { createPool } from './pool.ts';
import { createMessageSearch } from './search.ts';
import { createMessageSearchIndex } from './search-index.ts';

let pool: Pool;
let drop: () => Promise<void>;
beforeAll(async () => {
  const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
  pool = createPool(database.url, 10);
  drop = database.drop;
  await pool.query(`INSERT INTO users (id, name) SELECT u, u FROM unnest('{ann,bo,cy}'::text[]) u`);
});
afterAll(async () => {
  await pool.end();
  await drop();
});

const everything = { conversationId: null, senderId: null, type: null, from: null, to: null, before: null, limit: 100 };
type Asked = Partial<Omit<MessageSearchInput, 'parts'>> & { readonly q: string };

function inputOf({ q, ...more }: Asked): MessageSearchInput {
  return { ...everything, userId: 'ann', ...more, parts: splitQuery(q) };
}

async function contents(asked: Asked): Promise<string[]> {
  const page = await createMessageSearch(pool).search(inputOf(asked));
  return page.messages.map((message) => message.content);
}

let made = 0;
/** A conversation of `members` with nothing in it. */
async function makeConversation(members: readonly string[]): Promise<string> {
  made += 1;
  const id = `c${String(made).padStart(22, '0')}`;
  await pool.query(
    `INSERT INTO conversations (id, type, created_by, member_count, activity_at, created_at, updated_at)
     VALUES ($1, 'group', 'ann', $2, to_timestamp(0), to_timestamp(0), to_timestamp(0))`,
    [id, members.length],
  );
  await pool.query(
    `INSERT INTO conversation_participants (conversation_id, user_id, joined_at) SELECT $1, u, now() FROM unnest($2::text[]) u`,
    [id, members],
  );
  return id;
}

type Said = { readonly content: string; readonly senderId?: string; readonly type?: string; readonly at: number };

/** Appends messages as the writer does: numbered without gaps, `at` in milliseconds. */
async function say(conversationId: string, messages: readonly Said[]): Promise<void> {
  await pool.query(
    `WITH head AS (
       UPDATE conversations SET last_seq = last_seq + $2, activity_at = $3 WHERE id = $1 RETURNING last_seq - $2 AS base
     )
     INSERT INTO messages (conversation_id, seq, sender_id, type, content, created_at, updated_at)
     SELECT $1, base + ord, sender_id, type, content, at, at
     FROM head, unnest($4::text[], $5::text[], $6::text[], $7::timestamptz[]) WITH ORDINALITY AS m(content, sender_id, type, at, ord)`,
    [
      conversationId,
      messages.length,
      new Date(messages.at(-1)?.at ?? 0),
      messages.map(({ content }) => content),
      messages.map(({ senderId }) => senderId ?? 'ann'),
      messages.map(({ type }) => type ?? 'text'),
      messages.map(({ at }) => new Date(at)),
    ],
  );
}

const edit = (conversationId: string, seq: number, content: string) =>
  pool.query('UPDATE messages SET content = $3, edited_at = now() WHERE conversation_id = $1 AND seq = $2', [
    conversationId,
    seq,
    content,
  ]);
const remove = (conversationId: string, seq: number) =>
  pool.query(`UPDATE messages SET content = '', deleted_at = now() WHERE conversation_id = $1 AND seq = $2`, [
    conversationId,
    seq,
  ]);

/** The whole index, as far as documents are full or to the end. */
async function indexAll(conversationIds: readonly string[], whole = true): Promise<void> {
  const index = createMessageSearchIndex(pool);
  for (;;) {
    const progress = await index.advance(conversationIds, whole);
    if (progress === 'elsewhere') continue;
    const goal = (lastSeq: number) => (whole ? lastSeq : lastSeq - (lastSeq % DOCUMENT));
    if (progress.every(({ indexedSeq, lastSeq }) => indexedSeq >= goal(lastSeq))) break;
  }
  while ((await index.amend()) !== 0);
}

type StoredRow = {
  conversation_id: string;
  seq: number;
  sender_id: string;
  type: string;
  content: string;
  created_at: Date;
};

/** What search must answer: every message of the store looked at, one after the other. */
async function scan(input: MessageSearchInput): Promise<FoundMessage[]> {
  const stored = await pool.query<StoredRow>(
    `SELECT m.* FROM messages m JOIN conversation_participants p ON p.conversation_id = m.conversation_id AND p.user_id = $1
     WHERE m.deleted_at IS NULL AND m.seq > p.cleared_seq AND ($2::text IS NULL OR m.conversation_id = $2)
       AND (m.conversation_id, m.seq) NOT IN (SELECT conversation_id, seq FROM message_hides WHERE user_id = $1)`,
    [input.userId, input.conversationId],
  );
  return stored.rows
    .map((row) => ({ row, createdAt: row.created_at.getTime() }))
    .filter(({ row }) => row.content !== '' && matches(fold(row.content), input.parts))
    .filter(({ row }) => input.senderId === null || row.sender_id === input.senderId)
    .filter(({ row }) => input.type === null || row.type === input.type)
    .filter(({ createdAt }) => createdAt >= (input.from ?? 0) && createdAt <= (input.to ?? Number.POSITIVE_INFINITY))
    .map(({ row, createdAt }) => ({
      conversationId: row.conversation_id,
      seq: row.seq,
      content: row.content,
      createdAt,
    }))
    .sort(comparePositions);
}

/** All pages, each of `limit`. */
async function pages(input: MessageSearchInput, budget?: number): Promise<FoundMessage[]> {
  const search = createMessageSearch(pool, budget === undefined ? {} : { budget });
  const found: FoundMessage[] = [];
  let before = input.before;
  do {
    const page = await search.search({ ...input, before });
    expect(page.messages.length).toBeLessThanOrEqual(input.limit);
    if (budget === undefined && page.next) expect(page.messages).toHaveLength(input.limit);
    found.push(...page.messages);
    before = page.next;
  } while (before);
  return found;
}

const WORDS = [
  'red',
  'Redder',
  'réd',
  '"red"',
  're-do',
  'blue',
  'blau-rot',
  '50%',
  '京都',
  '東京都',
  '😀',
  '...',
  'a',
  'an',
  "it's",
  '\\',
  'x:*',
];
const QUERIES = [
  'r',
  'red',
  'redd',
  're-',
  '"',
  'blue red',
  '50%',
  '%',
  '京',
  '都',
  '東京',
  '😀',
  '..',
  'a',
  "it'",
  '\\',
  ':',
  'x:*',
  'do',
  'rot',
];
const sentence = fc
  .array(fc.constantFrom(...WORDS), { minLength: 0, maxLength: 4, size: 'max' })
  .map((words) => words.join(' '));
const place = fc.record({ chat: fc.nat(2), back: fc.nat(80) });
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('say' as const),
      chat: fc.nat(2),
      texts: fc.array(sentence, { minLength: 1, maxLength: 40, size: 'max' }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('edit' as const), place, text: sentence.filter((text) => text !== '') }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), place }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('purge' as const), place }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hide' as const), place }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const), place }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('advance' as const),
      chats: fc.subarray([0, 1, 2], { minLength: 1 }),
      whole: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('amend' as const) }) },
);
/** One time in four. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
const question = fc.record({
  q: fc.constantFrom(...QUERIES),
  one: rarely(fc.nat(2)),
  senderId: rarely(fc.constantFrom('ann', 'bo')),
  type: rarely(fc.constantFrom('text', 'system')),
  from: rarely(fc.nat(400)),
  to: rarely(fc.nat(400)),
  limit: fc.integer({ min: 1, max: 30 }),
});

test('search finds exactly what a look at every message finds, in the same order, wherever the index stands', async () => {
  let hits = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 6, maxLength: 24, size: 'max' }),
      fc.array(question, { minLength: 4, maxLength: 4 }),
      fc.nat(9),
      async (steps, questions, jump) => {
        const chats = [
          await makeConversation(['ann', 'bo']),
          await makeConversation(['ann']),
          await makeConversation(['bo', 'cy']),
        ];
        const lengths = [0, 0, 0];
        const index = createMessageSearchIndex(pool);
        const idOf = (chat: number) => chats[chat] ?? '';
        const at = ({ chat, back }: { chat: number; back: number }): [string, number] => [
          idOf(chat),
          Math.max(1, (lengths[chat] ?? 0) - back),
        ];
        let clock = 0;
        for (const action of steps) {
          if (action.do === 'say') {
            const messages = action.texts.map((content, i) => {
              clock += jump === 0 ? 0 : i % jump;
              return {
                content,
                at: clock,
                senderId: i % 3 === 0 ? 'bo' : 'ann',
                type: i % 5 === 0 ? 'system' : 'text',
              };
            });
            await say(idOf(action.chat), messages);
            lengths[action.chat] = (lengths[action.chat] ?? 0) + messages.length;
          } else if (action.do === 'edit') await edit(...at(action.place), action.text);
          else if (action.do === 'remove') await remove(...at(action.place));
          else if (action.do === 'purge')
            await pool.query('DELETE FROM messages WHERE conversation_id = $1 AND seq = $2', at(action.place));
          else if (action.do === 'hide') {
            await pool.query(
              `INSERT INTO message_hides (user_id, conversation_id, seq) VALUES ('ann', $1, $2) ON CONFLICT DO NOTHING`,
              at(action.place),
            );
          } else if (action.do === 'clear') {
            await pool.query(
              `UPDATE conversation_participants SET cleared_seq = $2 WHERE conversation_id = $1 AND user_id = 'bo'`,
              at(action.place),
            );
          } else if (action.do === 'advance') await index.advance(action.chats.map(idOf), action.whole);
          else await index.amend();
        }
        for (const { one, ...asked } of questions) {
          for (const userId of ['ann', 'bo']) {
            // Other runs left their messages: a question without a conversation is asked by way of one that is new.
            const conversationId = one === null ? null : idOf(one);
            const mine = await pool.query(
              'SELECT 1 FROM conversation_participants WHERE conversation_id = $1 AND user_id = $2',
              [conversationId, userId],
            );
            if (conversationId !== null && mine.rows.length === 0) continue;
            const input = inputOf({ ...asked, userId, conversationId });
            const expected = await scan(input);
            hits += expected.length;
            expect(await pages(input)).toEqual(expected);
            if (asked.limit > 20) expect(await pages(input, -1)).toEqual(expected);
          }
        }
        await pool.query('DELETE FROM conversation_participants');
      },
    ),
    { numRuns: 60 },
  );
  expect(hits).toBeGreaterThan(2000);
}, 120_000);

import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { createSearchFixture, inputOf } from '../../../test/support/search.ts';
import type { FoundMessage, MessageSearchInput } from '../../core/search/store.ts';
import { createMessageSearch } from './search.ts';

const fixture = await createSearchFixture();
afterAll(() => fixture.end());
const { pool, index, say, edit, remove, makeConversation, scan } = fixture;

/** All pages; each but the last is full, unless time is short. */
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
  expect(hits).toBeGreaterThan(300);
}, 120_000);

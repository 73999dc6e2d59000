import { expect, test } from 'vitest';
import type { PageRange, Reader } from './store.ts';
import type { Message } from './types.ts';
import { readWindow, seqIn, type WindowOptions, type WindowStart } from './windows.ts';

const conversationId = `c${'0'.repeat(22)}`;
const reader: Reader = { userId: 'ann', clearedSeq: 0, memberCount: 2 };
const NEWEST = 10;

function messagesIn(range: PageRange): number[] {
  const all = Array.from({ length: NEWEST }, (_, index) => index + 1);
  if ('after' in range) return all.filter((seq) => seq > range.after);
  const falling = all.reverse();
  return 'skip' in range ? falling.slice(range.skip) : falling.filter((seq) => seq < range.before);
}

/** Ten messages that are all visible. */
const ctx = {
  messages: {
    page: async (_id: string, _reader: Reader, range: PageRange, limit: number) =>
      messagesIn(range)
        .slice(0, limit)
        .map((seq) => ({ seq }) as Message),
    count: async (_id: string, _reader: Reader, after: number, before: number) =>
      messagesIn({ after }).filter((seq) => seq < before).length,
  },
};

async function look(start: WindowStart, options: Partial<WindowOptions> = {}) {
  const all = { limit: 3, order: 'as_asked', counted: 'all', ...options } as const;
  const { messages, ...rest } = await readWindow(ctx, { conversationId }, reader, start, all);
  return [messages.map(({ seq }) => seq), rest];
}

test('each window tells where the next one in its direction starts, to the end', async () => {
  expect(await look({ page: 1 })).toEqual([[10, 9, 8], { hasMore: true, total: 10, next: { before: 8 } }]);
  expect(await look({ page: 2 })).toEqual([[7, 6, 5], { hasMore: true, total: 10, next: { before: 5 } }]);
  expect(await look({ page: 4 })).toEqual([[1], { hasMore: false, total: 10, next: null }]);
  expect(await look({ page: 5 })).toEqual([[], { hasMore: false, total: 10, next: null }]);
  expect(await look({ before: 5 })).toEqual([[4, 3, 2], { hasMore: true, total: 10, next: { before: 2 } }]);
  expect(await look({ before: 4 })).toEqual([[3, 2, 1], { hasMore: false, total: 10, next: null }]);
  expect(await look({ after: 5 })).toEqual([[6, 7, 8], { hasMore: true, total: 10, next: { after: 8 } }]);
  expect(await look({ after: 7 })).toEqual([[8, 9, 10], { hasMore: false, total: 10, next: null }]);
});

test('oldest first turns pages and what is before round; what follows is told as before', async () => {
  const order = 'oldest_first';
  expect(await look({ page: 1 }, { order })).toMatchObject([[8, 9, 10], { next: { before: 8 } }]);
  expect(await look({ before: 5 }, { order })).toMatchObject([[2, 3, 4], { next: { before: 2 } }]);
  expect(await look({ after: 5 }, { order })).toMatchObject([[6, 7, 8], { next: { after: 8 } }]);
});

test('the count of one side leaves out the message that was named', async () => {
  const counted = 'side';
  expect(await look({ before: 5 }, { counted })).toMatchObject([{}, { total: 4 }]);
  expect(await look({ after: 5 }, { counted })).toMatchObject([{}, { total: 5 }]);
  expect(await look({ page: 3 }, { counted })).toMatchObject([{}, { total: 10 }]);
});

test('a message is found by its id in its own history only, and none that was not sent yet', () => {
  const history = { conversationId, lastSeq: 3 };
  const id = (n: number) => `m${'0'.repeat(22)}-${n}`;
  expect([id(1), id(3)].map((one) => seqIn(history, one))).toEqual([1, 3]);
  expect([id(4), `m${'1'.repeat(22)}-1`, 'nonsense'].map((one) => seqIn(history, one))).toEqual([null, null, null]);
});

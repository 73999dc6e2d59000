import { expect, test } from 'vitest';
import type { FoundMessage, MessageSearchInput } from '../search/store.ts';
import { type CountedOptions, countedSearch, type SearchPlace } from './counted-search.ts';
import { EVERYTHING } from './scope.ts';
import type { Message } from './types.ts';

const actor = { userId: 'ann', name: 'Ann', avatar: null, role: 'user', connectionId: null } as const;
const query = { q: 'x', scope: EVERYTHING, conversationId: null, senderId: null, type: null, from: null, to: null };

/** So many matches, the newest first, of which a search finds at most `atOnce`; and what it was asked. */
function site(count: number, atOnce = Number.POSITIVE_INFINITY) {
  const all: FoundMessage[] = Array.from({ length: count }, (_, index) => ({
    conversationId: 'c',
    seq: count - index,
    createdAt: count - index,
    content: 'x',
  }));
  const asked: number[] = [];
  const ctx = {
    search: {
      async search({ before, limit }: MessageSearchInput) {
        asked.push(limit);
        const left = all.filter(({ seq }) => !before || seq < before.seq);
        const messages = left.slice(0, Math.min(limit, atOnce));
        const last = messages.at(-1);
        return { messages, next: left.length > messages.length && last ? last : null };
      },
    },
    messages: {
      find: async (addresses: readonly { conversationId: string; seq: number }[]) =>
        addresses.map((address) => ({ ...address, content: 'x', deletedAt: null }) as Message),
    },
  };
  const look = async (from: SearchPlace | number, options: Partial<CountedOptions> = {}) => {
    const start = typeof from === 'number' ? { offset: from } : from;
    const { messages, total, next } = await countedSearch(ctx, actor, query, start, { limit: 10, ...options });
    return { seqs: messages.map(({ seq }) => seq), total, next };
  };
  return { asked, look, newest: (from: number, to: number) => all.slice(from, to).map(({ seq }) => seq) };
}

test('pages after so many count all matches, those that go on from a place ask for their own only', async () => {
  const { asked, look, newest } = site(2_345);
  const first = await look(20);
  expect(first).toMatchObject({ seqs: newest(20, 30), total: 2_345 });
  expect(asked.splice(0)).toEqual([1_000, 1_000, 1_000]);
  let next = first.next;
  const seen: number[] = [];
  while (next) {
    const page = await look(next);
    expect(page.total).toBe(2_345);
    seen.push(...page.seqs);
    next = page.next;
  }
  expect(seen).toEqual(newest(30, 2_345));
  expect(new Set(asked)).toEqual(new Set([10]));
  expect(asked).toHaveLength(232);
});

test('the last page has none after it', async () => {
  const { look, newest } = site(30);
  expect(await look(20)).toEqual({ seqs: newest(20, 30), total: 30, next: null });
  expect(await look(40)).toEqual({ seqs: [], total: 30, next: null });
});

test('a count that takes too long ends; what was counted is told, and everything is reached from there', async () => {
  const { asked, look, newest } = site(5_000, 100);
  const first = await look(0, { budgetMs: -1 });
  expect(first).toMatchObject({ seqs: newest(0, 10), total: 100 });
  expect(asked).toHaveLength(1);
  let { next } = first;
  const seen = [...first.seqs];
  let total = 0;
  while (next) {
    const page = await look(next, { budgetMs: -1, limit: 300 });
    expect(page.total).toBeGreaterThanOrEqual(total);
    seen.push(...page.seqs);
    ({ next, total } = page);
  }
  expect(seen).toEqual(newest(0, 5_000));
  expect(total).toBe(5_000);
});

test('a page that the count did not reach is empty and goes on from where it stood', async () => {
  const { look, newest } = site(5_000, 100);
  const page = await look(250, { budgetMs: -1 });
  expect(page).toMatchObject({ seqs: [], total: 100, next: { seq: 4_901, passed: 100 } });
  expect((await look(page.next as SearchPlace)).seqs).toEqual(newest(100, 110));
});

test('nothing more is asked for somebody who is gone', async () => {
  const { asked, look } = site(5_000);
  await look(0, { isGone: () => true });
  expect(asked).toHaveLength(1);
});

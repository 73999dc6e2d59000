import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { CONVERSATIONS, MESSAGES, makeGroup, say } from '../support/factories.ts';
import { runs } from '../support/seeds.ts';
import { startServer } from '../support/server.ts';
import { listShape, messageShape } from '../support/shapes.ts';

const server = await startServer();
afterAll(() => server.stop());
const { ann, bo } = await server.people('ann', 'bo');
const pages = listShape(messageShape);

/** What happens between two pages: somebody writes, or a message is deleted. */
const between = fc.array(fc.oneof(fc.constant('send' as const), fc.constant('delete' as const)), { maxLength: 4 });
const walk = fc.record({
  before: fc.integer({ min: 0, max: 25 }),
  limit: fc.integer({ min: 1, max: 9 }),
  direction: fc.constantFrom('older' as const, 'newer' as const),
  steps: fc.array(between, { minLength: 30, maxLength: 30 }),
});

test('PROP-1 a walk through the pages shows each message once, in order, while others write and delete', async () => {
  await fc.assert(
    fc.asyncProperty(walk, async ({ before, limit, direction, steps }) => {
      const group = await makeGroup(ann, [bo]);
      const sent: string[] = [];
      for (let index = 0; index < before; index += 1) sent.push((await say(ann, group, `m${index}`)).id);
      const path = `${CONVERSATIONS}/${group.id}/messages?limit=${limit}${direction === 'newer' ? '&after=0' : ''}`;
      const seen: number[] = [];
      let cursor: string | null = '';
      for (const step of steps) {
        const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor ?? '')}`;
        const { data, page } = (await bo.get(`${path}${more}`)).as(pages);
        expect(data.length).toBeLessThanOrEqual(limit);
        seen.push(...data.map((message) => message.seq));
        cursor = page.next;
        if (cursor === null) break;
        for (const action of step) {
          if (action === 'send') sent.push((await say(ann, group, 'meanwhile')).id);
          else await ann.delete(`${MESSAGES}/${sent[Math.floor(sent.length / 2)]}`);
        }
      }
      const ordered = [...seen].sort((a, b) => (direction === 'newer' ? a - b : b - a));
      expect(seen).toEqual(ordered);
      expect(new Set(seen).size).toBe(seen.length);
      // What was there at the start is in the pages, whatever came later; without a hole.
      if (cursor === null)
        expect(Math.min(...seen, Number.POSITIVE_INFINITY)).toBe(before > 0 ? 1 : Number.POSITIVE_INFINITY);
      const top = Math.max(0, ...seen);
      const bottom = Math.min(top, ...seen);
      expect(seen.length).toBe(seen.length === 0 ? 0 : top - bottom + 1);
    }),
    runs(25),
  );
}, 60_000);

test('PROP-1 a page once read stays as it was: nothing new appears at or below it', async () => {
  const group = await makeGroup(ann, [bo]);
  const read = new Map<number, string>();
  let writing = true;
  const writers = Promise.all(
    [ann, bo].map(async (who) => {
      for (let index = 0; index < 60; index += 1) await say(who, group, `w${index}`);
    }),
  ).then(() => {
    writing = false;
  });
  while (writing) {
    const { data } = (await bo.get(`${CONVERSATIONS}/${group.id}/messages?limit=100`)).as(pages);
    const seqs = data.map((message) => message.seq);
    const top = seqs[0] ?? 0;
    expect(seqs).toEqual(Array.from({ length: Math.min(100, top) }, (_, index) => top - index));
    for (const message of data) {
      expect(read.get(message.seq) ?? message.id).toBe(message.id);
      read.set(message.seq, message.id);
    }
  }
  await writers;
});

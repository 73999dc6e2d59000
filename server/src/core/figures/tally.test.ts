import { expect, test } from 'vitest';
import { Tally } from './tally.ts';

test('a tally tells how often something happened lately, and forgets the rest', () => {
  let now = 1_700_000_000_000;
  const tally = new Tally(60_000, 1_000, () => now);
  expect(tally.over(60_000)).toBe(0);
  tally.add();
  tally.add();
  now += 30_000;
  tally.add();
  expect([tally.over(1_000), tally.over(10_000), tally.over(60_000)]).toEqual([1, 1, 3]);
  now += 30_000;
  expect([tally.over(60_000), tally.over(31_000)]).toEqual([1, 1]);
  now += 3_600_000;
  expect(tally.over(60_000)).toBe(0);
  tally.add();
  expect(tally.over(60_000)).toBe(1);
});

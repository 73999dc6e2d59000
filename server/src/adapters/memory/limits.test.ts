import { expect, test } from 'vitest';
import { createMemoryLimits } from './limits.ts';

test('several are taken together or not at all, and what was not used is given back', () => {
  let now = 0;
  const limits = createMemoryLimits(() => now);
  const take = (count?: number) => limits.take('send', 'ann', 5, 60_000, count);
  expect(take(4)).toBe(0);
  expect(take(2)).toBe(60);
  expect(take()).toBe(0);
  expect(take()).toBe(60);
  limits.giveBack('send', 'ann', 2);
  expect(take(2)).toBe(0);
  limits.giveBack('send', 'bob', 1);
  limits.giveBack('other', 'ann', 1);
  expect(take()).toBe(60);
  now = 60_000;
  expect(take(6)).toBe(60);
  expect(take(5)).toBe(0);
});

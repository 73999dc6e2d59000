import { expect, test } from 'vitest';
import { createRecentMap } from './lru.ts';

test('it never holds more than its capacity', () => {
  const map = createRecentMap<number, number>(10);
  for (let i = 0; i < 1000; i++) {
    map.set(i, i);
    if (i % 3 === 0) map.get(Math.floor(i / 2));
    expect(map.size).toBeLessThanOrEqual(10);
  }
  expect(map.get(999)).toBe(999);
  expect(map.get(0)).toBeUndefined();
});

test('what is used stays, what is not goes', () => {
  const map = createRecentMap<string, number>(10);
  map.set('used', 1);
  map.set('unused', 2);
  for (let i = 0; i < 100; i++) {
    map.set(`filler ${i}`, i);
    expect(map.get('used')).toBe(1);
  }
  expect(map.get('unused')).toBeUndefined();
});

test('a value set again replaces the old one, in either generation, and a deleted one is gone', () => {
  const map = createRecentMap<string, number>(4);
  for (const [key, value] of [
    ['a', 1],
    ['b', 2],
    ['c', 3],
    ['a', 4],
  ] as const)
    map.set(key, value);
  expect(map.get('a')).toBe(4);
  map.delete('a');
  map.delete('b');
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([undefined, undefined, 3]);
});

import { expect, test } from 'vitest';
import { extended, kept, nothingSelected, toggled } from './selection.ts';

const order = ['a', 'b', 'c', 'd'];
const picked = ({ ids }: { readonly ids: ReadonlySet<string> }) => [...ids].sort().join('');

test('one is picked and let go, a range goes from the last that was picked, in either direction', () => {
  const one = toggled(nothingSelected, 'c');
  expect(picked(toggled(one, 'c'))).toBe('');
  expect(picked(extended(one, 'a', order))).toBe('abc');
  expect(picked(extended(one, 'd', order))).toBe('cd');
  expect(picked(extended(nothingSelected, 'b', order))).toBe('b');
  expect(picked(extended({ ids: new Set(['z']), anchor: 'z' }, 'b', order))).toBe('bz');
});

test('what left the list is picked no more', () => {
  const some = { ids: new Set(['a', 'z']), anchor: 'z' };
  expect(picked(kept(some, order))).toBe('a');
  const all = { ids: new Set(['a', 'b']), anchor: 'a' };
  expect(kept(all, order)).toBe(all);
});

import { expect, test } from 'vitest';
import { TempIds } from './temp-ids.ts';

test('an id goes back in the form in which it came last, to its sender', () => {
  const ids = new TempIds();
  expect(ids.take('c', 'ann', null)).toBe(null);
  expect(ids.take('c', 'ann', undefined)).toBe(null);
  expect(ids.take('c', 'ann', 5)).toBe('5');
  expect(ids.formOf('c', 'ann', '5')).toBe(5);
  expect(ids.formOf('c', 'bo', '5')).toBe('5');
  expect(ids.formOf('other', 'ann', '5')).toBe('5');
  expect(ids.formOf('c', 'ann', null)).toBe(null);
  expect(ids.take('c', 'ann', '5')).toBe('5');
  expect(ids.formOf('c', 'ann', '5')).toBe('5');
  expect(ids.take('c', 'ann', 1.5e300)).toBe('1.5e+300');
  expect(ids.formOf('c', 'ann', '1.5e+300')).toBe(1.5e300);
});

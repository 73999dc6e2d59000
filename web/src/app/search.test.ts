import { expect, test } from 'vitest';
import { parseSearch, stringifySearch } from './search.ts';

test('words come back from an address as they were written to it, numbers without quotes', () => {
  expect(stringifySearch({ seq: '203', panel: 'details' })).toBe('?seq=203&panel=details');
  for (const search of [
    { seq: '203' },
    { q: '"in so many words" & ünïcode +1' },
    { q: '"203"' },
    { q: '{"a":[1]}' },
    { to: '/inbox?seq=1' },
    {},
  ])
    expect(parseSearch(stringifySearch(search))).toEqual(search);
});

test('what is undefined is left out', () => {
  expect(stringifySearch({ panel: undefined })).toBe('');
});

import { expect, test } from 'vitest';
import { dayLabel } from './days.ts';

const at = (year: number, month: number, day: number, hour = 12) => new Date(year, month - 1, day, hour).getTime();
const now = at(2026, 3, 11, 0);

test('a day is called as one says it, in the reader’s language', () => {
  expect(dayLabel(at(2026, 3, 11, 23), now, 'en')).toBe('Today');
  expect(dayLabel(at(2026, 3, 10, 23), now, 'en')).toBe('Yesterday');
  expect(dayLabel(at(2026, 3, 10, 0), now, 'fr')).toBe('Hier');
  expect(dayLabel(at(2026, 3, 7), now, 'en')).toBe('Saturday');
  expect(dayLabel(at(2026, 3, 7), now, 'fr')).toBe('Samedi');
  expect(dayLabel(at(2026, 3, 4), now, 'en')).toBe('Wed, March 4');
  expect(dayLabel(at(2025, 12, 31), now, 'en')).toBe('December 31, 2025');
  expect(dayLabel(at(2025, 12, 31), now, 'fr')).toBe('31 décembre 2025');
});

test('a day ahead, by a clock that is wrong, has its date', () => {
  expect(dayLabel(at(2026, 3, 12), now, 'en')).toBe('Thu, March 12');
});

import { expect, test } from 'vitest';
import { shortTime } from './short-time.ts';

// In the time zone of whoever runs this: the calendar is the reader's.
const now = new Date(2026, 4, 14, 9, 30);
const cases = [
  ['the same day', new Date(2026, 4, 14, 0, 5), '12:05 AM', '00:05'],
  ['a clock that is ahead', new Date(2026, 4, 14, 23, 0), '11:00 PM', '23:00'],
  ['the evening before', new Date(2026, 4, 13, 23, 59), 'Yesterday', 'Hier'],
  ['within a week', new Date(2026, 4, 8, 12, 0), 'Fri', 'ven.'],
  ['a week ago', new Date(2026, 4, 7, 12, 0), 'May 7', '7 mai'],
  ['the year before', new Date(2025, 11, 31, 12, 0), '12/31/25', '31/12/2025'],
] as const;

test.each(cases)('%s', (_, at, english, french) => {
  expect(shortTime(at, now, 'en').replace(/\s/u, ' ')).toBe(english);
  expect(shortTime(at, now, 'fr')).toBe(french);
});

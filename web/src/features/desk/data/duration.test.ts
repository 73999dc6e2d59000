import { expect, test } from 'vitest';
import { formatDuration, formatWork } from './duration.ts';
import { dayRange } from './weekdays.ts';

const minute = 60_000;
const hour = 60 * minute;

test('two units at most, and never nothing', () => {
  expect(formatDuration(42 * minute + 59_000, 'en', 'short')).toBe('42 min');
  expect(formatDuration(26 * hour + 5 * minute, 'en', 'narrow')).toBe('1d 2h');
  expect(formatDuration(24 * hour + 5 * minute, 'en', 'narrow')).toBe('1d');
  expect(formatDuration(20, 'en', 'short')).toBe('1 min');
  expect(formatDuration(3 * hour, 'fr', 'short')).toMatch(/^3\sh$/);
});

test('time at work is told in hours, however many', () => {
  expect(formatWork(30 * hour, 'en', 'short')).toBe('30 hr');
  expect(formatWork(0, 'en', 'short')).toBe('0 min');
});

test('days in a row are a stretch', () => {
  expect(dayRange([3, 1, 2, 5, 4])).toEqual({ first: 1, last: 5 });
  expect(dayRange([1, 2, 4])).toBeNull();
  expect(dayRange([1, 2])).toBeNull();
});

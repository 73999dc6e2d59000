import { expect, test } from 'vitest';
import { formatDuration } from './durations.ts';

test('a duration is told in the unit that fits it', () => {
  expect(formatDuration(0, 'en')).toBe('0 sec');
  expect(formatDuration(48, 'en')).toBe('48 sec');
  expect(formatDuration(720, 'en')).toBe('12 min');
  expect(formatDuration(12_600, 'en')).toBe('3.5 hr');
  expect(formatDuration(172_800, 'en')).toBe('2 days');
  expect(formatDuration(12_600, 'fr')).toMatch(/^3,5\sh$/);
});

import { expect, test } from 'vitest';
import { durationTicks, formatDuration } from './durations.ts';

test('a duration is told in the unit that fits it', () => {
  expect(formatDuration(0, 'en')).toBe('0 sec');
  expect(formatDuration(48, 'en')).toBe('48 sec');
  expect(formatDuration(720, 'en')).toBe('12 min');
  expect(formatDuration(12_600, 'en')).toBe('3.5 hr');
  expect(formatDuration(172_800, 'en')).toBe('2 days');
  expect(formatDuration(12_600, 'fr')).toMatch(/^3,5\sh$/);
});

test('a scale of durations has few steps, each of them one that people count in', () => {
  expect(durationTicks(0)).toEqual([0, 15]);
  expect(durationTicks(3_500)).toEqual([0, 900, 1_800, 2_700, 3_600]);
  expect(durationTicks(260_000).map((at) => at / 86_400)).toEqual([0, 1, 2, 3, 4]);
  expect(durationTicks(9e6).map((at) => at / 604_800)).toEqual([0, 4, 8, 12, 16]);
});

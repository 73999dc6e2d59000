import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../../test/support/seeds.ts';
import { MINUTE, shown, someMoment } from '../../../test/support/zones.ts';
import { addDays, instantOf, isTimeZone, weekdayOf, zonedParts } from './zones.ts';

const textOf = (year: number, ...rest: readonly number[]) =>
  [String(year).padStart(4, '0'), ...rest.map((part) => String(part).padStart(2, '0'))].join(' ');

test('PREF-20 the parts of an instant are what clocks show there', () => {
  fc.assert(
    fc.property(someMoment, ({ zone, at }) => {
      const { year, month, day, hour, minute } = zonedParts(at, zone);
      expect(textOf(year, month, day, hour, minute)).toBe(shown(at, zone));
    }),
    runs(300),
  );
}, 60_000);

/** Minute by minute: the first that shows the time, else the first that is past it. */
function plainInstantOf(local: string, around: number, zone: string): number | undefined {
  const minutes = Array.from({ length: 32 * 60 }, (_, index) => around + (index - 16 * 60) * MINUTE);
  const clocks = minutes.map((at) => shown(at, zone));
  const exact = clocks.indexOf(local);
  return minutes[exact >= 0 ? exact : clocks.findIndex((clock) => clock > local)];
}

test('PREF-20 a local time is the first minute that shows it, or the one in which clocks jump over it', () => {
  const offset = fc.integer({ min: -180, max: 180 });
  fc.assert(
    fc.property(someMoment, offset, ({ zone, at }, minutes) => {
      const here = zonedParts(at, zone);
      const moved = new Date(Date.UTC(here.year, here.month - 1, here.day, here.hour, here.minute + minutes));
      const local = {
        year: moved.getUTCFullYear(),
        month: moved.getUTCMonth() + 1,
        day: moved.getUTCDate(),
        hour: moved.getUTCHours(),
        minute: moved.getUTCMinutes(),
      };
      const { year, month, day, hour, minute } = local;
      expect(instantOf(local, zone)).toBe(plainInstantOf(textOf(year, month, day, hour, minute), at, zone));
    }),
    runs(150),
  );
}, 60_000);

test.each([
  ['2026-03-29 02:30', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
  ['2026-10-25 02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
  ['2026-10-04 02:15', 'Australia/Lord_Howe', '2026-10-03T15:30:00.000Z'],
  ['2026-04-24 00:30', 'Africa/Cairo', '2026-04-23T22:00:00.000Z'],
  ['2011-12-30 12:00', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ['2026-06-01 00:00', 'Asia/Kathmandu', '2026-05-31T18:15:00.000Z'],
  ['2026-06-01 00:00', 'UTC', '2026-06-01T00:00:00.000Z'],
])('PREF-20 %s in %s is %s', (local, zone, expected) => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = local.split(/[- :]/).map(Number);
  expect(new Date(instantOf({ year, month, day, hour, minute }, zone)).toISOString()).toBe(expected);
});

test('PREF-20 names of zones are told from anything else', () => {
  for (const name of ['UTC', 'Europe/Berlin', 'europe/berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5']) {
    expect(isTimeZone(name), name).toBe(true);
  }
  for (const name of [
    '',
    ' ',
    '+01:00',
    '-05',
    '01:00',
    'Mars/Olympus',
    'Europe/Berlin ',
    'Europe/Berlin\u0000',
    '../UTC',
  ]) {
    expect(isTimeZone(name), name).toBe(false);
  }
});

test('PREF-20 days are counted over months, years and leap days', () => {
  expect(addDays({ year: 2028, month: 2, day: 28 }, 1)).toEqual({ year: 2028, month: 2, day: 29 });
  expect(addDays({ year: 2026, month: 12, day: 31 }, 1)).toEqual({ year: 2027, month: 1, day: 1 });
  expect(addDays({ year: 2026, month: 3, day: 1 }, -1)).toEqual({ year: 2026, month: 2, day: 28 });
  expect(weekdayOf({ year: 2026, month: 11, day: 23 })).toBe(1);
});

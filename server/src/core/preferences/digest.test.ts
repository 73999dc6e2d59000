import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../../test/support/seeds.ts';
import { MINUTE, shown, someMoment } from '../../../test/support/zones.ts';
import { nextDigestAt } from './digest.ts';

const DAY = 24 * 60 * MINUTE;

const dateOf = (local: string) => local.slice(0, 10);
const isMonday = (date: string) => new Date(`${date.replaceAll(' ', '-')}T00:00:00Z`).getUTCDay() === 1;

/** Minute by minute: on each day, or Monday, of the calendar the first minute in which the hour has come. */
function plainDigests(weekly: boolean, hour: number, zone: string, from: number, to: number): number[] {
  const hourText = String(hour).padStart(2, '0');
  const found = new Map<string, number>();
  for (let minute = from - 2 * DAY; minute < to; minute += MINUTE) {
    const local = shown(minute, zone);
    if (local.slice(11, 13) < hourText || found.has(dateOf(local)) || (weekly && !isMonday(dateOf(local)))) continue;
    found.set(dateOf(local), minute);
  }
  return [...found.values()].filter((at) => at > from && at < to);
}

/** All digests of a span, each asked for with the one before. */
function digests(weekly: boolean, hour: number, zone: string, from: number, to: number): number[] {
  const found: number[] = [];
  for (let after = from; ; ) {
    const next = nextDigestAt({ frequency: weekly ? 'weekly' : 'daily', hour }, zone, after);
    if (next === null || next >= to) return found;
    found.push(next);
    after = next;
  }
}

test('PREF-19 a digest comes once each day of the calendar, as a minute-by-minute scan finds, in any zone', () => {
  fc.assert(
    fc.property(someMoment, fc.integer({ min: 0, max: 23 }), ({ zone, at }, hour) => {
      const from = at - DAY;
      const to = at + 3 * DAY;
      expect(digests(false, hour, zone, from, to)).toEqual(plainDigests(false, hour, zone, from, to));
    }),
    runs(60),
  );
}, 60_000);

test('PREF-19 a weekly one comes on Mondays', () => {
  fc.assert(
    fc.property(someMoment, fc.integer({ min: 0, max: 23 }), ({ zone, at }, hour) => {
      const to = at + 16 * DAY;
      const found = digests(true, hour, zone, at, to);
      expect(found).toEqual(plainDigests(true, hour, zone, at, to));
      expect(found.length).toBeGreaterThanOrEqual(2);
    }),
    runs(25),
  );
}, 60_000);

test.each([
  ['skipped', 2, 'Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-29T01:00:00.000Z'],
  ['repeated, the first time', 2, 'Europe/Berlin', '2026-10-24T12:00:00Z', '2026-10-25T00:00:00.000Z'],
  ['repeated, not again', 2, 'Europe/Berlin', '2026-10-25T00:00:00Z', '2026-10-26T01:00:00.000Z'],
  ['midnight is skipped', 0, 'Africa/Cairo', '2026-04-23T12:00:00Z', '2026-04-23T22:00:00.000Z'],
  ['a day that never was', 8, 'Pacific/Apia', '2011-12-29T18:00:00Z', '2011-12-30T18:00:00.000Z'],
])('PREF-19 an hour that is %s', (_what, hour, zone, after, expected) => {
  const next = nextDigestAt({ frequency: 'daily', hour }, zone, Date.parse(after));
  expect(next && new Date(next).toISOString()).toBe(expected);
});

test('PREF-19 who wants none has none', () => {
  expect(nextDigestAt({ frequency: 'off', hour: 8 }, 'UTC', 0)).toBeNull();
});

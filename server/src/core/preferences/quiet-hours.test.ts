import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../../test/support/seeds.ts';
import { MINUTE, shown, someMoment } from '../../../test/support/zones.ts';
import { quietUntil } from './quiet-hours.ts';

const DAY = 24 * 60;

const clock = fc
  .integer({ min: 0, max: DAY - 1 })
  .map((minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`);

/**
 * Minute by minute: a bell that rings at `start` and one that rings at `end`, each once for each day of the calendar, also when
 * the hands are moved over its place. Says until when it is quiet at `at`.
 */
function plainQuietUntil(start: string, end: string, zone: string, at: number): number | null {
  const [startMark, endMark] = [start.replace(':', ' '), end.replace(':', ' ')];
  let latest = '';
  let quiet = false;
  for (let minute = at - 3 * DAY * MINUTE; minute < at + 4 * DAY * MINUTE; minute += MINUTE) {
    const now = shown(minute, zone);
    if (latest !== '' && now > latest) {
      for (const mark of marksBetween(latest, now, startMark, endMark)) quiet = mark.endsWith(startMark);
    }
    if (now > latest) latest = now;
    if (minute >= at && !quiet) return minute === at ? null : minute;
  }
  throw new Error('it never ends');
}

function marksBetween(before: string, now: string, ...clocks: readonly string[]): string[] {
  const marks: string[] = [];
  const first = Date.parse(`${before.slice(0, 10).replaceAll(' ', '-')}T00:00:00Z`);
  for (
    let day = first;
    new Date(day).toISOString().slice(0, 10) <= now.slice(0, 10).replaceAll(' ', '-');
    day += DAY * MINUTE
  ) {
    const date = new Date(day).toISOString().slice(0, 10).replaceAll('-', ' ');
    marks.push(...clocks.map((text) => `${date} ${text}`));
  }
  return marks.filter((mark) => mark > before && mark <= now).sort();
}

test('PREF-18 quiet hours are what a minute-by-minute scan of the clocks finds, in any zone', () => {
  fc.assert(
    fc.property(someMoment, clock, clock, ({ zone, at }, start, end) => {
      fc.pre(start !== end);
      const quietHours = { enabled: true, start, end, timeZone: zone };
      expect(quietUntil(quietHours, at)).toBe(plainQuietUntil(start, end, zone, at));
    }),
    runs(80),
  );
}, 60_000);

const berlin = (start: string, end: string) => ({ enabled: true, start, end, timeZone: 'Europe/Berlin' });

test.each([
  ['before midnight', berlin('22:00', '07:00'), '2026-11-21T21:30:00Z', '2026-11-22T06:00:00.000Z'],
  ['after midnight', berlin('22:00', '07:00'), '2026-11-22T05:59:59.999Z', '2026-11-22T06:00:00.000Z'],
  ['at the end', berlin('22:00', '07:00'), '2026-11-22T06:00:00Z', null],
  ['at the start', berlin('22:00', '07:00'), '2026-11-21T21:00:00Z', '2026-11-22T06:00:00.000Z'],
  ['by day', berlin('12:00', '14:00'), '2026-11-21T12:30:00Z', '2026-11-21T13:00:00.000Z'],
  ['an end that is skipped', berlin('22:00', '02:30'), '2026-03-28T23:00:00Z', '2026-03-29T01:00:00.000Z'],
  ['a start that is skipped', berlin('02:30', '05:00'), '2026-03-29T01:00:00Z', '2026-03-29T03:00:00.000Z'],
  ['both skipped', berlin('02:10', '02:50'), '2026-03-29T01:00:00Z', null],
  [
    'an end that comes twice, the first time',
    berlin('22:00', '02:30'),
    '2026-10-25T00:29:00Z',
    '2026-10-25T00:30:00.000Z',
  ],
  ['an end that comes twice, the second time', berlin('22:00', '02:30'), '2026-10-25T01:10:00Z', null],
  ['a start that comes twice', berlin('02:30', '05:00'), '2026-10-25T01:10:00Z', '2026-10-25T04:00:00.000Z'],
  ['start and end the same', berlin('08:00', '08:00'), '2026-11-21T07:00:00Z', null],
  ['switched off', { ...berlin('22:00', '07:00'), enabled: false }, '2026-11-21T22:00:00Z', null],
])('PREF-18 quiet hours: %s', (_what, quietHours, at, until) => {
  const found = quietUntil(quietHours, Date.parse(at));
  expect(found && new Date(found).toISOString()).toBe(until);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../test/support/seeds.ts';
import { calendarCase, isOpenByTheClock, MINUTE } from '../../../test/support/sla-model.ts';
import { isTimeZone } from '../time/zones.ts';
import { createCalendar } from './calendar.ts';

const at = (time: string) => Date.parse(time);
const weekdays = [1, 2, 3, 4, 5];
const berlin = createCalendar({ timeZone: 'Europe/Berlin', days: weekdays, start: '09:00', end: '17:00' });
const everyDay = (timeZone: string, start: string, end: string) =>
  createCalendar({ timeZone, days: [1, 2, 3, 4, 5, 6, 7], start, end });

describe('plain days', () => {
  test('SLA-1 time counts on the chosen days, within the hours, in the zone', () => {
    // A Friday; Berlin is an hour ahead of UTC.
    expect(berlin.isOpen(at('2026-11-20T07:59:59.999Z'))).toBe(false);
    expect(berlin.isOpen(at('2026-11-20T08:00:00Z'))).toBe(true);
    expect(berlin.isOpen(at('2026-11-20T15:59:59.999Z'))).toBe(true);
    expect(berlin.isOpen(at('2026-11-20T16:00:00Z'))).toBe(false);
    expect(berlin.isOpen(at('2026-11-21T12:00:00Z'))).toBe(false);
    expect(berlin.countedBetween(at('2026-11-20T15:00:00Z'), at('2026-11-23T09:00:00Z'))).toBe(120 * MINUTE);
    expect(berlin.countedBetween(at('2026-11-23T09:00:00Z'), at('2026-11-20T15:00:00Z'))).toBe(0);
  });

  test('SLA-1 what is due at closing time is due then and not the next morning', () => {
    expect(berlin.addCounted(at('2026-11-20T08:00:00Z'), 480 * MINUTE)).toBe(at('2026-11-20T16:00:00Z'));
    expect(berlin.addCounted(at('2026-11-20T08:00:00Z'), 481 * MINUTE)).toBe(at('2026-11-23T08:01:00Z'));
    expect(berlin.addCounted(at('2026-11-21T12:00:00Z'), MINUTE)).toBe(at('2026-11-23T08:01:00Z'));
    expect(berlin.addCounted(at('2026-11-21T12:00:00Z'), 0)).toBe(at('2026-11-21T12:00:00Z'));
  });

  test('SLA-1 without business hours every moment counts', () => {
    const always = createCalendar(null);
    expect(always.addCounted(at('2026-11-21T12:00:00Z'), 90 * MINUTE)).toBe(at('2026-11-21T13:30:00Z'));
    expect(always.countedBetween(1000, 5000)).toBe(4000);
    expect(always.stretches(1000, 5000)).toEqual([{ from: 1000, to: 5000, open: true }]);
  });

  test('SLA-1 whole days without a gap are one stretch', () => {
    const [from, to] = [at('2026-03-01T00:00:00Z'), at('2026-05-01T00:00:00Z')];
    expect(everyDay('Europe/Berlin', '00:00', '24:00').stretches(from, to)).toEqual([{ from, to, open: true }]);
  });

  test('SLA-1 a year ahead costs no more than a few looks at the clock', () => {
    const from = at('2027-01-01T00:00:00Z');
    const started = performance.now();
    const due = berlin.addCounted(from, 52 * 40 * 60 * MINUTE);
    expect(performance.now() - started).toBeLessThan(250);
    expect(new Date(due).toISOString().slice(0, 10)).toBe('2027-12-30');
  });
});

describe('changes of the clocks', () => {
  test('SLA-2 an hour that the clocks skip does not exist', () => {
    const nights = everyDay('Europe/Berlin', '01:00', '04:00');
    // 2026-03-29 in Berlin: 02:00 is followed by 03:00.
    expect(nights.countedBetween(at('2026-03-28T23:00:00Z'), at('2026-03-29T22:00:00Z'))).toBe(120 * MINUTE);
    const skipped = everyDay('Europe/Berlin', '02:15', '02:45');
    expect(skipped.countedBetween(at('2026-03-28T23:00:00Z'), at('2026-03-29T22:00:00Z'))).toBe(0);
    expect(skipped.addCounted(at('2026-03-28T23:00:00Z'), MINUTE)).toBe(at('2026-03-30T00:16:00Z'));
  });

  test('SLA-2 an hour that the clocks repeat counts twice', () => {
    // 2026-10-25 in Berlin: after 02:59 it is 02:00 again.
    const nights = everyDay('Europe/Berlin', '01:00', '04:00');
    expect(nights.countedBetween(at('2026-10-24T22:00:00Z'), at('2026-10-25T23:00:00Z'))).toBe(240 * MINUTE);
    const repeated = everyDay('Europe/Berlin', '02:15', '02:45');
    const [from, to] = [at('2026-10-24T22:00:00Z'), at('2026-10-25T23:00:00Z')];
    expect(repeated.stretches(from, to).filter(({ open }) => open)).toEqual([
      { from: at('2026-10-25T00:15:00Z'), to: at('2026-10-25T00:45:00Z'), open: true },
      { from: at('2026-10-25T01:15:00Z'), to: at('2026-10-25T01:45:00Z'), open: true },
    ]);
  });

  test('SLA-2 a day that a zone left out does not exist', () => {
    // Samoa went from Thursday 2011-12-29 to Saturday 2011-12-31.
    const fridays = createCalendar({ timeZone: 'Pacific/Apia', days: [5], start: '00:00', end: '24:00' });
    expect(fridays.countedBetween(at('2011-12-28T00:00:00Z'), at('2012-01-03T00:00:00Z'))).toBe(0);
  });
});

describe('for any calendar', () => {
  test('SLA-2 counting agrees with the clock on the wall, minute by minute', () => {
    fc.assert(
      fc.property(calendarCase, ({ hours, from, minutes }) => {
        const calendar = createCalendar(hours);
        const to = from + minutes * MINUTE;
        const open = Array.from({ length: minutes }, (_, i) => isOpenByTheClock(hours, from + i * MINUTE));
        const total = open.filter(Boolean).length;
        expect(calendar.countedBetween(from, to)).toBe(total * MINUTE);
        const stretches = calendar.stretches(from, to);
        for (const [i, one] of stretches.entries()) {
          expect(one.from).toBe(i === 0 ? from : stretches[i - 1]?.to);
          expect(one.open).not.toBe(stretches[i - 1]?.open);
          for (let at = one.from; at < one.to; at += MINUTE) expect(open[(at - from) / MINUTE]).toBe(one.open);
        }
        expect(stretches.at(-1)?.to).toBe(to);
        let seen = 0;
        for (const [i, isOpen] of open.entries()) {
          if (!isOpen) continue;
          seen++;
          // Every seventh: each is a search of its own.
          if (seen % 7 === 0) expect(calendar.addCounted(from, seen * MINUTE)).toBe(from + (i + 1) * MINUTE);
        }
      }),
      runs(200),
    );
  }, 30_000);

  test('SLA-2 adding and counting are each other’s reverse over years', () => {
    const amount = fc.integer({ min: 1, max: 200 * 24 * 60 });
    fc.assert(
      fc.property(calendarCase, amount, ({ hours, from }, minutes) => {
        const calendar = createCalendar(hours);
        const due = calendar.addCounted(from, minutes * MINUTE);
        // Hours that are few may not fit before the end of what is looked at.
        fc.pre(due - from < 15 * 365 * 86_400_000);
        expect(calendar.countedBetween(from, due)).toBe(minutes * MINUTE);
        expect(calendar.countedBetween(from, due - 1)).toBe(minutes * MINUTE - 1);
      }),
      runs(300),
    );
  }, 30_000);
});

test('SLA-10 only names of the time zone database are zones', () => {
  for (const name of ['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires']) expect(isTimeZone(name)).toBe(true);
  for (const name of ['', 'Mars/Olympus', '+01:00', 'Europe/Berlin ', 'x\u0000']) expect(isTimeZone(name)).toBe(false);
});

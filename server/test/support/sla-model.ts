import fc from 'fast-check';
import { type BusinessHours, minutesOfDay } from '../../src/core/sla/calendar.ts';
import type { Happening } from '../../src/core/sla/replay.ts';
import type { SlaPolicy } from '../../src/core/sla/types.ts';
import { TICKET_PRIORITIES, type TicketPriority, type TicketStatus } from '../../src/core/tickets/types.ts';

/*
 * What tests of calendars and ledgers share: random calendars close to changes of the clocks, and a plain look at the clock
 * on the wall, with which everything is compared.
 */

export const MINUTE = 60_000;
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Whether the clocks of the zone show a time within the hours, read off as a person would. */
export function isOpenByTheClock(hours: BusinessHours | null, at: number): boolean {
  if (hours === null) return true;
  let clock = clocks.get(hours.timeZone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: hours.timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    clocks.set(hours.timeZone, clock);
  }
  const [, day = '', hour, minute] = /(\w{3})\D+(\d\d):(\d\d)/.exec(clock.format(at)) ?? [];
  const shown = Number(hour) * 60 + Number(minute);
  return (
    hours.days.includes(DAYS.indexOf(day) + 1) && shown >= minutesOfDay(hours.start) && shown < minutesOfDay(hours.end)
  );
}

/** Zones, and moments at which their clocks were or will be changed. */
const CHANGES: readonly (readonly [string, readonly string[]])[] = [
  ['UTC', ['2026-06-01T00:00Z']],
  ['Europe/Berlin', ['2026-03-29T01:00Z', '2026-10-25T01:00Z']],
  ['America/New_York', ['2026-03-08T07:00Z', '2026-11-01T06:00Z']],
  ['America/St_Johns', ['2026-03-08T05:30Z', '2026-11-01T04:30Z', '2006-10-29T02:31Z']],
  // At midnight.
  ['America/Havana', ['2026-03-08T05:00Z', '2026-11-01T05:00Z']],
  ['America/Sao_Paulo', ['2017-10-15T03:00Z', '2018-02-18T02:00Z']],
  // By half an hour, and by two hours.
  ['Australia/Lord_Howe', ['2026-04-04T15:00Z', '2026-10-03T15:30Z']],
  ['Antarctica/Troll', ['2026-03-29T01:00Z', '2026-10-25T01:00Z']],
  // Twice within five weeks, and within seven days.
  ['Africa/Casablanca', ['2026-02-15T02:00Z', '2026-03-22T02:00Z']],
  ['America/Boa_Vista', ['2000-10-08T04:00Z', '2000-10-15T03:00Z']],
  // A day that was left out; a quarter of an hour off for good.
  ['Pacific/Apia', ['2011-12-30T10:00Z', '2012-03-31T14:00Z']],
  ['Asia/Kathmandu', ['2026-01-01T00:00Z']],
  // Around the end of a year.
  ['Pacific/Fiji', ['2020-12-20T14:00Z', '2021-01-16T14:00Z', '2020-12-31T12:00Z']],
];

const time = fc.integer({ min: 0, max: 24 * 60 });
const clockTime = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Any business hours, in a zone with a moment at which its clocks change. */
const hoursAndChange = fc
  .record({
    zone: fc.constantFrom(...CHANGES),
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
    // Biased to the early hours, in which clocks are changed.
    times: fc.uniqueArray(fc.oneof(time, fc.integer({ min: 0, max: 4 * 60 })), { minLength: 2, maxLength: 2 }),
    pick: fc.nat(),
  })
  .map(({ zone: [timeZone, changes], days, times, pick }) => {
    const [start = 0, end = 1] = times.toSorted((a, b) => a - b);
    const hours: BusinessHours = { timeZone, days, start: clockTime(start), end: clockTime(end) };
    return { hours, change: Date.parse(changes[pick % changes.length] ?? '') };
  });

/** Business hours and a stretch of up to three days about a change of the clocks; whole minutes. */
export const calendarCase = fc
  .record({
    base: hoursAndChange,
    before: fc.integer({ min: 0, max: 2 * 24 * 60 }),
    minutes: fc.integer({ min: 1, max: 3 * 24 * 60 }),
  })
  .map(({ base, before, minutes }) => ({ hours: base.hours, from: base.change - before * MINUTE, minutes }));

const STATUSES: readonly TicketStatus[] = ['open', 'in_progress', 'pending', 'resolved', 'closed'];
const minutes = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 2 * 24 * 60 }));
const targets = fc.option(fc.record({ firstResponseMinutes: minutes, resolutionMinutes: minutes }), { freq: 12 });
const targetsByPriority = fc.record({ low: targets, medium: targets, high: targets, urgent: targets });

/** A ticket's past of up to four days about a change of the clocks, with a few versions of the policy. Whole minutes. */
export type PastCase = {
  readonly createdAt: number;
  readonly until: number;
  readonly priority: TicketPriority;
  readonly happenings: readonly Happening[];
  readonly policies: readonly SlaPolicy[];
};

export const pastCase: fc.Arbitrary<PastCase> = fc
  .record({
    base: hoursAndChange,
    other: hoursAndChange,
    before: fc.integer({ min: 0, max: 2 * 24 * 60 }),
    length: fc.integer({ min: 60, max: 4 * 24 * 60 }),
    priority: fc.constantFrom(...TICKET_PRIORITIES),
    turns: fc.array(
      fc.record({
        after: fc.nat(4 * 24 * 60),
        turn: fc.oneof(
          {
            weight: 5,
            arbitrary: fc.record({ kind: fc.constant('status' as const), status: fc.constantFrom(...STATUSES) }),
          },
          {
            weight: 2,
            arbitrary: fc.record({
              kind: fc.constant('priority' as const),
              priority: fc.constantFrom(...TICKET_PRIORITIES),
            }),
          },
          { weight: 1, arbitrary: fc.record({ kind: fc.constant('answered' as const) }) },
        ),
      }),
      { maxLength: 14 },
    ),
    policies: fc.uniqueArray(
      fc.record({
        after: fc.oneof(fc.integer({ min: -600, max: 0 }), fc.integer({ min: -600, max: 2000 })),
        targets: targetsByPriority,
        hours: fc.nat(3),
      }),
      { minLength: 1, maxLength: 3, selector: ({ after }) => after },
    ),
  })
  .map(({ base, other, before, length, priority, turns, policies }) => {
    const createdAt = base.change - before * MINUTE;
    // Every day, so that something counts in most of them.
    const daily = { ...base.hours, days: [1, 2, 3, 4, 5, 6, 7] };
    const choices = [null, base.hours, daily, other.hours];
    const inOrder = <T extends { readonly after: number }>(list: readonly T[]) =>
      list.toSorted((a, b) => a.after - b.after);
    return {
      createdAt,
      until: createdAt + length * MINUTE,
      priority,
      happenings: inOrder(turns)
        .filter(({ after }) => after <= length)
        .map(({ after, turn }) => ({ at: createdAt + after * MINUTE, ...turn })),
      policies: inOrder(policies)
        .filter(({ after }) => after <= length)
        .map(({ after, targets, hours }, index) => ({
          version: index + 1,
          validFrom: createdAt + after * MINUTE,
          targets,
          businessHours: choices[hours] ?? null,
        })),
    };
  });

type Clock = { minutes: number | null; limit: number; breachedAt: number | null };

/** What a person with a watch would have written down, looking up once a minute. */
export function watch({ createdAt, until, priority: first, happenings, policies }: PastCase) {
  let status: TicketStatus = 'open';
  let priority = first;
  let policy: SlaPolicy | null = policies.findLast(({ validFrom }) => validFrom <= createdAt) ?? null;
  let counted = 0;
  let answeredAfter: number | null = null;
  let pausedAt: number | null = null;
  const response: Clock = { minutes: null, limit: 0, breachedAt: null };
  const resolution: Clock = { minutes: null, limit: 0, breachedAt: null };
  const minuteByMinute: boolean[] = [];
  const reopenings: number[] = [];

  function promise(isReopened: boolean): void {
    const now = policy?.targets[priority] ?? null;
    const promises = [
      [response, now?.firstResponseMinutes ?? null],
      [resolution, now?.resolutionMinutes ?? null],
    ] as const;
    for (const [clock, target] of promises) {
      if (clock.breachedAt !== null || (clock === response && answeredAfter !== null)) continue;
      if (target !== null) {
        const least = counted + Math.max(MINUTE, target * 6_000);
        if (target !== clock.minutes) clock.limit = Math.max(target * MINUTE, least);
        if (isReopened) clock.limit = Math.max(clock.limit, least);
      }
      clock.minutes = target;
    }
  }
  const isDone = (one: TicketStatus) => one === 'resolved' || one === 'closed';

  promise(false);
  for (let at = createdAt; at <= until; at += MINUTE) {
    const next = policies.find(({ validFrom }) => validFrom === at && at > createdAt);
    if (next) {
      policy = next;
      promise(false);
    }
    for (const happening of happenings.filter((one) => one.at === at)) {
      const before: TicketStatus = status;
      if (happening.kind === 'status') status = happening.status;
      else if (happening.kind === 'priority') priority = happening.priority;
      else answeredAfter ??= counted;
      const isReopened = isDone(before) && !isDone(status);
      if (isReopened) reopenings.push(at);
      if (status !== 'pending') pausedAt = null;
      else pausedAt ??= at;
      promise(isReopened);
    }
    if (at === until) break;
    const isRunning = (status === 'open' || status === 'in_progress') && (policy?.targets[priority] ?? null) !== null;
    const counts = isRunning && isOpenByTheClock(policy?.businessHours ?? null, at);
    minuteByMinute.push(counts);
    if (!counts) continue;
    for (const clock of [response, resolution]) {
      if (clock.minutes === null || clock.breachedAt !== null || (clock === response && answeredAfter !== null))
        continue;
      if (counted + MINUTE >= clock.limit) clock.breachedAt = at + clock.limit - counted;
    }
    counted += MINUTE;
  }
  return { counted, answeredAfter, pausedAt, response, resolution, minuteByMinute, reopenings };
}

import { zoneOf } from '../time/spans.ts';

/**
 * When work is done: on `days` (ISO 8601: 1 is Monday, 7 is Sunday) from `start` until `end` (`HH:MM`, `end` up to `24:00`
 * and after `start`: hours over midnight do not exist), on the clocks of `timeZone` (IANA).
 */
export type BusinessHours = {
  readonly timeZone: string;
  readonly days: readonly number[];
  readonly start: string;
  readonly end: string;
};

/** A stretch in which work is done, or is not. Milliseconds since 1970; `to` is the first moment after it. */
export type Stretch = { readonly from: number; readonly to: number; readonly open: boolean };

/**
 * Counts working time. A moment counts when the clocks of the zone then show one of the days and a time within the hours: an
 * hour that daylight saving repeats counts twice, one that it skips does not exist. Times are milliseconds since 1970.
 */
export type Calendar = {
  isOpen(at: number): boolean;
  /** Milliseconds that count from `from` until `to`; 0 when `to` is no later. */
  countedBetween(from: number, to: number): number;
  /** The earliest moment by which `amount` milliseconds from `from` on have counted; at most twenty years ahead. */
  addCounted(from: number, amount: number): number;
  /** All stretches from `from` until `to`; neighbours differ in `open`. */
  stretches(from: number, to: number): Stretch[];
};

const MINUTE = 60_000;
const DAY = 86_400_000;
const WEEK = 7 * DAY;
/** The first Monday of 1970, in local milliseconds. */
const MONDAY = 4 * DAY;
const FURTHEST = 20 * 366 * DAY;

const aroundTheClock: Calendar = {
  isOpen: () => true,
  countedBetween: (from, to) => Math.max(0, to - from),
  addCounted: (from, amount) => from + Math.max(0, Math.min(amount, FURTHEST)),
  stretches: (from, to) => (from < to ? [{ from, to, open: true }] : []),
};

/** The minutes since midnight of `HH:MM`. */
export function minutesOfDay(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/**
 * The calendar of business hours; null is around the clock. Where the offset from UTC stays the same, weeks are alike, and
 * counting is arithmetic: what a question costs depends on how often the clocks were changed in between, not on the minutes.
 */
export function createCalendar(hours: BusinessHours | null): Calendar {
  if (hours === null) return aroundTheClock;
  const zone = zoneOf(hours.timeZone);
  const [start, end] = [minutesOfDay(hours.start) * MINUTE, minutesOfDay(hours.end) * MINUTE];
  const windows = hours.days
    .toSorted((a, b) => a - b)
    .map((day) => ({ from: (day - 1) * DAY + start, to: (day - 1) * DAY + end }));
  const perWeek = windows.reduce((sum, { from, to }) => sum + to - from, 0);

  /** What counts from the first Monday of 1970 until a local time. */
  function countedUntil(local: number): number {
    const weeks = Math.floor((local - MONDAY) / WEEK);
    const within = local - MONDAY - weeks * WEEK;
    return windows.reduce(
      (sum, { from, to }) => sum + Math.min(Math.max(within - from, 0), to - from),
      weeks * perWeek,
    );
  }

  /** The earliest local time for which `countedUntil` gives `amount`. */
  function localOf(amount: number): number {
    const weeks = Math.ceil(amount / perWeek) - 1;
    let rest = amount - weeks * perWeek;
    for (const { from, to } of windows) {
      if (rest <= to - from) return MONDAY + weeks * WEEK + from + rest;
      rest -= to - from;
    }
    throw new RangeError('business hours without a length');
  }

  function stretches(from: number, to: number): Stretch[] {
    const found: { from: number; to: number; open: boolean }[] = [];
    const add = (begin: number, until: number, open: boolean) => {
      if (begin >= until) return;
      const last = found.at(-1);
      if (last?.open === open) last.to = until;
      else found.push({ from: begin, to: until, open });
    };
    for (let at = from; at < to; ) {
      const { to: change, offset } = zone.spanAt(at);
      const until = Math.min(change, to);
      let week = MONDAY + Math.floor((at + offset - MONDAY) / WEEK) * WEEK;
      for (; week < until + offset; week += WEEK) {
        for (const window of windows) {
          const opens = Math.max(week + window.from - offset, at);
          const closes = Math.min(week + window.to - offset, until);
          if (opens >= closes) continue;
          add(at, opens, false);
          add(opens, closes, true);
          at = closes;
        }
      }
      add(at, until, false);
      at = until;
    }
    return found;
  }

  return {
    stretches,
    isOpen: (at) => stretches(at, at + 1)[0]?.open === true,
    countedBetween(from, to) {
      let sum = 0;
      for (let at = from; at < to; ) {
        const { to: change, offset } = zone.spanAt(at);
        const until = Math.min(change, to);
        sum += countedUntil(until + offset) - countedUntil(at + offset);
        at = until;
      }
      return sum;
    },
    addCounted(from, amount) {
      if (amount <= 0) return from;
      let rest = amount;
      for (let at = from; at < from + FURTHEST; ) {
        const { to, offset } = zone.spanAt(at);
        const before = countedUntil(at + offset);
        const available = countedUntil(to + offset) - before;
        if (rest <= available) return localOf(before + rest) - offset;
        rest -= available;
        at = to;
      }
      return from + FURTHEST;
    },
  };
}

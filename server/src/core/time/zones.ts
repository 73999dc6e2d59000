/** A day of the calendar; `month` and `day` count from 1. */
export type LocalDate = { readonly year: number; readonly month: number; readonly day: number };

/** What a clock on the wall shows, to the minute. */
export type LocalTime = LocalDate & { readonly hour: number; readonly minute: number };

const SECOND = 1000;
const DAY = 86_400_000;
/** Further from UTC than any clock ever was (Manila, Alaska: just under 16 hours). */
const REACH = 16 * 3_600_000;

// Case does not matter in names of zones: kept by the folded name, there are only as many as there are zones.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const key = timeZone.toLowerCase();
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(key, formatter);
  }
  return formatter;
}

/** True for the name of a time zone that this machine's tables know (IANA), such as `Europe/Berlin`; not for `+01:00`. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    formatterOf(name);
    return true;
  } catch {
    return false;
  }
}

/** What clocks in `timeZone` show at `at` (milliseconds since 1970). @throws RangeError for an unknown zone. */
export function zonedParts(at: number, timeZone: string): LocalTime & { readonly second: number } {
  const parts = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of formatterOf(timeZone).formatToParts(at)) {
    if (type in parts) parts[type as keyof typeof parts] = Number(value);
  }
  return parts;
}

/** The clocks' time as if they were in UTC: differs from `at` by the zone's offset. `at` is a whole second. */
export function wallAt(at: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = zonedParts(at, timeZone);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/**
 * The instant at which clocks in `timeZone` show `local`, in milliseconds since 1970. Of a time that comes twice it is the
 * first; of one that is skipped, the instant at which the clocks jump over it. @throws RangeError for an unknown zone.
 */
export function instantOf(local: LocalTime, timeZone: string): number {
  const wall = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute);
  let before = wall - REACH;
  let after = wall + REACH;
  // Whatever offset holds at the time asked for, held before a change that is near it, or holds after it.
  const found = [before, after]
    .map((at) => wall + at - wallAt(at, timeZone))
    .filter((at) => wallAt(at, timeZone) === wall);
  if (found.length > 0) return Math.min(...found);
  while (after - before > SECOND) {
    const middle = Math.floor((before + after) / (2 * SECOND)) * SECOND;
    if (wallAt(middle, timeZone) > wall) after = middle;
    else before = middle;
  }
  return after;
}

/** The day `days` after `date` (before it, where negative). */
export function addDays(date: LocalDate, days: number): LocalDate {
  const moved = new Date(Date.UTC(date.year, date.month - 1, date.day) + days * DAY);
  return { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() };
}

/** 0 for Sunday to 6 for Saturday. */
export function weekdayOf(date: LocalDate): number {
  return new Date(Date.UTC(date.year, date.month - 1, date.day)).getUTCDay();
}

import { addDays, instantOf, type LocalDate, zonedParts } from '../time/zones.ts';
import type { QuietHours } from './types.ts';

type Span = { readonly from: number; readonly to: number };

/**
 * When the quiet that holds at `at` ends, or null when it is not quiet then; milliseconds since 1970. Each day's quiet goes from
 * the instant of `start` to the next instant of `end`: one that comes twice counts the first time, one that the clocks skip
 * is the instant at which they jump. A `start` that is also the `end` means never.
 */
export function quietUntil(quietHours: QuietHours, at: number): number | null {
  if (!quietHours.enabled || quietHours.start === quietHours.end) return null;
  const today = zonedParts(at, quietHours.timeZone);
  // Two days back and two ahead: clocks that are set back at midnight return to the day before.
  const spans = [-2, -1, 0, 1, 2].map((days) => spanOf(quietHours, addDays(today, days)));
  let until: number | null = null;
  for (const { from, to } of spans) {
    // Where the clocks jump over the time between, one day's quiet goes on into the next one's.
    if (from <= (until ?? at) && (until ?? at) < to) until = to;
  }
  return until;
}

function spanOf({ start, end, timeZone }: QuietHours, date: LocalDate): Span {
  return {
    from: instantOf({ ...date, ...clockOf(start) }, timeZone),
    to: instantOf({ ...(start < end ? date : addDays(date, 1)), ...clockOf(end) }, timeZone),
  };
}

function clockOf(text: string): { hour: number; minute: number } {
  return { hour: Number(text.slice(0, 2)), minute: Number(text.slice(3)) };
}

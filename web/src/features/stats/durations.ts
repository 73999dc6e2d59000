/** A length of time (seconds) as it is written where the reader is, as one rounded unit: 48 s, 12 min, 3.5 h, 2 days. */
export function formatDuration(seconds: number, locale: string): string {
  const [unit, length] = UNITS.find(([, size]) => seconds >= size) ?? ['second', 1];
  const options = { style: 'unit', unit, unitDisplay: 'short' } as const;
  const digits = seconds / length < 10 && unit !== 'second' ? 1 : 0;
  return new Intl.NumberFormat(locale, { ...options, maximumFractionDigits: digits }).format(seconds / length);
}

/** A scale from 0 to at least `most` seconds in steps that have a name: minutes, hours, days. */
export function durationTicks(most: number): readonly number[] {
  const step = STEPS.find((one) => most / one <= MOST_STEPS) ?? Math.ceil(most / MOST_STEPS / WEEK) * WEEK;
  return Array.from({ length: Math.max(1, Math.ceil(most / step)) + 1 }, (_, place) => place * step);
}

const MOST_STEPS = 4;
const WEEK = 604_800;
/** Seconds. */
const STEPS = [15, 30, 60, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, WEEK];

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

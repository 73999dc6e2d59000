export type Spread = { readonly min: number; readonly median: number; readonly max: number; readonly count: number };

/** Minimum, median (of an even count: the mean of the middle two) and maximum, or null of nothing. */
export function spread(values: readonly number[]): Spread | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) return null;
  const upper = sorted[Math.floor(sorted.length / 2)] as number;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] as number;
  return { min, median: (lower + upper) / 2, max, count: sorted.length };
}

/** A number with three significant digits, as a person reads it. */
export function readable(value: number): string {
  if (value !== 0 && Math.abs(value) < 100) return String(Number(value.toPrecision(3)));
  return Math.round(value).toLocaleString('en');
}

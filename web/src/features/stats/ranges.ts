/** How far back the figures go. */
export const ranges = ['7d', '30d', '90d', 'all'] as const;
export type Range = (typeof ranges)[number];

/** A stretch of time whose figures are asked for by themselves; `from` belongs to it, `to` does not. */
export type Bucket = { readonly from: Date; readonly to: Date };

const DAYS: Readonly<Record<Range, readonly [days: number, step: number]>> = {
  '7d': [7, 1],
  '30d': [30, 3],
  '90d': [91, 7],
  all: [364, 28],
};

/** When a range begins; null: with the first ticket. Days begin at the reader's midnight. */
export function startOf(range: Range, now: Date): Date | null {
  return range === 'all' ? null : dayBefore(now, DAYS[range][0] - 1);
}

/** The parts that a range is drawn in, oldest first; the last one ends with today. Of `all` the last year. */
export function bucketsOf(range: Range, now: Date): readonly Bucket[] {
  const [days, step] = DAYS[range];
  return Array.from({ length: days / step }, (_, index) => ({
    from: dayBefore(now, days - 1 - index * step),
    to: dayBefore(now, days - 1 - (index + 1) * step),
  }));
}

/** Midnight so many days before today, also across changes of the clocks. */
function dayBefore(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - days);
}

import { expect, test } from 'vitest';
import { bucketsOf, ranges, startOf } from './ranges.ts';

const now = new Date(2026, 10, 22, 15, 30);

test.each(ranges)('%s: its parts follow each other without a gap and end with today', (range) => {
  const buckets = bucketsOf(range, now);
  for (const [index, bucket] of buckets.entries()) {
    expect(bucket.from.getTime()).toBeLessThan(bucket.to.getTime());
    expect(buckets[index + 1]?.from.getTime() ?? bucket.to.getTime()).toBe(bucket.to.getTime());
  }
  expect(buckets.at(-1)?.to).toEqual(new Date(2026, 10, 23));
  const start = startOf(range, now);
  if (start) expect(buckets[0]?.from).toEqual(start);
});

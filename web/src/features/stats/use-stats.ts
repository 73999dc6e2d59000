import type { Parley } from '@parley/client';
import { useParley } from '@parley/client/react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type Bucket, bucketsOf, type Range, startOf } from './ranges.ts';

export type Stats = Awaited<ReturnType<typeof figuresOf>>;
/** The figures of one part of a range. */
export type Point = Bucket & { readonly figures: Stats };

/** The figures of a whole range, and of its parts one by one. They are looked at again every minute. */
export function useStats(range: Range) {
  const parley = useParley();
  const options = { refetchInterval: 60_000, placeholderData: keepPreviousData } as const;
  const whole = useQuery({
    ...options,
    queryKey: ['stats', range],
    queryFn: () => figuresOf(parley, startOf(range, new Date()), null),
  });
  const parts = useQuery({
    ...options,
    queryKey: ['stats', range, 'parts'],
    queryFn: () => pointsOf(parley, bucketsOf(range, new Date())),
  });
  return { whole, parts };
}

function figuresOf({ request }: Parley, from: Date | null, to: Date | null) {
  return request('get', '/api/tickets/stats', {
    query: { ...(from && { from: from.toISOString() }), ...(to && { to: to.toISOString() }) },
  });
}

function pointsOf(parley: Parley, buckets: readonly Bucket[]): Promise<readonly Point[]> {
  return Promise.all(
    buckets.map(async (bucket) => ({
      ...bucket,
      // The end is part of what the server counts.
      figures: await figuresOf(parley, bucket.from, new Date(bucket.to.getTime() - 1)),
    })),
  );
}

import type { RateLimits } from '../../core/realtime/limits.ts';

type Window = { count: number; endsAt: number };

const SWEEP_AT = 10_000;

/** Fixed windows that begin with the first use. Windows that ended are swept when many have gathered. */
export function createMemoryLimits(now: () => number): RateLimits {
  const windows = new Map<string, Window>();
  let sweepAt = SWEEP_AT;

  function sweep(time: number): void {
    for (const [key, window] of windows) if (window.endsAt <= time) windows.delete(key);
    sweepAt = Math.max(SWEEP_AT, windows.size * 2);
  }

  return {
    take(key, max, windowMs) {
      const time = now();
      const window = windows.get(key);
      if (!window || window.endsAt <= time) {
        if (windows.size >= sweepAt) sweep(time);
        windows.set(key, { count: 1, endsAt: time + windowMs });
        return max < 1 ? Math.max(1, Math.ceil(windowMs / 1000)) : 0;
      }
      if (window.count >= max) return Math.max(1, Math.ceil((window.endsAt - time) / 1000));
      window.count += 1;
      return 0;
    },
  };
}

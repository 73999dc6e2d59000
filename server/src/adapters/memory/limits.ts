import type { LocalRateLimits } from '../../core/realtime/limits.ts';

type Window = { count: number; endsAt: number };

const SWEEP_AT = 10_000;

/** Fixed windows that begin with the first use. Windows that ended are swept when many have gathered. */
export function createMemoryLimits(now: () => number): LocalRateLimits {
  const counters = new Map<string, { readonly windows: Map<string, Window>; sweepAt: number }>();

  function sweep(counter: { readonly windows: Map<string, Window>; sweepAt: number }, time: number): void {
    for (const [who, window] of counter.windows) if (window.endsAt <= time) counter.windows.delete(who);
    counter.sweepAt = Math.max(SWEEP_AT, counter.windows.size * 2);
  }

  return {
    take(what, who, max, windowMs, count = 1) {
      let counter = counters.get(what);
      if (!counter) {
        counter = { windows: new Map(), sweepAt: SWEEP_AT };
        counters.set(what, counter);
      }
      const time = now();
      const window = counter.windows.get(who);
      if (!window || window.endsAt <= time) {
        if (counter.windows.size >= counter.sweepAt) sweep(counter, time);
        const fits = count <= max;
        counter.windows.set(who, { count: fits ? count : 0, endsAt: time + windowMs });
        return fits ? 0 : Math.max(1, Math.ceil(windowMs / 1000));
      }
      if (window.count + count > max) return Math.max(1, Math.ceil((window.endsAt - time) / 1000));
      window.count += count;
      return 0;
    },

    giveBack(what, who, count) {
      const window = counters.get(what)?.windows.get(who);
      if (window) window.count = Math.max(0, window.count - count);
    },
  };
}

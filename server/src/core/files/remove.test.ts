import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startSweeper } from './remove.ts';

const HOUR = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A sweeper whose sweeps are counted, and fail while `broken` is set. */
function sweeper() {
  const seen = { sweeps: 0, trouble: 0, broken: false };
  const nothing = async () => [];
  const unused = () => Promise.reject(new Error('not part of an empty sweep'));
  const stop = startSweeper({
    storage: {
      async sweepStaged() {
        seen.sweeps += 1;
        if (seen.broken) throw new Error('no disk');
        return 0;
      },
      stage: unused,
      read: unused,
      copy: unused,
      remove: unused,
      check: unused,
    },
    files: {
      orphaned: nothing,
      abandoned: nothing,
      siteKey: unused,
      insert: unused,
      find: unused,
      inUse: () => Promise.resolve(null),
      seen: () => Promise.resolve(null),
      markRemoved: unused,
      forget: unused,
    },
    now: () => Date.now(),
    onFileTrouble: () => {
      seen.trouble += 1;
    },
  });
  return { seen, stop };
}

test('it sweeps soon after the start, then every hour, until it is stopped', async () => {
  const { seen, stop } = sweeper();
  await vi.advanceTimersByTimeAsync(59_000);
  expect(seen.sweeps).toBe(0);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(seen.sweeps).toBe(1);
  await vi.advanceTimersByTimeAsync(2 * HOUR);
  expect(seen.sweeps).toBe(3);
  await stop();
  await vi.advanceTimersByTimeAsync(5 * HOUR);
  expect(seen).toEqual({ sweeps: 3, trouble: 0, broken: false });
});

test('trouble is reported, and the next sweep comes all the same', async () => {
  const { seen, stop } = sweeper();
  seen.broken = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect([seen.sweeps, seen.trouble]).toEqual([1, 1]);
  seen.broken = false;
  await vi.advanceTimersByTimeAsync(HOUR);
  expect([seen.sweeps, seen.trouble]).toEqual([2, 1]);
  await stop();
});

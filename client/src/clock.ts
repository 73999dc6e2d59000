/** Time as the client sees it; tests bring their own. Milliseconds since 1970, as Date.now() has it. */
export type Clock = {
  now(): number;
  /** Calls once after so many milliseconds; the answer takes that back. */
  after(ms: number, action: () => void): () => void;
};

/** Timers of browsers and Node hold no longer than that; what is later would be called at once. */
const LONGEST_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, action) {
    const sleep = (left: number): ReturnType<typeof setTimeout> =>
      left <= LONGEST_MS
        ? setTimeout(action, left)
        : setTimeout(() => {
            timer = sleep(left - LONGEST_MS);
          }, LONGEST_MS);
    let timer = sleep(ms);
    return () => clearTimeout(timer);
  },
};

/** Resolves after so many milliseconds. */
export function wait(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve));
}

/** Time as the client sees it; tests bring their own. Milliseconds since 1970, as Date.now() has it. */
export type Clock = {
  now(): number;
  /** Calls once after so many milliseconds; the answer takes that back. */
  after(ms: number, action: () => void): () => void;
};

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, action) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

/** Resolves after so many milliseconds. */
export function wait(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve));
}

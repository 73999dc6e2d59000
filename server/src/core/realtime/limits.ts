/** Counts what somebody does within a window of time. */
export type RateLimits = {
  /**
   * Takes one of `max` in a window of `windowMs`; `key` names who and what.
   * @returns 0 when allowed, else the whole seconds (at least 1) to wait.
   */
  take(key: string, max: number, windowMs: number): number;
};

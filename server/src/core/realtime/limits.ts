/** Counts what somebody does within a window of time. */
export type RateLimits = {
  /**
   * Takes one of `max` in a window of `windowMs`; windows are kept by what is counted and by who does it.
   * @returns 0 when allowed, else the whole seconds (at least 1) to wait.
   */
  take(what: string, who: string, max: number, windowMs: number): number;
};

/** Counts what somebody does within a window of time. */
export type RateLimits = {
  /**
   * Takes `count` (1) of `max` in a window of `windowMs`, all or none; windows are kept by what is counted and by who does it.
   * @returns 0 when allowed, else the whole seconds (at least 1) to wait: at once, or by a promise (which never rejects) where
   * others have to be asked.
   */
  take(what: string, who: string, max: number, windowMs: number, count?: number): number | Promise<number>;
  /** Gives back what was taken for something that was not done after all. */
  giveBack(what: string, who: string, count: number): void;
};

/** Limits that know by themselves. */
export type LocalRateLimits = Omit<RateLimits, 'take'> & {
  take(what: string, who: string, max: number, windowMs: number, count?: number): number;
};

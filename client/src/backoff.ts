const FIRST_MS = 500;
const MOST_MS = 30_000;

/** Pauses between attempts. */
export type Backoff = {
  /** How long to wait now (ms). */
  next(): number;
  /** Begins with the shortest again. */
  reset(): void;
};

/**
 * Pauses that double up to half a minute and vary between half and all of that, so that clients which lost the server at one
 * moment do not all come back at another (exponential backoff with equal jitter; M. Brooker, "Exponential Backoff And Jitter", 2015).
 */
export function createBackoff(random: () => number): Backoff {
  let tries = 0;
  return {
    next() {
      const longest = Math.min(MOST_MS, FIRST_MS * 2 ** tries);
      tries += 1;
      return Math.round(longest / 2 + (random() * longest) / 2);
    },
    reset() {
      tries = 0;
    },
  };
}

import { setTimeout as sleep } from 'node:timers/promises';

/** How long each next attempt waits, in milliseconds; from the last on all wait alike. */
const WAITS = [50, 200, 500, 1_000, 2_000];

/** After so many failures, and some eight seconds, something is wrong that will not pass by itself. */
export const ATTEMPTS = 8;

/**
 * Does what may fail for a while, such as a look-up while the database is away, again and again until it is done. The first
 * failure is reported. `goesOn` decides after each, which is the how manieth, whether there is another attempt.
 * @throws the last failure, where there is none.
 */
export async function persist<T>(
  work: () => T | Promise<T>,
  onFault: (error: unknown) => void,
  goesOn: (error: unknown, failures: number) => boolean,
): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await work();
    } catch (error) {
      if (failures === 1) onFault(error);
      if (!goesOn(error, failures)) throw error;
      await sleep(WAITS[Math.min(failures, WAITS.length) - 1], undefined, { ref: false });
    }
  }
}

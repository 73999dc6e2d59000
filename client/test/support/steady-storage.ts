import type { Clock, OutboxStorage } from '../../src/index.ts';

/**
 * A storage for which a fake clock waits: what a real database does takes turns of the loop, of which the clock knows nothing, and
 * hours would pass meanwhile.
 */
export function steady(storage: OutboxStorage, clock: Clock): OutboxStorage {
  let pending = 0;
  /** A timer that is set and taken back is something that happens. */
  const stir = () => clock.after(0, () => {})();
  const keepBusy = () => {
    stir();
    if (pending > 0) setImmediate(keepBusy);
  };
  async function during<T>(work: Promise<T>): Promise<T> {
    pending += 1;
    if (pending === 1) keepBusy();
    try {
      return await work;
    } finally {
      pending -= 1;
    }
  }
  return {
    load: (userId) => during(storage.load(userId)),
    put: (entry) => during(storage.put(entry)),
    remove: (clientId) => during(storage.remove(clientId)),
  };
}

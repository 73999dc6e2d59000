import type { Clock } from '../clock.ts';
import type { OutboxEntry, OutboxStorage } from './entry.ts';

/** A storage as the outbox uses it: writes happen one after the other, and what it refuses is told and harms nobody. */
export type Shelf = {
  /**
   * Gives `take` what is there after all writes so far, before any later one. Resolves when that is done, or the storage refuses, or does
   * not answer in time.
   */
  load(userId: string, take: (entries: readonly OutboxEntry[]) => void): Promise<void>;
  /** Keeps what `due` answers when it is its turn, one after the other. Resolves when it is kept, or will not be. */
  put(due: () => readonly OutboxEntry[]): Promise<void>;
  remove(clientId: string): void;
  /** Whether it is still there; true where that cannot be told. */
  has(entry: OutboxEntry): Promise<boolean>;
};

/** A storage that does not answer is waited for no longer, and then no more until it does: what is said now is not to wait for what was said earlier. */
const PATIENCE_MS = 5_000;

/** `onTrouble` hears what the storage throws. */
export function createShelf(storage: OutboxStorage, clock: Clock, onTrouble: (error: unknown) => void): Shelf {
  let last: Promise<unknown> = Promise.resolve();
  let isSilent = false;

  /** Does something after all that was asked for before; null where it fails or takes too long. */
  function inTurn<T>(work: () => Promise<T>): Promise<T | null> {
    const done = last.then(work).catch((error: unknown) => {
      onTrouble(error);
      return null;
    });
    last = done;
    if (isSilent) return Promise.resolve(null);
    return new Promise((resolve) => {
      const cancel = clock.after(PATIENCE_MS, () => {
        if (!isSilent) onTrouble(new Error('The storage of unsent messages does not answer'));
        isSilent = true;
        resolve(null);
      });
      void done.then((result) => {
        cancel();
        isSilent = false;
        resolve(result);
      });
    });
  }

  return {
    async load(userId, take) {
      await inTurn(async () => take(await storage.load(userId)));
    },
    async put(due) {
      await inTurn(async () => {
        // One that is too big for it does not keep the others out.
        for (const entry of due()) await storage.put({ ...entry, progress: null }).catch(onTrouble);
      });
    },
    remove: (clientId) => void inTurn(() => storage.remove(clientId)),
    async has({ clientId, userId }) {
      const found = await inTurn(() => storage.load(userId));
      return found === null || found.some((entry) => entry.clientId === clientId);
    },
  };
}

import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 500;
const AFTER_FAULT_MS = 5_000;

/**
 * Keeps the search of tickets up to date, behind what changes them, without keeping the process alive. `advance` does some
 * of what waits and says how much that was.
 * @returns the function that ends it; it resolves when what was under way is done.
 */
export function startTicketIndexer(
  advance: () => Promise<number>,
  onFault: (error: unknown) => void,
): () => Promise<void> {
  const stopping = new AbortController();
  const rest = (milliseconds: number) =>
    sleep(milliseconds, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
  const run = async () => {
    while (!stopping.signal.aborted) {
      try {
        if ((await advance()) === 0) await rest(PAUSE_MS);
      } catch (error) {
        onFault(error);
        await rest(AFTER_FAULT_MS);
      }
    }
  };
  const running = run();
  return async () => {
    stopping.abort();
    await running;
  };
}

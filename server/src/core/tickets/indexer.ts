import { setTimeout as sleep } from 'node:timers/promises';

export type TicketIndexerOptions = {
  /** Does some of what waits and says how much that was. */
  readonly advance: () => Promise<number>;
  /** True while somebody waits for the commit of a message: the indexer then makes room. */
  readonly busy: () => boolean;
  /** Hears of work that failed; it is tried again. */
  readonly onFault: (error: unknown) => void;
};

const PAUSE_MS = 500;
const AFTER_FAULT_MS = 5_000;
/** The longest wait for the writer of messages, and how often it is looked at. */
const PATIENCE_MS = 2_000;
const GLANCE_MS = 20;

/**
 * Keeps the search of tickets up to date, behind what changes them, without keeping the process alive. It rests as long as it
 * worked, and longer while messages are being written without a break: a ticket that gets many comments is then read again
 * once for all of them.
 * @returns the function that ends it; it resolves when what was under way is done.
 */
export function startTicketIndexer({ advance, busy, onFault }: TicketIndexerOptions): () => Promise<void> {
  const stopping = new AbortController();
  const rest = (milliseconds: number) =>
    sleep(milliseconds, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
  const calm = async () => {
    const until = performance.now() + PATIENCE_MS;
    while (busy() && performance.now() < until && !stopping.signal.aborted) await rest(GLANCE_MS);
  };
  const run = async () => {
    while (!stopping.signal.aborted) {
      try {
        const started = performance.now();
        const done = await advance();
        await rest(done === 0 ? PAUSE_MS : performance.now() - started);
        await calm();
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

const HOUR_MS = 3_600_000;

/**
 * Runs `work` some time after the start and then an hour after each end, without keeping the process alive; trouble is
 * reported and tried again. `work` may throw the signal's reason to end early.
 * @param firstMs milliseconds before the first time.
 * @returns the function that ends it; it resolves when what was under way is done.
 */
export function startHourly(
  work: (ending: AbortSignal) => Promise<unknown>,
  firstMs: number,
  onFault: (error: unknown) => void,
): () => Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  let current: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const plan = (delay: number) => {
    timer = setTimeout(() => {
      current = work(signal)
        .catch((error: unknown) => {
          if (!signal.aborted || error !== signal.reason) onFault(error);
        })
        .finally(() => {
          if (!signal.aborted) plan(HOUR_MS);
        });
    }, delay).unref();
  };
  plan(firstMs);
  return async () => {
    stop.abort();
    clearTimeout(timer);
    await current;
  };
}

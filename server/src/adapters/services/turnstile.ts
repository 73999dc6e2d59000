/** Lets at most `places` pieces of work run at once; the others wait, and come in the order in which they asked. */
export function createTurnstile(places: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = places;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      // A place is handed on rather than freed, so that nobody who comes now is before those who wait.
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

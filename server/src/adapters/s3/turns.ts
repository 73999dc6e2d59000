/** Runs `work` when it is its turn; what it returns or throws is the caller's. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/** Lets `most` pieces of work go on at once, and the others wait, in the order in which they came. */
export function createTurns(most: number): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

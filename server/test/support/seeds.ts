/** The seed of every random test; `TEST_SEED` repeats a run or tries another one. */
export const SEED = Number(process.env.TEST_SEED ?? 20_260_731);

/** How properties are run: the first failure ends it, for shrinking talks to a real server and takes minutes. */
export function runs(numRuns: number) {
  return { seed: SEED, numRuns, endOnFailure: true } as const;
}

/** Pseudo-random numbers from 0 to 1 (mulberry32, public domain by Tommy Ettinger): the same seed gives the same row. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A stream of pseudo-random numbers that depends on nothing but its seed and its name. */
export type Random = {
  /** A number in [0, 1). */
  next(): number;
  /** An integer in [0, below). */
  int(below: number): number;
  /** A number in [min, max). */
  between(min: number, max: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One of the items; throws RangeError when there are none. */
  pick<T>(items: readonly T[]): T;
  /** The items in a random order, as a new array. */
  shuffle<T>(items: readonly T[]): T[];
};

/**
 * Makes the stream called `name` of a seed. Each actor of a run draws from a stream of its own, so that what one
 * actor does never depends on how fast another one is. Generator: mulberry32, started from an FNV-1a hash.
 */
export function random(seed: number, name: string): Random {
  let state = fnv1a(`${seed}/${name}`);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const int = (below: number): number => Math.floor(next() * below);
  return {
    next,
    int,
    between: (min, max) => min + next() * (max - min),
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[int(items.length)];
      if (item === undefined) throw new RangeError('pick: there is nothing to pick from');
      return item;
    },
    shuffle: (items) => {
      const drawn = items.map((item) => ({ item, key: next() }));
      return drawn.sort((a, b) => a.key - b.key).map(({ item }) => item);
    },
  };
}

/** A 53-bit hash of a text, for comparing message bodies without keeping them (cyrb53). */
export function bodyHash(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash | 0;
}

/** A map of at most `capacity` entries that keeps what was used most recently. */
export type RecentMap<K, V> = {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
  /** Entries held at present. */
  readonly size: number;
};

/**
 * Makes a `RecentMap` out of two generations: what is used moves to the young one, and when that holds half of
 * `capacity` it becomes the old one and the old one is let go. A hit in the young generation is one look-up without any
 * reordering, at the price that the order of eviction is only roughly that of use (the idea of Dominic Tarr's hashlru).
 * @param capacity at least 2.
 */
export function createRecentMap<K, V extends NonNullable<unknown>>(capacity: number): RecentMap<K, V> {
  const half = Math.floor(capacity / 2);
  if (!(half >= 1)) throw new RangeError('capacity must be at least 2');
  let young = new Map<K, V>();
  let old = new Map<K, V>();

  function add(key: K, value: V): void {
    if (young.size >= half && !young.has(key)) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  }

  return {
    get(key) {
      const value = young.get(key);
      if (value !== undefined) return value;
      const older = old.get(key);
      if (older === undefined) return undefined;
      old.delete(key);
      add(key, older);
      return older;
    },
    set(key, value) {
      old.delete(key);
      add(key, value);
    },
    delete(key) {
      young.delete(key);
      old.delete(key);
    },
    get size() {
      return young.size + old.size;
    },
  };
}

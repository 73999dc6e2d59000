const INCREMENT = 0x6d2b79f5;

/** Chance that can be repeated: the same number gives the same choices (mulberry32, by Tommy Ettinger). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Chance of its own for a part of the whole: what is drawn in one part changes nothing in another. */
  fork(part: string): Random {
    let hash = this.#state ^ 0x811c9dc5;
    for (const character of part) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
    return new Random(hash);
  }

  /** From 0 up to, and never, 1. */
  next(): number {
    this.#state = (this.#state + INCREMENT) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number, both ends included. */
  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** True so often, of 1. */
  chance(share: number): boolean {
    return this.next() < share;
  }

  /** A positive number around `middle`: mostly near it, sometimes a few times as much. */
  around(middle: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
    return middle * Math.exp(0.7 * normal);
  }

  /** @throws RangeError for an empty list. */
  pick<T>(list: readonly T[]): T {
    return this.weighted(list.map((item) => [item, 1]));
  }

  /** One of the items, each as often as its weight says. @throws RangeError where nothing has any weight. */
  weighted<T>(items: readonly (readonly [T, number])[]): T {
    let left = this.next() * items.reduce((sum, [, weight]) => sum + weight, 0);
    const found = items.find(([, weight]) => {
      left -= weight;
      return left < 0;
    });
    if (!found) throw new RangeError('nothing to choose from');
    return found[0];
  }

  /** All of a list in another order. */
  shuffled<T>(list: readonly T[]): T[] {
    return list
      .map((item) => ({ item, place: this.next() }))
      .sort((a, b) => a.place - b.place)
      .map(({ item }) => item);
  }

  /** At most so many of a list, each once. */
  some<T>(list: readonly T[], count: number): T[] {
    return this.shuffled(list).slice(0, count);
  }
}

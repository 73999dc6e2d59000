/** Something that holds messages no newer than `bound` (milliseconds since 1970). */
export type Bounded = { readonly bound: number };

/** Places still to be looked at, the one with the newest bound first. */
export class Frontier<T extends Bounded> {
  readonly #items: T[];

  constructor(items: readonly T[]) {
    // The newest at the end, where taking is cheap.
    this.#items = items.toSorted((a, b) => a.bound - b.bound);
  }

  /** The bound of everything that is left; -Infinity when nothing is. */
  get bound(): number {
    return this.#items.at(-1)?.bound ?? Number.NEGATIVE_INFINITY;
  }

  /** The bound of the `nth` newest; -Infinity when there are fewer. */
  boundOf(nth: number): number {
    return this.#items.at(-nth)?.bound ?? Number.NEGATIVE_INFINITY;
  }

  add(items: readonly T[]): void {
    if (items.length === 0) return;
    this.#items.push(...items);
    this.#items.sort((a, b) => a.bound - b.bound);
  }

  /** Takes the newest: at most `count`, none with a bound below `floor`. */
  take(count: number, floor: number): T[] {
    const taken: T[] = [];
    while (taken.length < count) {
      const last = this.#items.at(-1);
      if (!last || last.bound < floor) break;
      taken.push(last);
      this.#items.pop();
    }
    return taken;
  }
}

/**
 * Counts what happens, and tells how often it did over a time until now; older counts are forgotten. Counting costs the same
 * however much was counted: it adds to the slot of the moment.
 */
export class Tally {
  readonly #slotMs: number;
  readonly #counts: Float64Array;
  readonly #slots: Float64Array;
  readonly #now: () => number;

  /** Knows the last `spanMs`, as exactly as `slotMs` says. */
  constructor(spanMs: number, slotMs: number, now: () => number) {
    const length = Math.ceil(spanMs / slotMs) + 1;
    this.#slotMs = slotMs;
    this.#counts = new Float64Array(length);
    this.#slots = new Float64Array(length).fill(-1);
    this.#now = now;
  }

  add(): void {
    const slot = Math.floor(this.#now() / this.#slotMs);
    const index = slot % this.#counts.length;
    if (this.#slots[index] !== slot) {
      this.#slots[index] = slot;
      this.#counts[index] = 0;
    }
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
  }

  /** How often it happened in the last `ms`. */
  over(ms: number): number {
    const oldest = Math.floor((this.#now() - ms) / this.#slotMs) + 1;
    return this.#counts.reduce((sum, count, index) => sum + ((this.#slots[index] ?? -1) >= oldest ? count : 0), 0);
  }
}

/** Of numbers that were told by one way and not yet by the other this many are remembered. */
const MOST = 1_000;

/**
 * Each number that comes by two ways, in whatever order they come, is told once. One that never comes by the other way is
 * forgotten when many newer ones wait for theirs.
 */
export class ToldOnce {
  readonly #announced = new Set<number>();
  readonly #answered = new Set<number>();

  /** Its announcement came: true when its answer did not yet. */
  announced(seq: number): boolean {
    return isFirst(seq, this.#announced, this.#answered);
  }

  /** Its answer came: true when its announcement did not yet. */
  answered(seq: number): boolean {
    return isFirst(seq, this.#answered, this.#announced);
  }

  /** True, once, for one whose answer was told and whose announcement is still to come. */
  claims(seq: number): boolean {
    return this.#answered.delete(seq);
  }
}

function isFirst(seq: number, here: Set<number>, there: Set<number>): boolean {
  if (there.delete(seq) || here.has(seq)) return false;
  const [oldest] = here.size < MOST ? [] : here;
  if (oldest !== undefined) here.delete(oldest);
  here.add(seq);
  return true;
}

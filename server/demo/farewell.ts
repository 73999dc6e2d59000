/**
 * What the story must put back when it ends, however it ends: on a server that goes on, only what people said may stay.
 */
export class Farewell {
  #undo: (() => Promise<unknown>)[] = [];

  /** Has `undo` done at the end. */
  add(undo: () => Promise<unknown>): void {
    this.#undo.push(undo);
  }

  /** Puts everything back, the latest first, and says in one line each what did not work. A second call does nothing. */
  async run(): Promise<string[]> {
    const steps = this.#undo.reverse();
    this.#undo = [];
    const faults: string[] = [];
    for (const undo of steps) {
      await undo().catch((error: unknown) =>
        faults.push(`not put back: ${error instanceof Error ? error.message : error}`),
      );
    }
    return faults;
  }
}

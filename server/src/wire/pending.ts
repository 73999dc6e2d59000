/**
 * Work that is under way on things which have an id: what comes for one of them waits for what came before, and things do not
 * wait for each other. Where nothing is under way there is nothing to wait for, so that what can be done at once is.
 */
export class PendingWork {
  readonly #last = new Map<string, Promise<void>>();
  readonly #onFault: (error: unknown) => void;

  constructor(onFault: (error: unknown) => void) {
    this.#onFault = onFault;
  }

  /** Settles, and never rejects, when all is through that was under way on `id`; undefined: it is. */
  of(id: string): Promise<void> | undefined {
    return this.#last.size === 0 ? undefined : this.#last.get(id);
  }

  /** Has what comes for `id` wait for `work`, which itself waits for what came before. That it fails is reported. */
  hold(id: string, work: Promise<void>): void {
    const settled = work.catch(this.#onFault).then(() => {
      if (this.#last.get(id) === settled) this.#last.delete(id);
    });
    this.#last.set(id, settled);
  }
}

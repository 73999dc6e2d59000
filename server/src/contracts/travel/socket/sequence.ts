/** An answer that is not there yet, given by work that has done its part in the order of things. */
export class Later<T> {
  readonly answer: Promise<T>;

  constructor(answer: Promise<T>) {
    this.answer = answer;
  }
}

/**
 * What one connection asks for, done one after another in the order asked, and answered in that order. Sends need not wait for
 * the commits of the sends before them: they go on as soon as those have their place in the queue.
 */
export class Sequence<T> {
  /** Settles when the next send may begin; null: at once. */
  #ready: Promise<unknown> | null = null;
  /** Settles when all is done and answered; null: it is. */
  #idle: Promise<unknown> | null = null;

  /** Work that begins when all before it is done. `settle` is called in its turn; neither it nor what it is given throws. */
  exclusive(work: () => T | Promise<T>, settle: (result: () => T) => void): void {
    const before = this.#idle;
    let running: Promise<T>;
    if (before) running = before.then(work);
    else {
      let result: T | Promise<T>;
      try {
        result = work();
      } catch (error) {
        settle(throwing(error));
        return;
      }
      if (!(result instanceof Promise)) {
        const value = result;
        settle(() => value);
        return;
      }
      running = result;
    }
    const done = running.then(
      (value) => settle(() => value),
      (error: unknown) => settle(throwing(error)),
    );
    this.#ready = done;
    this.#finish(done);
  }

  /** Work that begins when what came before has its place. */
  pipelined(work: () => Later<T> | Promise<Later<T>>, settle: (result: () => T) => void): void {
    const begin = async (): Promise<Later<T>> => work();
    let begun: Later<T> | Promise<Later<T>>;
    try {
      begun = this.#ready ? this.#ready.then(begin) : work();
    } catch (error) {
      begun = Promise.reject(error);
    }
    let answer: Promise<T>;
    if (begun instanceof Later) answer = begun.answer;
    else {
      answer = begun.then((later) => later.answer);
      const ready = begun.then(
        () => {},
        () => {},
      );
      this.#ready = ready;
      void ready.then(() => {
        if (this.#ready === ready) this.#ready = null;
      });
    }
    const outcome = answer.then(
      (value) => () => value,
      (error: unknown) => throwing(error),
    );
    const before = this.#idle;
    this.#finish((before ? before.then(() => outcome) : outcome).then(settle));
  }

  #finish(done: Promise<unknown>): void {
    this.#idle = done;
    void done.then(() => {
      if (this.#idle === done) this.#idle = null;
      if (this.#ready === done) this.#ready = null;
    });
  }
}

function throwing(error: unknown): () => never {
  return () => {
    throw error;
  };
}

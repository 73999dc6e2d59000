import { ParleyError } from '../../core/errors.ts';

/** An answer that is not there yet, given by work that has done its part in the order of things. */
export class Later<T> {
  readonly answer: Promise<T>;

  constructor(answer: Promise<T>) {
    this.answer = answer;
  }
}

/**
 * Who has more than this much waiting for its turn sends faster than we can keep up with. A client that comes back sends all that it
 * kept at once; the limit of requests, which what waits has passed already, is usually far below.
 */
const MOST_WAITING = 10_000;

/**
 * What one connection asks for, in the order asked. Work that has to wait for nothing is done at once, in the call. No more
 * than so much may wait: then `onFull` is called, and what comes is refused with `unavailable`.
 */
export class Sequence {
  readonly #onFull: () => void;
  /** Settles when the next work may begin that waits for places only; null: at once. */
  #ready: Promise<unknown> | null = null;
  /** Settles when all is done; null: it is. */
  #idle: Promise<unknown> | null = null;
  #waiting = 0;
  #ended = false;

  constructor(onFull: () => void) {
    this.#onFull = onFull;
  }

  /** Nothing is begun any more: what waits, and what comes, is refused with `unavailable`. */
  end(): void {
    this.#ended = true;
  }

  /** Work that begins when the work before it has its place, which it has when its promise settles. */
  begin<T>(work: () => T | Promise<T>): T | Promise<T> {
    const result = this.#ready ? this.#after(this.#ready, work) : this.#run(work);
    if (result instanceof Promise) this.#holdNext(result);
    return result;
  }

  /** The same for work whose answer comes later: answers are given in order. */
  pipelined<T>(work: () => Later<T> | Promise<Later<T>>): Promise<T> {
    let placed: Later<T> | Promise<Later<T>>;
    try {
      placed = this.begin(work);
    } catch (error) {
      placed = Promise.reject(error);
    }
    const answer = placed instanceof Later ? placed.answer : placed.then((later) => later.answer);
    const before = this.#idle;
    const result = before ? following(before, answer) : answer;
    this.#holdAll(result);
    return result;
  }

  /** Work that begins when all before it is done and answered, and for which all after it waits. */
  exclusive<T>(work: () => T | Promise<T>): T | Promise<T> {
    const result = this.#idle ? this.#after(this.#idle, work) : this.#run(work);
    if (result instanceof Promise) {
      this.#holdNext(result);
      this.#holdAll(result);
    }
    return result;
  }

  /** Runs `work` when `before` has settled. @throws `unavailable` where too much waits. */
  #after<T>(before: Promise<unknown>, work: () => T | Promise<T>): Promise<T> {
    if (this.#waiting >= MOST_WAITING) {
      this.#onFull();
      throw new ParleyError('unavailable', 'Too much is waiting on this connection');
    }
    this.#waiting += 1;
    const run = () => {
      this.#waiting -= 1;
      return this.#run(work);
    };
    return before.then(run, run);
  }

  #run<T>(work: () => T | Promise<T>): T | Promise<T> {
    if (this.#ended) throw new ParleyError('unavailable', 'The connection has ended');
    return work();
  }

  #holdNext(work: Promise<unknown>): void {
    this.#ready = work;
    const release = () => {
      if (this.#ready === work) this.#ready = null;
    };
    work.then(release, release);
  }

  #holdAll(work: Promise<unknown>): void {
    this.#idle = work;
    const release = () => {
      if (this.#idle === work) this.#idle = null;
    };
    work.then(release, release);
  }
}

/** The answer, once `before` has settled. */
function following<T>(before: Promise<unknown>, answer: Promise<T>): Promise<T> {
  answer.catch(() => {}); // What becomes of it is heard in its turn.
  const give = () => answer;
  return before.then(give, give);
}

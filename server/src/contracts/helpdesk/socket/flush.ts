type Flushable = { flush(): void };

/**
 * Collects connections that have something to write and flushes them when the current turn of the event loop is through:
 * all messages of one commit, and their acks, have found their connections by then.
 */
export class FlushQueue {
  #waiting: Flushable[] = [];

  add(connection: Flushable): void {
    if (this.#waiting.push(connection) === 1) process.nextTick(() => this.#flush());
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const connection of waiting) connection.flush();
  }
}

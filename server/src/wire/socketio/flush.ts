type Flushable = { flush(): void };

/**
 * Collects connections that have something to write and flushes them when the current turn of the event loop is through:
 * all messages of one commit, and their acks, have found their connections by then.
 */
export class FlushQueue {
  #waiting: Flushable[] | null = null;

  add(connection: Flushable): void {
    if (this.#waiting) this.#waiting.push(connection);
    else {
      this.#waiting = [connection];
      process.nextTick(() => this.#flush());
    }
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    for (const connection of waiting ?? []) connection.flush();
  }
}

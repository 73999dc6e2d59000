/**
 * What is made of a thing once within a turn of the event loop, however many ask for it: a message's ack and its announcements
 * fall into one.
 */
export class OncePerTurn<K, V extends NonNullable<unknown>> {
  #made = new Map<K, V>();

  /** What was made of `key` in this turn; undefined when `keep` is to be told of it. */
  get(key: K): V | undefined {
    return this.#made.get(key);
  }

  /** Keeps `value` until the turn ends. */
  keep(key: K, value: V): V {
    if (this.#made.size === 0) process.nextTick(this.#forget);
    this.#made.set(key, value);
    return value;
  }

  /** A new map, because a cleared one hangs on to its successor: once one is old, the collector would keep all that follow. */
  readonly #forget = () => {
    this.#made = new Map();
  };
}

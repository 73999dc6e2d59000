/** Who is to be told of something. */
export type ListenerSet<A extends readonly unknown[]> = {
  /** Returns the function that takes the listener out again. */
  add(listener: (...args: A) => void): () => void;
  tell(...args: A): void;
};

/** Listeners are told in the order in which they were added, and must not throw. */
export function createListenerSet<A extends readonly unknown[]>(): ListenerSet<A> {
  const listeners = new Set<(...args: A) => void>();
  return {
    add(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tell(...args) {
      for (const listener of listeners) listener(...args);
    },
  };
}

/** A value that can be watched. `get` answers the same object until it changes, as React's useSyncExternalStore wants it. */
export type Readable<T> = {
  get(): T;
  /** Calls `listener` after each change; the answer ends that. */
  subscribe(listener: () => void): () => void;
};

export type Store<T> = Readable<T> & {
  set(value: T): void;
  update(change: (value: T) => T): void;
  /** How many listen. */
  watchers(): number;
};

/** A watched value; setting what it is already tells nobody. */
export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  const set = (next: T) => {
    if (Object.is(next, value)) return;
    value = next;
    for (const listener of [...listeners]) tellSafely(listener);
  };
  return {
    get: () => value,
    set,
    update: (change) => set(change(value)),
    watchers: () => listeners.size,
    subscribe(listener) {
      // One of its own, so that a function which listens twice has to end it twice.
      const own = () => listener();
      listeners.add(own);
      return () => void listeners.delete(own);
    },
  };
}

/** Named happenings and those who want to hear of them; `Events` has the payload of each name. */
export type Emitter<Events> = {
  on<Name extends keyof Events>(name: Name, listener: (payload: Events[Name]) => void): () => void;
  tell<Name extends keyof Events>(name: Name, payload: Events[Name]): void;
};

export function createEmitter<Events>(): Emitter<Events> {
  const all: { [Name in keyof Events]?: Set<(payload: Events[Name]) => void> } = {};
  return {
    on(name, listener) {
      const listeners = all[name] ?? new Set();
      all[name] = listeners;
      const own: typeof listener = (payload) => listener(payload);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    tell(name, payload) {
      for (const listener of [...(all[name] ?? [])]) tellSafely(() => listener(payload));
    },
  };
}

/** What a listener throws goes to the page's or process's own handler of errors: it harms neither other listeners nor what told it. */
function tellSafely(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

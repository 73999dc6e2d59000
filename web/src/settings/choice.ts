import { useSyncExternalStore } from 'react';

/** Something the reader chose for this browser: kept in `localStorage`, and known at once to all who show it. */
export type Choice<T extends string> = {
  get(): T;
  set(value: T): void;
  subscribe(listener: () => void): () => void;
};

/**
 * A choice among `values` under `parley.<name>`; `initial` until somebody chose. `apply` is called with the value at once,
 * and after each change, also one made in another tab.
 */
export function createChoice<T extends string>(
  name: string,
  values: readonly T[],
  initial: () => T,
  apply: (value: T) => void,
): Choice<T> {
  const key = `parley.${name}`;
  const listeners = new Set<() => void>();
  const known = (text: string | null): T | null => values.find((value) => value === text) ?? null;
  let current = known(read(key)) ?? initial();
  const change = (value: T) => {
    if (value === current) return;
    current = value;
    apply(value);
    for (const listener of listeners) listener();
  };
  apply(current);
  window.addEventListener('storage', (event) => {
    if (event.key === key) change(known(event.newValue) ?? initial());
  });
  return {
    get: () => current,
    set(value) {
      write(key, value);
      change(value);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The present value; the component renders again when it changes. */
export function useChoice<T extends string>(choice: Choice<T>): T {
  return useSyncExternalStore(choice.subscribe, choice.get);
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is forbidden: the choice holds until the page is left.
  }
}

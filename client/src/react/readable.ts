import { useSyncExternalStore } from 'react';
import type { Readable } from '../store.ts';

/** The value of a store, now and after each change. */
export function useReadable<T>(store: Readable<T>): T {
  return useSyncExternalStore(store.subscribe, store.get, store.get);
}

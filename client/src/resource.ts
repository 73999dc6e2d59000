import { type ParleyError, toParleyError } from './errors.ts';
import { createStore, type Readable } from './store.ts';

export type ResourceState<T> = {
  readonly status: 'idle' | 'loading' | 'ready' | 'failed';
  readonly error: ParleyError | null;
  readonly value: T | null;
};

/** One thing of the server's that is read when it is first wanted, and can be set to what a change of it was answered with. */
export type Resource<T> = {
  readonly state: Readable<ResourceState<T>>;
  load(): Promise<void>;
  set(value: T): void;
  /** Reads it anew if anybody has wanted it. */
  refresh(): void;
};

export function createResource<T>(read: () => Promise<T>): Resource<T> {
  const state = createStore<ResourceState<T>>({ status: 'idle', error: null, value: null });

  async function fetch(): Promise<void> {
    try {
      state.set({ status: 'ready', error: null, value: await read() });
    } catch (error) {
      const { value } = state.get();
      state.set({ status: value === null ? 'failed' : 'ready', error: toParleyError(error), value });
    }
  }

  return {
    state,
    async load() {
      const { status } = state.get();
      if (status === 'loading' || status === 'ready') return;
      state.set({ status: 'loading', error: null, value: null });
      await fetch();
    },
    set: (value) => state.set({ status: 'ready', error: null, value }),
    refresh() {
      if (state.get().status !== 'idle') void fetch();
    },
  };
}

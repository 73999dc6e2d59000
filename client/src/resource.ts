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
  /** Reads it anew if anybody has wanted it; `failed`: only where it could not be read. */
  refresh(which?: 'failed'): void;
};

const TRIES = 3;

export function createResource<T>(read: () => Promise<T>): Resource<T> {
  const state = createStore<ResourceState<T>>({ status: 'idle', error: null, value: null });
  /** Counts reads, so that only the last one is heard. */
  let turn = 0;
  /** Whether it was set since the last read began, which may not know of that. */
  let isSet = false;
  let loading: Promise<void> | null = null;

  async function fetch(): Promise<void> {
    turn += 1;
    const mine = turn;
    try {
      for (let tried = 1; ; tried += 1) {
        isSet = false;
        const value = await read();
        if (mine !== turn) return;
        if (isSet && tried < TRIES) continue;
        state.set({ status: 'ready', error: null, value });
        return;
      }
    } catch (error) {
      const { value } = state.get();
      if (mine === turn) state.set({ status: value === null ? 'failed' : 'ready', error: toParleyError(error), value });
    }
  }

  return {
    state,
    load() {
      const { status } = state.get();
      if (status === 'idle' || status === 'failed') {
        state.set({ status: 'loading', error: null, value: null });
        loading = fetch();
      }
      return loading ?? Promise.resolve();
    },
    set(value) {
      isSet = true;
      state.set({ status: 'ready', error: null, value });
    },
    refresh(which) {
      const { status, error } = state.get();
      if (which === 'failed' ? error !== null : status !== 'idle') void fetch();
    },
  };
}

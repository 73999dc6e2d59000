import type { Parley, PreferenceChanges, Readable } from '@parley/client';
import { together } from './changes.ts';

/** The changes that are not stored yet: the one that is on its way, then those that wait for it, as one. */
export type Unsaved = Readable<readonly PreferenceChanges[]> & {
  /** One is asked for after the other; `onRefused` hears of each that was refused. */
  save(changes: PreferenceChanges, onRefused: (error: unknown) => void): void;
};

/** They outlive the page, which may be left and opened again before the answer is there. */
const all = new WeakMap<Parley, Unsaved>();

/** The unsaved changes of whoever is signed in. */
export function unsavedOf(parley: Parley): Unsaved {
  const unsaved = all.get(parley) ?? createUnsaved((changes) => parley.notifications.change(changes));
  all.set(parley, unsaved);
  return unsaved;
}

function createUnsaved(store: (changes: PreferenceChanges) => Promise<unknown>): Unsaved {
  let changes: readonly PreferenceChanges[] = [];
  const listeners = new Set<() => void>();
  const set = (next: readonly PreferenceChanges[]) => {
    changes = next;
    for (const listener of [...listeners]) listener();
  };
  async function run(first: PreferenceChanges, onRefused: (error: unknown) => void): Promise<void> {
    set([first]);
    for (let next: PreferenceChanges | undefined = first; next; next = changes[0]) {
      await store(next).catch(onRefused);
      set(changes.slice(1));
    }
  }
  return {
    get: () => changes,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    save(change, onRefused) {
      const [asked, waiting] = changes;
      if (asked) set([asked, waiting ? together(waiting, change) : change]);
      else void run(change, onRefused);
    },
  };
}

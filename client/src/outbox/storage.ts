import type { DBSchema, IDBPDatabase } from 'idb';
import type { OutboxEntry, OutboxStorage } from './entry.ts';

interface OutboxDatabase extends DBSchema {
  entries: { key: string; value: OutboxEntry; indexes: { userId: string } };
}

/** Keeps entries for as long as the process lives. */
export function memoryOutbox(): OutboxStorage {
  const entries = new Map<string, OutboxEntry>();
  return {
    load: async (userId) => [...entries.values()].filter((entry) => entry.userId === userId),
    put: async (entry) => void entries.set(entry.clientId, entry),
    remove: async (clientId) => void entries.delete(clientId),
  };
}

/** Keeps entries, files included, in the browser's database of that name. It refuses where the browser does. */
export function indexedDbOutbox(name = 'parley-outbox'): OutboxStorage {
  let opening: Promise<IDBPDatabase<OutboxDatabase>> | null = null;

  function open(): Promise<IDBPDatabase<OutboxDatabase>> {
    const mine = import('idb').then(({ openDB }) =>
      openDB<OutboxDatabase>(name, 1, {
        upgrade(db) {
          db.createObjectStore('entries', { keyPath: 'clientId' }).createIndex('userId', 'userId');
        },
        // Another page may want a newer form of the database, and the browser may drop it.
        blocking: (_current, _blocked, event) => {
          (event.target as IDBDatabase | null)?.close();
          forget();
        },
        terminated: () => forget(),
      }),
    );
    const forget = () => {
      if (opening === mine) opening = null;
    };
    mine.catch(forget);
    return mine;
  }

  const database = () => {
    opening ??= open();
    return opening;
  };
  return {
    load: async (userId) => (await database()).getAllFromIndex('entries', 'userId', userId),
    put: async (entry) => void (await (await database()).put('entries', entry)),
    remove: async (clientId) => (await database()).delete('entries', clientId),
  };
}

/** The browser's database where there is one, else memory. */
export function defaultOutbox(): OutboxStorage {
  return globalThis.indexedDB === undefined ? memoryOutbox() : indexedDbOutbox();
}

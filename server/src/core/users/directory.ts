import { createRecentMap } from '../lru.ts';
import type { Bus } from '../realtime/bus.ts';
import { isUserId } from './ids.ts';
import type { KnownUser, UserStore } from './store.ts';

/** Remembers the people who are in use on this node. An entry goes when the user changes or goes offline. */
export type UserDirectory = {
  /** What is remembered, without asking the store. */
  peek(id: string): KnownUser | undefined;
  /** What is remembered, else what the store says; null when there is no such user, or nobody could have that id. */
  get(id: string): Promise<KnownUser | null>;
  /** The users among `ids` that exist, by id; what is not remembered is fetched at once. */
  getMany(ids: readonly string[]): Promise<Map<string, KnownUser>>;
  /** Forgets a user; a load that is under way will not be remembered either. */
  drop(id: string): void;
  /** Forgets everybody in the same way. */
  clear(): void;
};

const CAPACITY = 50_000;

/**
 * Makes a directory over `users` that listens on `bus`. However many ask for somebody at once, the store is asked once.
 * Only what was loaded after the last `user.changed` is remembered, never a writer's own result, since two writers'
 * results may arrive in the other order than their commits.
 */
export function createUserDirectory(
  users: Pick<UserStore, 'findMany'>,
  bus: Pick<Bus, 'subscribe'>,
  capacity: number = CAPACITY,
): UserDirectory {
  let recent = createRecentMap<string, KnownUser>(capacity);
  const loading = new Map<string, Promise<KnownUser | null>>();

  function load(ids: readonly string[]): Promise<KnownUser | null>[] {
    const found = users.findMany(ids).then((rows) => new Map(rows.map((user) => [user.id, user])));
    return ids.map((id) => {
      const one = found.then(
        (rows) => {
          const user = rows.get(id) ?? null;
          if (loading.get(id) === one) {
            loading.delete(id);
            if (user) recent.set(id, user);
          }
          return user;
        },
        (error: unknown) => {
          if (loading.get(id) === one) loading.delete(id);
          throw error;
        },
      );
      loading.set(id, one);
      return one;
    });
  }

  function drop(id: string): void {
    recent.delete(id);
    loading.delete(id);
  }

  bus.subscribe((event) => {
    if (event.type === 'user.changed') drop(event.userId);
    // Going offline has moved `lastSeen`.
    else if (event.type === 'presence.changed' && !event.presence.isOnline) drop(event.presence.userId);
  });

  return {
    peek: (id) => recent.get(id),
    drop,
    clear() {
      recent = createRecentMap(capacity);
      loading.clear();
    },

    async get(id) {
      const known = recent.get(id);
      if (known) return known;
      if (!isUserId(id)) return null;
      return loading.get(id) ?? load([id])[0] ?? null;
    },

    async getMany(ids) {
      const users = new Map<string, KnownUser>();
      const waits: Promise<KnownUser | null>[] = [];
      const missing: string[] = [];
      for (const id of new Set(ids)) {
        const known = recent.get(id);
        const pending = loading.get(id);
        if (known) users.set(id, known);
        else if (pending) waits.push(pending);
        else if (isUserId(id)) missing.push(id);
      }
      if (missing.length > 0) waits.push(...load(missing));
      for (const user of await Promise.all(waits)) if (user) users.set(user.id, user);
      return users;
    },
  };
}

import type { Clock } from './clock.ts';
import type { Http } from './http.ts';
import { createStore, type Readable, type Store } from './store.ts';
import type { ClientAcks, ClientEvents, Presence } from './types.ts';

/** Who is there. Watching somebody asks for them, a moment later; what changes comes in by itself for people one shares a conversation with. */
export type PresenceBoard = {
  /** Null until it is known. */
  of(userId: string): Readable<Presence | null>;
  /** Sets the own status. @throws ParleyError */
  set(status: ClientEvents['update_presence']): Promise<Presence>;
};

export type PresenceInlet = {
  heard(presence: Presence): void;
  /** Asks again for everybody who is watched, as nothing was heard for a while. */
  refresh(): void;
  /** Whoever is still to be asked for is asked for with the next `refresh`. */
  stop(): void;
};

const AT_ONCE = 100;
/** A little more than a frame: a list that is drawn in pieces asks once. */
const COLLECT_MS = 20;

export function createPresence(
  http: Http,
  clock: Clock,
  say: (status: ClientEvents['update_presence']) => Promise<ClientAcks['update_presence']>,
): PresenceBoard & PresenceInlet {
  const people = new Map<string, Store<Presence | null>>();
  /** Those who were asked for by name; of others it is kept what was heard. */
  const watched = new Set<string>();
  const wanted = new Set<string>();
  let stopCollecting = () => {};
  /** How often something newer than any answer under way was heard of somebody, or asked for. */
  const turns = new Map<string, number>();

  function heard(presence: Presence): void {
    pass(presence.userId);
    storeOf(presence.userId).set(presence);
  }

  /** What is under way about somebody is out of date. */
  function pass(userId: string): void {
    turns.set(userId, turnOf(userId) + 1);
  }

  function turnOf(userId: string): number {
    return turns.get(userId) ?? 0;
  }

  function storeOf(userId: string): Store<Presence | null> {
    const known = people.get(userId) ?? createStore<Presence | null>(null);
    people.set(userId, known);
    return known;
  }

  /** Those who are wanted within a moment are asked for in one request. */
  function want(userId: string): void {
    if (wanted.size === 0) stopCollecting = clock.after(COLLECT_MS, () => void ask([...wanted]));
    wanted.add(userId);
  }

  function stop(): void {
    stopCollecting();
    wanted.clear();
  }

  async function ask(all: readonly string[]): Promise<void> {
    stop();
    for (let from = 0; from < all.length; from += AT_ONCE) {
      const some = new Map(all.slice(from, from + AT_ONCE).map((userId) => [userId, turnOf(userId)]));
      try {
        const { data } = await http.request('get', '/api/users/presence', {
          query: { ids: [...some.keys()].join(',') },
        });
        for (const presence of data)
          if (turnOf(presence.userId) === some.get(presence.userId)) storeOf(presence.userId).set(presence);
      } catch {
        // Asked for again with the next connection.
      }
    }
  }

  return {
    of(userId) {
      if (!watched.has(userId)) want(userId);
      watched.add(userId);
      return storeOf(userId);
    },
    async set(status) {
      const { presence } = await say(status);
      heard(presence);
      return presence;
    },
    heard,
    refresh() {
      for (const userId of watched) pass(userId);
      void ask([...watched]);
    },
    stop,
  };
}

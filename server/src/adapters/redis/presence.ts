import { z } from 'zod';
import { iso } from '../../core/clock.ts';
import type { EventOf, PresenceStatus } from '../../core/events.ts';
import { mostPresent, type PresenceBoard, type PresenceState } from '../../core/realtime/presence.ts';
import { createRechecks, type Due } from './rechecks.ts';
import type { Replica } from './replica.ts';
import type { ShownKeys } from './shown-keys.ts';

export type RedisPresence = PresenceBoard & {
  /** How another node's announcement looks from here: as we know the person now, and turned against what was told here last. */
  judge(event: EventOf<'presence.changed'>): EventOf<'presence.changed'>;
  /** To be called a few times a second: keeps what is shown in Redis alive. */
  renew(): void;
  close(): void;
};

export type RedisPresenceOptions = {
  readonly replica: Replica;
  readonly keys: ShownKeys;
  /** What connections of this node declare. */
  readonly local: PresenceBoard;
  readonly now: () => number;
  /** Hears of people who are not as they were told here and whom no other node announces; since when. */
  readonly onDrift: (people: Due) => void;
};

const KIND = 'presence';
const status = z.enum(['online', 'away', 'busy', 'offline']);
/** For how long somebody is shown as online whose node says so no more, and after how many calls each was renewed. */
const SHOWN_MS = 60_000;
const ROUND = 60;
const LAST_SEEN_MS = 30 * 86_400_000;

/** Presence of all nodes: what connections here declare, and how present people are on each other node. */
export function createRedisPresence({ replica, keys, local, now, onDrift }: RedisPresenceOptions): RedisPresence {
  /** Who is online anywhere, and how. */
  const present = new Map<string, PresenceStatus>();
  /** Those of whom it was last said here that they are online. */
  const told = new Set<string>();
  /** Whose status is another one by something that no node announces. */
  const moved = new Set<string>();
  /** Those of this node who are still to be renewed in this round. */
  let round: string[] = [];
  const mine = new Set<string>();
  const onlineKey = (userId: string) => `user:${userId}:online`;

  function of(userId: string): PresenceState {
    const others = replica.others(KIND, userId, '');
    const here = local.of(userId);
    if (others.size === 0) return here;
    const statuses = [...others.values()].flatMap((value) => status.safeParse(value).data ?? []);
    return mostPresent([here.status, ...statuses]);
  }

  /** Takes notice of how somebody is now; true when that is news. */
  function notice(userId: string): boolean {
    const state = of(userId);
    const before = present.get(userId) ?? 'offline';
    if (state.isOnline) present.set(userId, state.status);
    else present.delete(userId);
    return before !== state.status;
  }

  function changing(userId: string, change: () => void): boolean {
    change();
    const here = local.of(userId);
    replica.set(KIND, userId, '', here.isOnline ? here.status : null);
    const changed = notice(userId);
    if (here.isOnline) mine.add(userId);
    else mine.delete(userId);
    if (changed) show(userId, now());
    return changed;
  }

  function show(userId: string, at: number): void {
    const state = present.get(userId);
    if (state) keys.put(onlineKey(userId), state, SHOWN_MS);
    else {
      keys.remove(onlineKey(userId));
      keys.put(`user:${userId}:last_seen`, iso(at), LAST_SEEN_MS);
    }
  }

  const rechecks = createRechecks(now, (due) => {
    const drifted = new Map<string, number>();
    for (const [userId, since] of due) {
      if (present.has(userId) === told.has(userId) && !moved.has(userId)) continue;
      drifted.set(userId, since);
      if (!present.has(userId)) show(userId, since);
    }
    moved.clear();
    if (drifted.size > 0) onDrift(drifted);
  });
  replica.onChange(KIND, ({ topic: userId, cause, agoMs }) => {
    const changed = notice(userId);
    if (cause !== 'told') {
      if (changed) moved.add(userId);
      rechecks.soon(userId, now() - agoMs);
    } else if (present.has(userId) !== told.has(userId)) rechecks.later(userId);
  });

  function turn(userId: string): 'online' | 'offline' | null {
    const isOnline = present.has(userId);
    if (isOnline === told.has(userId)) return null;
    if (isOnline) told.add(userId);
    else told.delete(userId);
    return isOnline ? 'online' : 'offline';
  }

  return {
    of,
    declare: (userId, connectionId, declared) =>
      changing(userId, () => void local.declare(userId, connectionId, declared)),
    remove: (userId, connectionId) => changing(userId, () => void local.remove(userId, connectionId)),
    turn,
    online: () => present.keys(),
    count: () => present.size,

    judge(event) {
      const { presence } = event;
      const state = of(presence.userId);
      const lastSeen = state.isOnline ? null : (presence.lastSeen ?? iso(now()));
      return { ...event, presence: { ...presence, ...state, lastSeen }, turned: turn(presence.userId) };
    },

    renew() {
      if (round.length === 0) round = [...mine];
      const count = Math.ceil(mine.size / ROUND);
      for (const userId of round.splice(0, count)) if (mine.has(userId)) show(userId, now());
    },

    close: () => rechecks.close(),
  };
}

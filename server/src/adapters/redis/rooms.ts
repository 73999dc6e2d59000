import type { EventOf } from '../../core/events.ts';
import type { RoomBoard } from '../../core/realtime/rooms.ts';
import { createRechecks } from './rechecks.ts';
import type { Replica } from './replica.ts';

/** Somebody who is in a room, or not, other than it was told here. */
export type RoomDrift = {
  readonly conversationId: string;
  readonly userId: string;
  readonly action: 'joined' | 'left';
  readonly at: number;
};

export type RedisRooms = RoomBoard & {
  /** Whether an announcement, of this node or another, is news here; takes notice of it. */
  isNews(event: Pick<EventOf<'room.changed'>, 'conversationId' | 'action'>, userId: string): boolean;
  close(): void;
};

export type RedisRoomsOptions = {
  readonly replica: Replica;
  /** The rooms of this node. */
  readonly local: RoomBoard;
  readonly now: () => number;
  /** Hears of changes that no node announces. */
  readonly onDrift: (drifts: readonly RoomDrift[]) => void;
};

const KIND = 'room';
const EXPELLED_MS = 2_000;

/** The rooms of all nodes. */
export function createRedisRooms({ replica, local, now, onDrift }: RedisRoomsOptions): RedisRooms {
  /** Who was told here to be in which room. */
  const told = new Map<string, Set<string>>();
  /** Who was told to be in a room that they were taken out of: a contract may still want to tell. */
  const expelled = new Set<string>();
  const isElsewhere = (conversationId: string, userId: string) => replica.others(KIND, conversationId, userId).size > 0;
  const isPresent = (conversationId: string, userId: string) =>
    local.connections(conversationId).has(userId) || isElsewhere(conversationId, userId);
  const wasTold = (conversationId: string, userId: string) => told.get(conversationId)?.has(userId) === true;

  /** True when they were told to be there. */
  function forget(conversationId: string, userId: string): boolean {
    const known = told.get(conversationId);
    if (!known?.delete(userId)) return false;
    if (known.size === 0) told.delete(conversationId);
    return true;
  }

  const rechecks = createRechecks(now, (due) => {
    const drifts = [...due].flatMap(([key, since]) => {
      const [conversationId = '', userId = ''] = key.split('\n');
      const present = isPresent(conversationId, userId);
      if (present === wasTold(conversationId, userId)) return [];
      return [{ conversationId, userId, action: present ? 'joined' : 'left', at: since } as const];
    });
    if (drifts.length > 0) onDrift(drifts);
  });
  replica.onChange(KIND, ({ topic, rest, cause, agoMs }) => {
    const key = `${topic}\n${rest}`;
    if (cause !== 'told') rechecks.soon(key, now() - agoMs);
    else if (isPresent(topic, rest) !== wasTold(topic, rest)) rechecks.later(key);
  });

  return {
    join(conversationId, userId, connectionId) {
      const isFirst = local.join(conversationId, userId, connectionId);
      if (isFirst) replica.set(KIND, conversationId, userId, '1');
      return isFirst && !isElsewhere(conversationId, userId);
    },

    leave(conversationId, userId, connectionId) {
      const isLast = local.leave(conversationId, userId, connectionId);
      if (isLast) replica.set(KIND, conversationId, userId, null);
      return isLast && !isElsewhere(conversationId, userId);
    },

    expel(conversationId, userId) {
      const wasIn = isPresent(conversationId, userId);
      if (local.expel(conversationId, userId)) replica.set(KIND, conversationId, userId, null);
      replica.disregard(KIND, conversationId, userId);
      if (forget(conversationId, userId)) {
        const key = `${conversationId}\n${userId}`;
        expelled.add(key);
        setTimeout(() => expelled.delete(key), EXPELLED_MS).unref();
      }
      return wasIn;
    },

    connections: (conversationId) => local.connections(conversationId),
    ids: () => local.ids(),

    present(conversationId) {
      const others = replica.about(KIND, conversationId);
      const here = local.present(conversationId);
      return others.size === 0 ? here : [...new Set([...here, ...others.keys()])];
    },

    isNews({ conversationId, action }, userId) {
      const key = `${conversationId}\n${userId}`;
      if (action === 'joined') {
        expelled.delete(key);
        if (wasTold(conversationId, userId)) return false;
        told.set(conversationId, (told.get(conversationId) ?? new Set()).add(userId));
        return true;
      }
      if (isPresent(conversationId, userId)) return false;
      return forget(conversationId, userId) || expelled.delete(key);
    },

    close: () => rechecks.close(),
  };
}

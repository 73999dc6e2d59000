import type { PresenceStatus } from '../../core/events.ts';
import { mostPresent, type PresenceBoard, type PresenceState } from '../../core/realtime/presence.ts';

const ABSENT: PresenceState = { status: 'offline', isOnline: false };

/** Presence of one process. */
export function createMemoryPresence(): PresenceBoard {
  const people = new Map<string, Map<string, PresenceStatus>>();
  /** Those of whom it was last said that they are online. */
  const told = new Set<string>();
  let online = 0;

  function of(userId: string): PresenceState {
    const declared = people.get(userId);
    if (!declared) return ABSENT;
    return mostPresent(declared.values());
  }

  function changing(userId: string, change: () => void): boolean {
    const before = of(userId);
    change();
    const after = of(userId);
    online += Number(after.isOnline) - Number(before.isOnline);
    return after.status !== before.status;
  }

  return {
    of,
    declare(userId, connectionId, status) {
      return changing(userId, () => {
        const declared = people.get(userId) ?? new Map<string, PresenceStatus>();
        declared.set(connectionId, status);
        people.set(userId, declared);
      });
    },
    remove(userId, connectionId) {
      return changing(userId, () => {
        const declared = people.get(userId);
        declared?.delete(connectionId);
        if (declared?.size === 0) people.delete(userId);
      });
    },
    turn(userId) {
      const { isOnline } = of(userId);
      if (isOnline === told.has(userId)) return null;
      if (isOnline) told.add(userId);
      else told.delete(userId);
      return isOnline ? 'online' : 'offline';
    },
    online: () => people.keys().filter((userId) => of(userId).isOnline),
    count: () => online,
  };
}

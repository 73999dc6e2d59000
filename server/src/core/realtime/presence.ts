import type { Presence, PresenceStatus } from '../events.ts';

/** How present somebody is over all their connections. */
export type PresenceState = { readonly status: PresenceStatus; readonly isOnline: boolean };

const RANK = ['offline', 'away', 'busy', 'online'] as const satisfies readonly PresenceStatus[];

/** The most present of several statuses; offline where there is none. */
export function mostPresent(statuses: Iterable<PresenceStatus>): PresenceState {
  let best = 0;
  for (const status of statuses) best = Math.max(best, RANK.indexOf(status));
  const status = RANK[best] ?? 'offline';
  return { status, isOnline: status !== 'offline' };
}

/**
 * Who is connected, and how they declared themselves. Lives in this process or is shared between nodes; entries of a
 * node that died end by themselves.
 */
export type PresenceBoard = {
  /** The most present of somebody's declared statuses: online, busy, away, offline. */
  of(userId: string): PresenceState;
  /** Sets what a connection declares; returns true when the person's state changed by it. */
  declare(userId: string, connectionId: string, status: PresenceStatus): boolean;
  /** Forgets a connection that ended; returns true when the person's state changed by it. */
  remove(userId: string, connectionId: string): boolean;
  /** Whether somebody came online or went offline since this was asked last; null when neither. */
  turn(userId: string): 'online' | 'offline' | null;
  /** Everybody who is online. */
  online(): Iterable<string>;
  /** How many people are online: who declared themselves offline on every connection is not. */
  count(): number;
};

/** What others see: `lastSeen` says something only about those who are not online. */
export function presenceView(
  user: { readonly id: string; readonly statusText: string | null; readonly lastSeen: string | null },
  state: PresenceState,
): Presence {
  return {
    userId: user.id,
    status: state.status,
    statusText: user.statusText,
    isOnline: state.isOnline,
    lastSeen: state.isOnline ? null : user.lastSeen,
  };
}

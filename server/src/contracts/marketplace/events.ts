import type { SocketEventEntry } from '../../wire/docs/entry.ts';

/** The events of the contract's sockets, as its documentation tells of them. */
export function socketEvents(): readonly SocketEventEntry[] {
  return [];
}

import type { SocketConnection } from '../../../wire/socketio/connection.ts';

/** Everybody is in the rooms of all their conversations, but for the connections that left one. */
export class LeftRooms {
  readonly #left = new Map<SocketConnection, Set<string>>();

  leave(connection: SocketConnection, conversationId: string): void {
    const left = this.#left.get(connection);
    if (left) left.add(conversationId);
    else this.#left.set(connection, new Set([conversationId]));
  }

  join(connection: SocketConnection, conversationId: string): void {
    const left = this.#left.get(connection);
    if (left?.delete(conversationId) && left.size === 0) this.#left.delete(connection);
  }

  /** Whether what is said in the room of a conversation is for this connection. */
  hears(connection: SocketConnection, conversationId: string): boolean {
    return this.#left.size === 0 || this.#left.get(connection)?.has(conversationId) !== true;
  }

  forget(connection: SocketConnection): void {
    this.#left.delete(connection);
  }
}

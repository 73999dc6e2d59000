import type { SocketConnection } from '../../../wire/socketio/connection.ts';

/** Whose support conversation a room is of. */
export type RoomTicket = { readonly id: string; readonly ownerId: string };

export type Room = {
  /** Null in a conversation of two. */
  readonly ticket: RoomTicket | null;
  readonly connections: ReadonlySet<SocketConnection>;
};

type Open = Room & { readonly connections: Set<SocketConnection> };

/** Which connections have which conversations open, by the conversation's id. Who may enter is checked before. */
export class Rooms {
  readonly #rooms = new Map<string, Open>();
  readonly #entered = new Map<SocketConnection, Set<string>>();

  get(conversationId: string): Room | undefined {
    return this.#rooms.get(conversationId);
  }

  /** True when the connection was not in it. */
  enter(conversationId: string, connection: SocketConnection, ticket: RoomTicket | null): boolean {
    let room = this.#rooms.get(conversationId);
    if (!room) {
      room = { ticket, connections: new Set() };
      this.#rooms.set(conversationId, room);
    }
    if (room.connections.has(connection)) return false;
    room.connections.add(connection);
    const entered = this.#entered.get(connection);
    if (entered) entered.add(conversationId);
    else this.#entered.set(connection, new Set([conversationId]));
    return true;
  }

  leave(conversationId: string, connection: SocketConnection): void {
    const room = this.#rooms.get(conversationId);
    if (!room?.connections.delete(connection)) return;
    if (room.connections.size === 0) this.#rooms.delete(conversationId);
    const entered = this.#entered.get(connection);
    entered?.delete(conversationId);
    if (entered?.size === 0) this.#entered.delete(connection);
  }

  /** Takes a connection out of all rooms. */
  leaveAll(connection: SocketConnection): void {
    for (const conversationId of [...(this.#entered.get(connection) ?? [])]) this.leave(conversationId, connection);
  }

  /** Takes somebody out of a room with all connections. */
  expel(conversationId: string, userId: string): void {
    for (const connection of [...(this.#rooms.get(conversationId)?.connections ?? [])]) {
      if (connection.userId === userId) this.leave(conversationId, connection);
    }
  }
}

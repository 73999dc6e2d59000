const NOBODY: ReadonlyMap<string, ReadonlySet<string>> = new Map();

/**
 * Who has joined which conversation's room, by connection. Only what `user_joined` and its like are about. Lives in this process or
 * is shared between nodes: then all but `connections` and `ids` speaks of all nodes.
 */
export type RoomBoard = {
  /** True when it is this person's first connection in the room. */
  join(conversationId: string, userId: string, connectionId: string): boolean;
  /** True when it was this person's last connection in the room. */
  leave(conversationId: string, userId: string, connectionId: string): boolean;
  /** Takes somebody out with all connections; true when they were in. */
  expel(conversationId: string, userId: string): boolean;
  /** The connections of this node in a room, by person. */
  connections(conversationId: string): ReadonlyMap<string, ReadonlySet<string>>;
  /** Conversations in whose room somebody of this node is. */
  ids(): Iterable<string>;
  /** Who is in it. */
  present(conversationId: string): string[];
};

/** The rooms of one process. */
export class Rooms implements RoomBoard {
  readonly #rooms = new Map<string, Map<string, Set<string>>>();

  join(conversationId: string, userId: string, connectionId: string): boolean {
    const room = this.#rooms.get(conversationId) ?? new Map<string, Set<string>>();
    if (room.size === 0) this.#rooms.set(conversationId, room);
    const connections = room.get(userId);
    if (connections) {
      connections.add(connectionId);
      return false;
    }
    room.set(userId, new Set([connectionId]));
    return true;
  }

  leave(conversationId: string, userId: string, connectionId: string): boolean {
    const room = this.#rooms.get(conversationId);
    const connections = room?.get(userId);
    if (!room || !connections?.delete(connectionId) || connections.size > 0) return false;
    this.#drop(conversationId, room, userId);
    return true;
  }

  expel(conversationId: string, userId: string): boolean {
    const room = this.#rooms.get(conversationId);
    if (!room?.has(userId)) return false;
    this.#drop(conversationId, room, userId);
    return true;
  }

  connections(conversationId: string): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#rooms.get(conversationId) ?? NOBODY;
  }

  ids(): IterableIterator<string> {
    return this.#rooms.keys();
  }

  present(conversationId: string): string[] {
    return [...(this.#rooms.get(conversationId)?.keys() ?? [])];
  }

  #drop(conversationId: string, room: Map<string, Set<string>>, userId: string): void {
    room.delete(userId);
    if (room.size === 0) this.#rooms.delete(conversationId);
  }
}

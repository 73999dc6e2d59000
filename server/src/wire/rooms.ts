/** What rooms need of a connection. */
type Visitor = { readonly userId: string };

/** Those who are in one room, and what was said about it when it was opened. */
export type Room<C, About> = { readonly about: About; readonly connections: ReadonlySet<C> };

type Open<C, About> = Room<C, About> & { readonly connections: Set<C> };

/** Which connections have which conversations open, by the conversation's id. Who may enter is checked before. */
export class Rooms<C extends Visitor, About> {
  readonly #rooms = new Map<string, Open<C, About>>();
  readonly #entered = new Map<C, Set<string>>();

  get(conversationId: string): Room<C, About> | undefined {
    return this.#rooms.get(conversationId);
  }

  /** True when the connection was not in it. */
  enter(conversationId: string, connection: C, about: About): boolean {
    let room = this.#rooms.get(conversationId);
    if (!room) {
      room = { about, connections: new Set() };
      this.#rooms.set(conversationId, room);
    }
    if (room.connections.has(connection)) return false;
    room.connections.add(connection);
    const entered = this.#entered.get(connection);
    if (entered) entered.add(conversationId);
    else this.#entered.set(connection, new Set([conversationId]));
    return true;
  }

  leave(conversationId: string, connection: C): void {
    const room = this.#rooms.get(conversationId);
    if (!room?.connections.delete(connection)) return;
    if (room.connections.size === 0) this.#rooms.delete(conversationId);
    const entered = this.#entered.get(connection);
    entered?.delete(conversationId);
    if (entered?.size === 0) this.#entered.delete(connection);
  }

  /** Takes a connection out of all rooms. */
  leaveAll(connection: C): void {
    for (const conversationId of [...(this.#entered.get(connection) ?? [])]) this.leave(conversationId, connection);
  }
}

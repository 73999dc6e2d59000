import type { CloseReason, Connection } from './connection.ts';

const NONE: ReadonlySet<never> = new Set();

/** The live connections of one contract on this node, by person. */
export class Connections<C extends Connection<unknown>> {
  readonly #people = new Map<string, Set<C>>();
  readonly #agents = new Set<C>();
  #connections = 0;

  /** How many connections are open. */
  get size(): number {
    return this.#connections;
  }

  /** Those of agents. */
  get agents(): ReadonlySet<C> {
    return this.#agents;
  }

  has(userId: string): boolean {
    return this.#people.has(userId);
  }

  /** Whether a connection of somebody's is open here. */
  holds(userId: string, connectionId: string): boolean {
    for (const connection of this.of(userId)) if (connection.id === connectionId) return true;
    return false;
  }

  userIds(): IterableIterator<string> {
    return this.#people.keys();
  }

  /** Those of one person. */
  of(userId: string): ReadonlySet<C> {
    return this.#people.get(userId) ?? NONE;
  }

  add(connection: C): void {
    const mine = this.#people.get(connection.userId);
    if (mine) mine.add(connection);
    else this.#people.set(connection.userId, new Set([connection]));
    this.#connections += 1;
  }

  /** Says whether a connection is an agent's, by the token that it goes on with. */
  setAgent(connection: C, isAgent: boolean): void {
    if (isAgent) this.#agents.add(connection);
    else this.#agents.delete(connection);
  }

  remove(connection: C): void {
    this.#agents.delete(connection);
    const mine = this.#people.get(connection.userId);
    if (!mine?.delete(connection)) return;
    this.#connections -= 1;
    if (mine.size === 0) this.#people.delete(connection.userId);
  }

  /** Ends somebody's connections, or everybody's when `userId` is null. */
  close(userId: string | null, reason: CloseReason): void {
    const ids = userId === null ? [...this.#people.keys()] : [userId];
    for (const id of ids) for (const connection of [...this.of(id)]) connection.close(reason);
  }
}

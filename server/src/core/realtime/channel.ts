import type { CoreEvent } from '../events.ts';
import type { CloseReason, Connection } from './connection.ts';

/** `self` is the person who acted, through any of their connections. */
export type View = 'self' | 'others';

/** How a contract shows events. Null means that this contract has nothing to show. */
export type Presenter<F> = {
  /** Called at most once per event and view; the same frame goes to every connection of that view. */
  present(event: CoreEvent, view: View): F | null;
  /** Called once per person, for objects that are personal by nature. `observing`: an agent who looks in from outside. */
  presentFor(event: CoreEvent, userId: string, observing: boolean): Promise<F | null>;
};

/** Who acted; null for events in which nobody's view differs. */
function actorOf(event: CoreEvent): string | null {
  switch (event.type) {
    case 'message.sent':
    case 'message.edited':
      return event.message.senderId;
    case 'mark.read':
    case 'mark.delivered':
    case 'message.reacted':
      return event.userId;
    default:
      return null;
  }
}

/** The live connections of one contract on this node, by person. */
export class Channel<F> {
  readonly #presenter: Presenter<F>;
  readonly #people = new Map<string, Set<Connection<F>>>();
  readonly #agents = new Set<Connection<F>>();
  #connections = 0;

  constructor(presenter: Presenter<F>) {
    this.#presenter = presenter;
  }

  /** How many connections are open. */
  get size(): number {
    return this.#connections;
  }

  has(userId: string): boolean {
    return this.#people.has(userId);
  }

  userIds(): IterableIterator<string> {
    return this.#people.keys();
  }

  add(connection: Connection<F>): void {
    const mine = this.#people.get(connection.userId);
    if (mine) mine.add(connection);
    else this.#people.set(connection.userId, new Set([connection]));
    this.#connections += 1;
  }

  /** Says whether a connection is an agent's, by the token that it goes on with. */
  setAgent(connection: Connection<F>, isAgent: boolean): void {
    if (isAgent) this.#agents.add(connection);
    else this.#agents.delete(connection);
  }

  remove(connection: Connection<F>): void {
    this.#agents.delete(connection);
    const mine = this.#people.get(connection.userId);
    if (!mine?.delete(connection)) return;
    this.#connections -= 1;
    if (mine.size === 0) this.#people.delete(connection.userId);
  }

  /**
   * Hands an event to the connections of `userIds`, but for the connection `exceptConnection`. Each view is presented at
   * most once. `onReached` hears of everybody who has a connection here that got it.
   */
  deliver(
    event: CoreEvent,
    userIds: Iterable<string>,
    exceptConnection: string | null,
    onReached: ((userId: string) => void) | null,
  ): void {
    const actor = actorOf(event);
    let own: F | null | undefined;
    let others: F | null | undefined;
    for (const userId of userIds) {
      const connections = this.#people.get(userId);
      if (!connections) continue;
      let frame: F | null | undefined;
      for (const connection of connections) {
        if (connection.id === exceptConnection) continue;
        if (frame === undefined) {
          if (userId === actor) frame = own ??= this.#presenter.present(event, 'self');
          else frame = others ??= this.#presenter.present(event, 'others');
        }
        if (frame === null) break;
        connection.send(frame);
      }
      if (frame) onReached?.(userId);
    }
  }

  /** Hands an event to every agent's connections and to those of `userIds`, each once, all as others see it. */
  deliverToDesk(event: CoreEvent, userIds: readonly string[]): void {
    const connections = new Set(this.#agents);
    for (const userId of userIds) for (const connection of this.#people.get(userId) ?? []) connections.add(connection);
    const frame = connections.size === 0 ? null : this.#presenter.present(event, 'others');
    if (frame === null) return;
    for (const connection of connections) connection.send(frame);
  }

  /** Hands an event to some of somebody's connections, as others see it. */
  deliverTo(event: CoreEvent, userId: string, connectionIds: ReadonlySet<string>): void {
    const connections = [...(this.#people.get(userId) ?? [])].filter(({ id }) => connectionIds.has(id));
    const frame = connections.length === 0 ? null : this.#presenter.present(event, 'others');
    if (frame === null) return;
    for (const connection of connections) connection.send(frame);
  }

  /** Hands a personal event to somebody's connections here, or to those of them that `only` names. */
  async deliverPersonal(event: CoreEvent, userId: string, only: ReadonlySet<string> | null = null): Promise<void> {
    if (!this.#people.has(userId)) return;
    const frame = await this.#presenter.presentFor(event, userId, only !== null);
    if (frame === null) return;
    for (const connection of this.#people.get(userId) ?? []) {
      if (only === null || only.has(connection.id)) connection.send(frame);
    }
  }

  /** Ends somebody's connections, or everybody's when `userId` is null. */
  close(userId: string | null, reason: CloseReason): void {
    const sets = userId === null ? [...this.#people.values()] : [this.#people.get(userId) ?? []];
    for (const connections of sets) for (const connection of [...connections]) connection.close(reason);
  }
}

import type { CoreEvent } from '../events.ts';
import type { CloseReason, Connection } from './connection.ts';
import { Connections } from './connections.ts';

/** `self` is the person who acted, through any of their connections. */
export type View = 'self' | 'others';

/** How a contract shows events. Null means that this contract has nothing to show. */
export type Presenter<F> = {
  /** Called at most once per event and view; the same frame goes to every connection of that view. */
  present(event: CoreEvent, view: View): F | null;
  /**
   * A frame for each of several people, for objects that are personal by nature; who is left out has nothing to hear.
   * `observing`: agents who look in from outside.
   */
  presentFor(event: CoreEvent, userIds: readonly string[], observing: boolean): Promise<ReadonlyMap<string, F>>;
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

/**
 * A contract's listeners on this node, as the hub sees them. Events of a conversation come in order; whatever a contract
 * has to look up first must keep that order itself, and nobody else waits for it.
 */
export type Channel = {
  /** How many connections are open; without any, nothing is handed over. */
  readonly size: number;
  has(userId: string): boolean;
  /** Whether a connection of somebody's is open here. */
  holds(userId: string, connectionId: string): boolean;
  userIds(): Iterable<string>;
  /**
   * An event for the connections of `userIds`, but for the connection `exceptConnection`, which knows already.
   * `onReached` is to be told of everybody who has a connection here that got it.
   */
  deliver(
    event: CoreEvent,
    userIds: Iterable<string>,
    exceptConnection: string | null,
    onReached: ((userId: string) => void) | null,
  ): void;
  /** An event for every agent's connections and for those of `userIds`, each once, all as others see it. */
  deliverToDesk(event: CoreEvent, userIds: readonly string[]): void;
  /** An event for some of somebody's connections, as others see it. */
  deliverTo(event: CoreEvent, userId: string, connectionIds: ReadonlySet<string>): void;
  /** A personal event for somebody's connections here, or for those of them that `only` names. The hub waits for it. */
  deliverPersonal(event: CoreEvent, userId: string, only?: ReadonlySet<string> | null): Promise<void>;
  /** The same for many people, where a channel has a cheaper way than one after another. Until it is through nobody has heard. */
  deliverPersonalToAll?(event: CoreEvent, userIds: Iterable<string>): Promise<void>;
  /** Ends somebody's connections, or everybody's when `userId` is null. */
  close(userId: string | null, reason: CloseReason): void;
};

/** A channel of a contract that shows each event as at most one frame per view. */
export class ViewChannel<F> extends Connections<Connection<F>> implements Channel {
  readonly #presenter: Presenter<F>;

  constructor(presenter: Presenter<F>) {
    super();
    this.#presenter = presenter;
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
      const connections = this.of(userId);
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
    const connections = new Set(this.agents);
    for (const userId of userIds) for (const connection of this.of(userId)) connections.add(connection);
    const frame = connections.size === 0 ? null : this.#presenter.present(event, 'others');
    if (frame === null) return;
    for (const connection of connections) connection.send(frame);
  }

  /** Hands an event to some of somebody's connections, as others see it. */
  deliverTo(event: CoreEvent, userId: string, connectionIds: ReadonlySet<string>): void {
    const connections = [...this.of(userId)].filter(({ id }) => connectionIds.has(id));
    const frame = connections.length === 0 ? null : this.#presenter.present(event, 'others');
    if (frame === null) return;
    for (const connection of connections) connection.send(frame);
  }

  /** Hands a personal event to somebody's connections here, or to those of them that `only` names. */
  async deliverPersonal(event: CoreEvent, userId: string, only: ReadonlySet<string> | null = null): Promise<void> {
    if (!this.has(userId)) return;
    const frame = (await this.#presenter.presentFor(event, [userId], only !== null)).get(userId);
    if (frame === undefined) return;
    for (const connection of this.of(userId)) {
      if (only === null || only.has(connection.id)) connection.send(frame);
    }
  }

  /** Hands a personal event to the connections of many people, who are looked up together. */
  async deliverPersonalToAll(event: CoreEvent, userIds: Iterable<string>): Promise<void> {
    const present = [...userIds].filter((userId) => this.has(userId));
    if (present.length === 0) return;
    const frames = await this.#presenter.presentFor(event, present, false);
    for (const [userId, frame] of frames) for (const connection of this.of(userId)) connection.send(frame);
  }
}

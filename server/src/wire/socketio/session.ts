import type { Core } from '../../core/core.ts';
import type { CloseReason } from '../../core/realtime/connection.ts';
import type { ConnectedActor } from '../../core/realtime/sessions.ts';
import type { Session } from '../../core/users/identify.ts';
import type { KnownUser } from '../../core/users/store.ts';
import { type UserRef, userRef } from '../../core/users/types.ts';
import { type Counted, whenCounted } from '../throttle.ts';
import type { SocketConnection } from './connection.ts';
import { Sequence } from './sequence.ts';

type AnyConnection = { readonly id: string; close(reason: CloseReason): void };

/** What the server keeps of one connection, of whatever kind. A contract adds what else it has to know. */
export class SocketSession<C extends AnyConnection = SocketConnection> {
  readonly connection: C;
  readonly userId: string;
  /** The order of what it asks for, where order matters. */
  readonly sequence: Sequence;
  /** The connection ended: nothing that would outlast it may begin. */
  closed = false;
  readonly #people: Core['people'];
  #proof: Session;
  #known: KnownUser;
  #actor: ConnectedActor | null = null;
  /** The order of what waits to be let in; null as long as nothing had to. */
  #entrance: Sequence | null = null;

  constructor(
    { people }: Pick<Core, 'people'>,
    { connection, session }: { readonly connection: C; readonly session: Session },
  ) {
    this.connection = connection;
    this.userId = session.userId;
    this.sequence = new Sequence(() => connection.close('slow'));
    this.#people = people;
    this.#proof = session;
    this.#known = session.user;
  }

  /**
   * Counts what came in and does `work`, which must not throw, when it may pass, in the order of coming: at once where the limit
   * answers at once. `refuse` hears why not.
   */
  enter(count: () => Counted, work: () => void, refuse: (error: unknown) => void): void {
    let counted: Counted;
    try {
      counted = count();
      if (counted || this.#entrance) {
        this.#entrance ??= new Sequence(() => this.connection.close('slow'));
        const entered = this.#entrance.begin(() => whenCounted(counted, work));
        if (entered instanceof Promise) entered.catch(refuse);
        return;
      }
    } catch (error) {
      refuse(error);
      return;
    }
    work();
  }

  /** Whose connection it is, by the name that they have now: a connection may outlive names, and its token. */
  get actor(): ConnectedActor {
    const user = this.#people.peek(this.userId) ?? this.#known;
    if (this.#actor && user === this.#known) return this.#actor;
    this.#known = user;
    const { name, avatar } = user;
    this.#actor = { userId: this.userId, name, avatar, role: this.#proof.role, connectionId: this.connection.id };
    return this.#actor;
  }

  /** The same person as others see them. */
  get user(): UserRef {
    const { userId, name, avatar, role } = this.actor;
    return userRef({ id: userId, name, avatar, role });
  }

  /** When the token ends, in milliseconds since 1970; null for one that does not end. */
  get expiresAt(): number | null {
    return this.#proof.expiresAt;
  }

  /** Goes on with another token of the same person. */
  renew(session: Session): void {
    this.#proof = session;
    this.#known = session.user;
    this.#actor = null;
  }
}

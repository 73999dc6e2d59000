import type { Core } from '../../../core/core.ts';
import type { ConnectedActor } from '../../../core/realtime/sessions.ts';
import type { KnownUser } from '../../../core/users/store.ts';
import type { Peer } from '../../../wire/socketio/server.ts';

/** What the server keeps of one connection. */
export class TelehealthSession {
  readonly connection: Peer['connection'];
  /** What the user service is shown of the caller. */
  readonly authorization: string;
  /** The last send that is still being checked: later ones wait, so that messages keep their order. */
  preparing: Promise<unknown> | null = null;
  /** The same for the starts and stops of typing. */
  typing: Promise<unknown> | null = null;
  readonly #core: Core;
  readonly #proof: Peer['session'];
  #actor: ConnectedActor | null = null;
  #user: KnownUser | null = null;

  constructor(core: Core, { connection, session, socket }: Peer, keepsToken: boolean) {
    const token: unknown = keepsToken ? socket.handshake.auth.token : null;
    this.connection = connection;
    this.authorization = typeof token === 'string' ? `Bearer ${token}` : '';
    this.#core = core;
    this.#proof = session;
  }

  /** Whose connection it is, by the name that they have now. */
  get actor(): ConnectedActor {
    const { userId, role, user: known } = this.#proof;
    const user = this.#core.people.peek(userId) ?? this.#user ?? known;
    if (this.#actor && user === this.#user) return this.#actor;
    this.#user = user;
    this.#actor = { userId, name: user.name, avatar: user.avatar, role, connectionId: this.connection.id };
    return this.#actor;
  }
}

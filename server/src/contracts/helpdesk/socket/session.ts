import type { Socket } from 'socket.io';
import type { ConnectedActor } from '../../../core/realtime/sessions.ts';
import type { Session } from '../../../core/users/identify.ts';
import type { UserRef } from '../../../core/users/types.ts';
import { userRef } from '../../../core/users/types.ts';

/** What the server keeps of one native connection. */
export class SocketSession {
  readonly socket: Socket;
  readonly rooms = new Set<string>();
  /** The last send that is still being checked: later ones wait, so that messages keep their order. */
  preparing: Promise<unknown> | null = null;
  /** Hears that the session goes on with another token. */
  onRenewed: () => void = () => {};
  #session: Session;
  #actor: ConnectedActor | null = null;

  constructor(socket: Socket, session: Session) {
    this.socket = socket;
    this.#session = session;
  }

  get expiresAt(): number | null {
    return this.#session.expiresAt;
  }

  get user(): UserRef {
    return userRef({ ...this.#session.user, role: this.#session.role });
  }

  get actor(): ConnectedActor {
    this.#actor ??= {
      userId: this.#session.userId,
      name: this.#session.user.name,
      avatar: this.#session.user.avatar,
      role: this.#session.role,
      connectionId: this.socket.id,
    };
    return this.#actor;
  }

  /** Goes on with another session of the same person. */
  renew(session: Session): void {
    this.#session = session;
    this.#actor = null;
    this.onRenewed();
  }
}

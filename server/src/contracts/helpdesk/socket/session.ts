import type { Socket } from 'socket.io';
import type { Core } from '../../../core/core.ts';
import type { Session } from '../../../core/users/identify.ts';
import type { Peer } from '../../../wire/socketio/server.ts';
import { SocketSession } from '../../../wire/socketio/session.ts';

/** What the server keeps of one native connection. */
export class HelpdeskSession extends SocketSession {
  readonly socket: Socket;
  readonly rooms = new Set<string>();
  /** The last send that is still being checked: later ones wait, so that messages keep their order. */
  preparing: Promise<unknown> | null = null;
  /** Hears that the session goes on with another token. */
  onRenewed: () => void = () => {};

  constructor(core: Core, peer: Peer) {
    super(core, peer);
    this.socket = peer.socket;
  }

  override renew(session: Session): void {
    super.renew(session);
    this.onRenewed();
  }
}

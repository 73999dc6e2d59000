import type { Socket } from 'socket.io';
import type { Core } from '../../../core/core.ts';
import type { Session } from '../../../core/users/identify.ts';
import type { Peer } from '../../../wire/socketio/server.ts';
import { SocketSession } from '../../../wire/socketio/session.ts';

/** What the server keeps of one native connection. */
export class HelpdeskSession extends SocketSession {
  readonly socket: Socket;
  readonly rooms = new Set<string>();
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

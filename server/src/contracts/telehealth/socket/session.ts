import type { Core } from '../../../core/core.ts';
import type { Peer } from '../../../wire/socketio/server.ts';
import { SocketSession } from '../../../wire/socketio/session.ts';

/** What the server keeps of one connection. */
export class TelehealthSession extends SocketSession {
  /** What the user service is shown of the caller. */
  readonly authorization: string;
  /** The last send that is still being checked: later ones wait, so that messages keep their order. */
  preparing: Promise<unknown> | null = null;
  /** The same for the starts and stops of typing. */
  typing: Promise<unknown> | null = null;

  constructor(core: Core, peer: Peer, keepsToken: boolean) {
    super(core, peer);
    const token: unknown = keepsToken ? peer.socket.handshake.auth.token : null;
    this.authorization = typeof token === 'string' ? `Bearer ${token}` : '';
  }
}

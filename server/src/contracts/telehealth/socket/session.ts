import type { Core } from '../../../core/core.ts';
import { Sequence } from '../../../wire/socketio/sequence.ts';
import type { Peer } from '../../../wire/socketio/server.ts';
import { SocketSession } from '../../../wire/socketio/session.ts';

/** What the server keeps of one connection. */
export class TelehealthSession extends SocketSession {
  /** What the user service is shown of the caller. */
  readonly authorization: string;
  /** The order of its starts and stops of typing, which wait for no messages. */
  readonly typing = new Sequence(() => this.connection.close('slow'));

  constructor(core: Core, peer: Peer, keepsToken: boolean) {
    super(core, peer);
    const token: unknown = keepsToken ? peer.socket.handshake.auth.token : null;
    this.authorization = typeof token === 'string' ? `Bearer ${token}` : '';
  }
}

import type { Core } from '../../../core/core.ts';
import { SocketSession } from '../../../wire/socketio/session.ts';
import type { WebSocketConnection } from '../../../wire/websocket/connection.ts';
import type { WebSocketPeer } from '../../../wire/websocket/server.ts';

/** What the server keeps of one connection: of one person, in one conversation. */
export class CharitySession extends SocketSession<WebSocketConnection> {
  readonly conversationId: string;

  constructor(core: Pick<Core, 'people'>, peer: WebSocketPeer) {
    super(core, peer);
    this.conversationId = peer.about;
  }
}

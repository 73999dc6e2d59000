import type { Sent } from '../../../core/conversations/draft.ts';
import type { Message } from '../../../core/conversations/types.ts';
import type { Core } from '../../../core/core.ts';
import type { Later } from '../../../wire/socketio/sequence.ts';
import { SocketSession } from '../../../wire/socketio/session.ts';
import type { WebSocketConnection } from '../../../wire/websocket/connection.ts';
import type { WebSocketPeer } from '../../../wire/websocket/server.ts';
import { frame } from '../frame.ts';
import { presentLive } from '../present.ts';

/** What the server keeps of one connection: of one person, in one conversation. */
export class CharitySession extends SocketSession<WebSocketConnection> {
  readonly conversationId: string;
  /** The number of the last one that it was told is stored. */
  #toldSeq = 0;

  constructor(core: Pick<Core, 'people'>, peer: WebSocketPeer) {
    super(core, peer);
    this.conversationId = peer.about;
  }

  /** Sends one in its turn. A new message is told where it stands among others', all else when what was asked before is answered. */
  send(
    begin: () => Later<Sent> | Promise<Later<Sent>>,
    onSent: (sent: Sent) => void,
    onRefused: (error: unknown) => void,
  ): void {
    this.sequence.pipelined(begin).then((sent) => {
      if (sent.duplicate) this.#tell(sent.message);
      else this.#tellNew(sent.message);
      onSent(sent);
    }, onRefused);
  }

  /** Does something else in its turn, for which all that comes after waits. */
  inTurn(work: () => void | Promise<void>, onRefused: (error: unknown) => void): void {
    try {
      const done = this.sequence.exclusive(work);
      if (done instanceof Promise) done.catch(onRefused);
    } catch (error) {
      onRefused(error);
    }
  }

  /** A message of this connection is announced: told at once, in its place among others'. */
  announced(message: Message): void {
    this.#tellNew(message);
  }

  #tellNew(message: Message): void {
    if (message.seq <= this.#toldSeq) return;
    this.#toldSeq = message.seq;
    this.#tell(message);
  }

  #tell(message: Message): void {
    const { clientId } = message;
    const own = clientId === null ? {} : { clientMessageId: clientId };
    this.connection.send(frame({ type: 'message_sent', ...presentLive(message), ...own }));
  }
}

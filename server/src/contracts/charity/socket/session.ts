import type { Sent } from '../../../core/conversations/draft.ts';
import type { Message } from '../../../core/conversations/types.ts';
import type { Core } from '../../../core/core.ts';
import { ParleyError } from '../../../core/errors.ts';
import type { Later } from '../../../wire/socketio/sequence.ts';
import { SocketSession } from '../../../wire/socketio/session.ts';
import type { WebSocketConnection } from '../../../wire/websocket/connection.ts';
import type { WebSocketPeer } from '../../../wire/websocket/server.ts';
import { frame } from '../frame.ts';
import { presentLive } from '../present.ts';
import { ToldOnce } from './told.ts';

type Refuse = (error: unknown) => void;

/** A mark or typing for which the database takes longer than this is refused: what comes after must not wait for minutes. */
const PATIENCE_MS = 10_000;

const AWAY = new ParleyError('unavailable', 'The database cannot be reached', { retryAfter: 1 });

/** What the server keeps of one connection: of one person, in one conversation. */
export class CharitySession extends SocketSession<WebSocketConnection> {
  readonly conversationId: string;
  /** Connections of the same person here that ended while they typed by them: they type on by this one. */
  readonly inherited: string[] = [];
  /** It ended without a word of its client: marks and typing that still wait are nobody's any more. */
  lost = false;
  readonly #told = new ToldOnce();
  readonly #isOutage: (error: unknown) => boolean;
  /** Frames that came, and those of them that had come when the database was last found away. */
  #came = 0;
  #cameBeforeOutage = 0;

  constructor(core: Pick<Core, 'people'>, peer: WebSocketPeer, isOutage: (error: unknown) => boolean) {
    super(core, peer);
    this.conversationId = peer.about;
    this.#isOutage = isOutage;
  }

  /** Sends one in its turn. A new message is told where it stands among others', all else when what was asked before is answered. */
  send(
    begin: () => Later<Sent> | Promise<Later<Sent>>,
    onSent: (sent: Sent) => void,
    onRefused: (error: unknown) => void,
  ): void {
    this.sequence.pipelined(this.#guarded(begin)).then((sent) => {
      if (sent.duplicate || this.#told.answered(sent.message.seq)) this.#tell(sent.message);
      onSent(sent);
    }, onRefused);
  }

  /** Does something else in its turn, for which all that comes after waits. */
  inTurn(work: () => void | Promise<void>, onRefused: Refuse): void {
    try {
      const done = this.sequence.exclusive(work);
      if (done instanceof Promise) done.catch(onRefused);
    } catch (error) {
      onRefused(error);
    }
  }

  /** The same for work that leaves nothing which a client would miss: it is not done for one that was lost, and may not take for ever. */
  attempt(work: () => Promise<void>, onRefused: Refuse): void {
    const guarded = this.#guarded(() => withPatience(work()));
    this.inTurn(() => {
      if (this.lost) throw new ParleyError('unavailable', 'The connection has ended');
      return guarded();
    }, onRefused);
  }

  /** Work that, where what came before it found the database away, is refused with that, and not after a wait of its own. */
  #guarded<T>(work: () => T | Promise<T>): () => T | Promise<T> {
    this.#came += 1;
    const place = this.#came;
    const note = (error: unknown): never => {
      if (this.#isOutage(error) || error === AWAY) this.#cameBeforeOutage = this.#came;
      throw error;
    };
    return () => {
      if (place <= this.#cameBeforeOutage) throw AWAY;
      const result = work();
      return result instanceof Promise ? result.catch(note) : result;
    };
  }

  /** A message of this connection is announced: told at once, in its place among others'. */
  announced(message: Message): void {
    if (this.#told.announced(message.seq)) this.#tell(message);
  }

  /** Whether a message of this person that is announced as nobody's in particular was answered here: then it is told already. */
  claims(message: Message): boolean {
    return message.senderId === this.userId && this.#told.claims(message.seq);
  }

  #tell(message: Message): void {
    const { clientId } = message;
    const own = clientId === null ? {} : { clientMessageId: clientId };
    this.connection.send(frame({ type: 'message_sent', ...presentLive(message), ...own }));
  }
}

/** Settles as `work` does, or is refused when that takes too long. */
async function withPatience(work: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(AWAY), PATIENCE_MS);
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

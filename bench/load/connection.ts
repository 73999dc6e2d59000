import net from 'node:net';
import { clientFrame, readFrames } from './frames.ts';
import { namespacePrefix } from './packets.ts';

/** Called with the place of a packet: of Socket.IO from its type digit on. The bytes are only good until it returns. */
export type OnPacket = (bytes: Buffer, start: number, end: number) => void;

const digit = { zero: 48, two: 50, four: 52 };
const pong = clientFrame('3');
// Reading is synchronous, one socket at a time, so that all sockets can share one buffer.
const shared = Buffer.allocUnsafe(256 * 1024);

/** How a connection begins. */
export type Opening = {
  /** The target of the upgrade request. */
  readonly target: string;
  /** The packet with which a Socket.IO client goes on; null for a raw WebSocket, which is open with the server's first frame. */
  readonly greeting: string | null;
};

/** The opening of Socket.IO at `path`, for the bearer of a token. */
export function socketIo(token: string, path = '/socket.io', namespace = '/'): Opening {
  const target = `${path}/?EIO=4&transport=websocket`;
  return { target, greeting: `40${namespacePrefix(namespace)}${JSON.stringify({ token })}` };
}

/**
 * One client over a plain TCP socket: a raw WebSocket, or Socket.IO 4 (Engine.IO 4 with the WebSocket transport only), text
 * packets. It exists because a load must stay cheaper than what it measures.
 */
export class Connection {
  onPacket: OnPacket = () => {};
  /** Called once when the server ends the connection, whatever the reason. */
  onEnd: () => void = () => {};
  readonly #socket: net.Socket;
  readonly #opening: Opening;
  readonly #opened: { resolve(): void; reject(error: Error): void };
  #state: 'upgrading' | 'joining' | 'open' | 'closed' = 'upgrading';
  #rest: Buffer | null = null;

  private constructor(port: number, opening: Opening, opened: { resolve(): void; reject(error: Error): void }) {
    this.#opening = opening;
    this.#opened = opened;
    this.#socket = net.connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      onread: {
        buffer: shared,
        callback: (length: number) => {
          this.#read(length);
          return true;
        },
      },
    });
    this.#socket.once('connect', () => {
      this.#socket.write(
        `GET ${opening.target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\n` +
          'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: cGFybGV5IGJlbmNobWFyaw==\r\n\r\n',
      );
    });
    this.#socket.on('error', (error) => this.#end(error));
    this.#socket.on('close', () => this.#end(new Error('the server closed the connection')));
  }

  /** Connects and authenticates. Rejects when the server refuses or ends the connection. */
  static open(port: number, opening: Opening): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const connection: Connection = new Connection(port, opening, { resolve: () => resolve(connection), reject });
    });
  }

  /** Sends a frame made by `clientFrame`. The buffer must stay as it is until the server has answered. */
  send(frame: Buffer): void {
    this.#socket.write(frame);
  }

  /** Ends the connection at once, with a reset, so that no port stays in TIME_WAIT. */
  close(): void {
    this.#state = 'closed';
    this.#socket.resetAndDestroy();
  }

  #read(length: number): void {
    if (this.#rest === null) {
      this.#consume(shared, length);
      return;
    }
    const joined = Buffer.concat([this.#rest, shared.subarray(0, length)]);
    this.#rest = null;
    this.#consume(joined, joined.length);
  }

  #consume(bytes: Buffer, length: number): void {
    let at = 0;
    if (this.#state === 'upgrading') {
      const end = bytes.subarray(0, length).indexOf('\r\n\r\n');
      if (end >= 0) {
        at = end + 4;
        if (bytes.toString('latin1', 9, 12) !== '101') {
          this.#end(new Error(bytes.toString('latin1', 0, length)));
          return;
        }
        this.#state = 'joining';
      }
    }
    if (this.#state !== 'upgrading') at = readFrames(bytes, at, length, this.#onFrame);
    if (at < length) this.#rest = Buffer.from(bytes.subarray(at, length));
  }

  readonly #onFrame = (opcode: number, bytes: Buffer, start: number, end: number): void => {
    if (opcode === 8) this.#end(new Error('the server closed the connection'));
    if (opcode !== 1) return;
    const { greeting } = this.#opening;
    if (greeting === null) {
      if (this.#state === 'open') this.onPacket(bytes, start, end);
      else this.#open();
      return;
    }
    const type = bytes[start];
    if (type === digit.four) {
      if (this.#state === 'open') this.onPacket(bytes, start + 1, end);
      else this.#join(bytes, start, end);
    } else if (type === digit.two) this.send(pong);
    else if (type === digit.zero) this.send(clientFrame(greeting));
  };

  #join(bytes: Buffer, start: number, end: number): void {
    if (bytes[start + 1] === digit.zero) this.#open();
    else if (bytes[start + 1] === digit.four) this.#end(new Error(`refused: ${bytes.toString('utf8', start, end)}`));
  }

  #open(): void {
    this.#state = 'open';
    this.#opened.resolve();
  }

  #end(error: Error): void {
    if (this.#state === 'closed') return;
    const wasOpen = this.#state === 'open';
    this.#state = 'closed';
    this.#socket.destroy();
    if (wasOpen) this.onEnd();
    else this.#opened.reject(error);
  }
}

/** Opens all connections, at most `atOnce` handshakes at a time, in the order given. */
export async function openAll(port: number, openings: readonly Opening[], atOnce = 50): Promise<Connection[]> {
  const connections: Connection[] = new Array(openings.length);
  let next = 0;
  const work = async () => {
    for (let index = next++; index < openings.length; index = next++) {
      connections[index] = await Connection.open(port, openings[index] as Opening);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, openings.length) }, work));
  return connections;
}

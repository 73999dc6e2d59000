import net from 'node:net';
import { clientFrame, readFrames } from './frames.ts';

/** Called with the place of a Socket.IO packet's text, from its type digit on. The bytes are only good until it returns. */
export type OnPacket = (bytes: Buffer, start: number, end: number) => void;

const digit = { zero: 48, two: 50, four: 52 };
const pong = clientFrame('3');
// Reading is synchronous, one socket at a time, so that all sockets can share one buffer.
const shared = Buffer.allocUnsafe(256 * 1024);

/**
 * One Socket.IO 4 client over a plain TCP socket: Engine.IO 4 with the WebSocket transport only, text packets.
 * It exists because a load must stay cheaper than what it measures.
 */
export class Connection {
  onPacket: OnPacket = () => {};
  /** Called once when the server ends the connection, whatever the reason. */
  onEnd: () => void = () => {};
  readonly #socket: net.Socket;
  readonly #token: string;
  readonly #path: string;
  readonly #opened: { resolve(): void; reject(error: Error): void };
  #state: 'upgrading' | 'joining' | 'open' | 'closed' = 'upgrading';
  #rest: Buffer | null = null;

  private constructor(
    port: number,
    path: string,
    token: string,
    opened: { resolve(): void; reject(error: Error): void },
  ) {
    this.#path = path;
    this.#token = token;
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
        `GET ${this.#path}/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\n` +
          'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: cGFybGV5IGJlbmNobWFyaw==\r\n\r\n',
      );
    });
    this.#socket.on('error', (error) => this.#end(error));
    this.#socket.on('close', () => this.#end(new Error('the server closed the connection')));
  }

  /** Connects and authenticates. Rejects when the server refuses or ends the connection. */
  static open(port: number, token: string, path = '/socket.io'): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const connection: Connection = new Connection(port, path, token, { resolve: () => resolve(connection), reject });
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
    const type = bytes[start];
    if (type === digit.four) {
      if (this.#state === 'open') this.onPacket(bytes, start + 1, end);
      else this.#join(bytes, start, end);
    } else if (type === digit.two) this.send(pong);
    else if (type === digit.zero) this.send(clientFrame(`40${JSON.stringify({ token: this.#token })}`));
  };

  #join(bytes: Buffer, start: number, end: number): void {
    if (bytes[start + 1] === digit.zero) {
      this.#state = 'open';
      this.#opened.resolve();
    } else if (bytes[start + 1] === digit.four) this.#end(new Error(`refused: ${bytes.toString('utf8', start, end)}`));
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

/** Opens a connection per token, at most `atOnce` handshakes at a time, in the order of the tokens. */
export async function openAll(
  port: number,
  tokens: readonly string[],
  path?: string,
  atOnce = 50,
): Promise<Connection[]> {
  const connections: Connection[] = new Array(tokens.length);
  let next = 0;
  const work = async () => {
    for (let index = next++; index < tokens.length; index = next++) {
      connections[index] = await Connection.open(port, tokens[index] as string, path);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, tokens.length) }, work));
  return connections;
}

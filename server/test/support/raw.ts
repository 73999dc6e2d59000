import { connect, type Socket } from 'node:net';

/** A bare TCP connection that does only what it is told and never closes its own side. */
export type RawClient = {
  readonly socket: Socket;
  /** When it was connected, as Date.now() tells it. */
  readonly opened: number;
  /** Milliseconds from the connection to the server's end of it; null as long as it lasts. */
  lasted(): number | null;
  destroy(): void;
};

/** Connects to the server at `url`. */
export function openRaw(url: string): Promise<RawClient> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const opened = Date.now();
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    let lasted: number | null = null;
    const ended = () => {
      lasted ??= Date.now() - opened;
    };
    socket.resume(); // what nobody reads would hide the end
    socket.on('end', ended).on('close', ended);
    socket.on('error', reject); // once it is resolved: a connection that was reset, which `close` tells too
    socket.on('connect', () => resolve({ socket, opened, lasted: () => lasted, destroy: () => socket.destroy() }));
  });
}

/** The head of a request for a WebSocket, as far as its last empty line. */
export function upgradeHead(path: string): string {
  return [
    `GET ${path} HTTP/1.1`,
    'Host: parley',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '\r\n',
  ].join('\r\n');
}

/** A short text as a client's WebSocket frame, masked with zeros (RFC 6455, section 5.2). */
export function clientFrame(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length > 125) throw new RangeError('longer than a short frame');
  return Buffer.concat([Buffer.from([0x81, 0x80 | bytes.length, 0, 0, 0, 0]), bytes]);
}

import type { Socket } from 'socket.io';

type MessageListener = (data: Buffer, isBinary: boolean) => void;

/** What is used of the `ws` library's socket. */
type RawSocket = {
  listeners(event: 'message'): MessageListener[];
  removeListener(event: 'message', listener: MessageListener): void;
  on(event: 'message', listener: MessageListener): void;
};

const ENGINE_MESSAGE = '4'.charCodeAt(0);
const SOCKET_EVENT = '2'.charCodeAt(0);

function isRawSocket(value: unknown): value is RawSocket {
  return typeof value === 'object' && value !== null && 'listeners' in value && 'removeListener' in value;
}

/** True while Engine.IO waits for the answer to its ping: any packet counts as a sign of life then. */
function awaitsPong(conn: object): boolean {
  return !('pingTimeoutTimer' in conn) || conn.pingTimeoutTimer !== null;
}

/**
 * Shows packets that can only be events to Socket.IO's client at once. On their usual way they pass four emitters of
 * Engine.IO that nobody listens to, which is a good part of what receiving a message costs. Everything else, and everything
 * on another transport than a WebSocket, goes that way still.
 */
export function shortenInbound(conn: Socket['conn']): void {
  const shorten = () => {
    const raw: unknown = 'socket' in conn.transport ? conn.transport.socket : null;
    if (!isRawSocket(raw)) return;
    const [usual, ...others] = raw.listeners('message');
    if (!usual || others.length > 0) return;
    raw.removeListener('message', usual);
    raw.on('message', (data, isBinary) => {
      const isEvent = !isBinary && data[0] === ENGINE_MESSAGE && data[1] === SOCKET_EVENT;
      if (isEvent && conn.readyState === 'open' && !awaitsPong(conn)) conn.emit('data', data.toString('utf8', 1));
      else usual(data, isBinary);
    });
  };
  if (conn.transport.name === 'websocket') shorten();
  else conn.once('upgrade', shorten);
}

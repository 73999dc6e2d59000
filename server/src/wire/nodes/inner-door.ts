import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { InnerPlace } from './inner-place.ts';
import { NOT_MINE } from './pass-on.ts';
import { INNER_HEADER, type InnerSeal, type Passed } from './seal.ts';
import { nodeOfSession } from './session-ids.ts';

/** What other nodes pass on to this one comes in here. */
export type InnerDoor = {
  /** Whether a request came by this door: such a one is never passed on again. */
  isPassed(request: IncomingMessage): boolean;
  /** Begins to listen. @returns the address that others reach it by. */
  open(): Promise<string>;
  /** Lets what was begun end, for a moment. */
  close(): Promise<void>;
};

const CLOSE_MS = 1_000;
const KEEP_ALIVE_MS = 72_000;

/**
 * Makes the door of the node `self`. Only what concerns a session of this node, and another node vouches for, goes on to the server that
 * it names, where it looks as if it had come there by itself, from the client's own address.
 */
export function createInnerDoor(
  self: string,
  seal: InnerSeal,
  servers: ReadonlyMap<string, Server>,
  where: InnerPlace,
): InnerDoor {
  const passed = new WeakSet<IncomingMessage>();
  const upgraded = new Set<Duplex>();
  const door = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, noDelay: true });

  /** The server that a request is for; null for one that is not to be believed, or for another node. */
  function admit(request: IncomingMessage): Server | null {
    const facts = seal.open(request);
    if (facts?.to !== self || nodeOfSession(request.url) !== self) return null;
    restore(request, facts);
    passed.add(request);
    return servers.get(facts.place) ?? null;
  }

  door.on('request', (request, response) => {
    const server = admit(request);
    if (server) server.emit('request', request, response);
    else response.writeHead(NOT_MINE, { connection: 'close' }).end();
  });
  door.on('upgrade', (request: IncomingMessage, socket, head) => {
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
    const server = admit(request);
    if (server) server.emit('upgrade', request, socket, head);
    else socket.end(`HTTP/1.1 ${NOT_MINE} Misdirected Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });

  return {
    isPassed: (request) => passed.has(request),
    async open() {
      const { listenOn, reachedAt } = where;
      // Each process has a door of its own, also where processes share their other ports.
      await listen(door, { ...(listenOn !== undefined && { host: listenOn }), exclusive: true }, where.port);
      return `${reachedAt}:${(door.address() as AddressInfo).port}`;
    },
    async close() {
      if (!door.listening) return;
      const closed = new Promise((resolve) => door.close(resolve));
      const idle = setInterval(() => door.closeIdleConnections(), 50);
      const hard = setTimeout(() => {
        door.closeAllConnections();
        for (const socket of upgraded) socket.destroy();
      }, CLOSE_MS);
      await closed;
      clearInterval(idle);
      clearTimeout(hard);
    },
  };
}

/** A line between nodes carries the requests of one client after the other. */
function restore({ headers, socket }: IncomingMessage, { client }: Passed): void {
  delete headers[INNER_HEADER];
  Object.defineProperty(socket, 'remoteAddress', { value: client === '' ? undefined : client, configurable: true });
}

/** How many ports above the first are tried: the processes of one machine have one each, twice as many while they are replaced. */
const PORTS = 256;

async function listen(server: Server, options: { host?: string; exclusive: boolean }, first: number): Promise<void> {
  for (let port = first; ; port += 1) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ ...options, port }, () => {
          server.off('error', reject);
          resolve();
        });
      });
      return;
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!taken || first === 0 || port >= first + PORTS) throw error;
    }
  }
}

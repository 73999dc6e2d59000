import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Random } from './prng.ts';
import { replyFilter } from './replyFilter.ts';

/**
 * Stands between the clients and the server, so that the links can fail while both ends live. It loses replies to
 * calls that change something (an HTTP answer, or the ack of a socket call) after the server has sent them, and it cuts
 * or freezes the connections of one device, which names itself by `?device=` in the address of its socket.
 */
export type FaultProxy = {
  readonly url: string;
  /** The share of replies to lose from now on, 0 to 1. */
  loseReplies(share: number): void;
  /** How many replies were lost so far. */
  lost(): number;
  /** Resets every connection of a device. */
  cut(device: string): void;
  /** Lets nothing through to or from a device any more, without closing: its peer has to notice by itself. */
  freeze(device: string): void;
  close(): Promise<void>;
};

/** By then both ends have missed their heartbeats. */
const FROZEN_MS = 10_000;

/** Opens a proxy on a free port of 127.0.0.1 in front of a server on `targetPort`. */
export async function openProxy(targetPort: number, draw: Random): Promise<FaultProxy> {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  const links = new Map<string, Set<Duplex>>();
  const frozen = new Set<Duplex>();
  let share = 0;
  let lost = 0;
  const loses = (): boolean => {
    if (share === 0 || !draw.chance(share)) return false;
    lost += 1;
    return true;
  };

  const server: Server = createServer((incoming, answer) => {
    const device = deviceOf(incoming);
    if (device !== null) keep(links, device, incoming.socket);
    forward(incoming, answer, targetPort, agent, () => changes(incoming) && loses());
  });
  server.on('upgrade', (incoming: IncomingMessage, client: Socket, head: Buffer) => {
    const device = deviceOf(incoming);
    const upstream = connect(targetPort, '127.0.0.1');
    if (device !== null) {
      keep(links, device, client);
      keep(links, device, upstream);
    }
    tunnel(incoming, client, head, upstream, loses);
  });
  server.keepAliveTimeout = 60_000;

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const each = (device: string, act: (link: Duplex) => void): void => {
    for (const link of links.get(device) ?? []) act(link);
    links.delete(device);
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    loseReplies: (next) => {
      share = next;
    },
    lost: () => lost,
    cut: (device) => each(device, (link) => link.destroy()),
    freeze: (device) =>
      each(device, (link) => {
        link.unpipe();
        link.removeAllListeners('data');
        link.pause();
        frozen.add(link);
        setTimeout(() => {
          link.destroy();
          frozen.delete(link);
        }, FROZEN_MS).unref();
      }),
    close: () => {
      agent.destroy();
      server.closeAllConnections();
      for (const link of frozen) link.destroy();
      for (const device of [...links.keys()]) each(device, (link) => link.destroy());
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function deviceOf(incoming: IncomingMessage): string | null {
  return new URL(incoming.url ?? '/', 'http://proxy').searchParams.get('device');
}

function changes(incoming: IncomingMessage): boolean {
  return incoming.method !== 'GET' && incoming.url?.startsWith('/socket.io') !== true;
}

function keep(links: Map<string, Set<Duplex>>, device: string, link: Duplex): void {
  const known = links.get(device) ?? new Set();
  links.set(device, known);
  if (known.has(link)) return;
  known.add(link);
  link.once('close', () => known.delete(link));
}

/** Passes one request on; when `loses` says so the answer is dropped and the connection reset once it has come. */
function forward(
  incoming: IncomingMessage,
  answer: ServerResponse,
  port: number,
  agent: Agent,
  loses: () => boolean,
): void {
  const { method, headers, url: path } = incoming;
  const onward = request({ host: '127.0.0.1', port, agent, method, headers, path });
  const drop = (): void => void incoming.socket.destroy();
  onward.on('error', drop);
  onward.on('response', (reply) => {
    reply.on('error', drop);
    if (loses()) {
      reply.resume();
      drop();
      return;
    }
    answer.writeHead(reply.statusCode ?? 500, reply.headers);
    reply.pipe(answer);
  });
  answer.on('close', () => {
    if (!answer.writableFinished) onward.destroy();
  });
  incoming.pipe(onward);
}

/** Joins a WebSocket's two ends: bytes as they are upwards, frame by frame downwards. */
function tunnel(incoming: IncomingMessage, client: Socket, head: Buffer, upstream: Socket, loses: () => boolean): void {
  const filter = replyFilter(loses);
  const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`];
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    lines.push(`${incoming.rawHeaders[index]}: ${incoming.rawHeaders[index + 1]}`);
  }
  client.setNoDelay(true);
  upstream.setNoDelay(true);
  upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
  if (head.length > 0) upstream.write(head);
  client.on('data', (bytes: Buffer) => void upstream.write(bytes));
  upstream.on('data', (bytes: Buffer) => void client.write(filter(bytes)));
  for (const [end, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    end.on('error', () => other.destroy());
    end.on('close', () => other.destroy());
  }
}

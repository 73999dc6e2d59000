import {
  Agent,
  type ClientRequest,
  type IncomingMessage,
  request as openRequest,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream';
import { INNER_HEADER, type InnerSeal } from './seal.ts';

/** Answers of a node that a request was not meant for, or that does not believe who passed it on. */
export const NOT_MINE = 421;

/** A node that is not reached within this is not there. */
const CONNECT_MS = 2_000;
/** What is said to the next hop only. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** A node and where it is reached. */
export type Target = { readonly node: string; readonly address: string };

/** Passes requests and WebSockets on to the nodes that have their sessions. `unknown` answers for a node that is not there. */
export type PassOn = {
  request(target: Target, place: string, request: IncomingMessage, response: ServerResponse, unknown: () => void): void;
  upgrade(
    target: Target,
    place: string,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    unknown: () => void,
  ): void;
  /** Ends what waits and what stays open, so that clients begin anew somewhere else. What was begun to be sent goes through. */
  cut(): void;
  /** The same for what goes to one node, which died. */
  lose(node: string): void;
  close(): void;
};

/** Makes what passes on, with headers that other nodes of the site believe. */
export function createPassOn(seal: InnerSeal): PassOn {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 64 });
  /** What ends each, and the node that it goes to. */
  const ends = new Map<() => void, string>();
  let cutting = false;

  function send({ node, address }: Target, place: string, request: IncomingMessage, headers: string[]): ClientRequest {
    const { method = 'GET', url = '/', socket } = request;
    const sealed = seal.seal(method, url, { to: node, place, client: socket.remoteAddress ?? '' });
    const { hostname, port } = new URL(`http://${address}`);
    const upstream = openRequest({
      agent,
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: port === '' ? 80 : Number(port),
      method,
      path: url,
      headers: [...passedHeaders(request), INNER_HEADER, sealed, ...headers],
    });
    upstream.setNoDelay(true);
    upstream.once('socket', (line) => {
      if (!line.connecting) return;
      const late = setTimeout(() => upstream.destroy(new Error('the node is not reached')), CONNECT_MS);
      line.once('connect', () => clearTimeout(late));
      line.once('close', () => clearTimeout(late));
    });
    return upstream;
  }

  return {
    request(target, place, request, response, unknown) {
      // A poll waits for what there will be; what a client says is on its way already.
      const waits = request.method === 'GET';
      if (waits && cutting) {
        sayGone(response);
        return;
      }
      const upstream = send(target, place, request, []);
      let gone = false;
      const cut = () => {
        gone = true;
        upstream.destroy();
        sayGone(response);
      };
      if (waits) ends.set(cut, target.node);
      response.once('close', () => {
        ends.delete(cut);
        gone = true;
        upstream.destroy();
      });
      upstream.on('response', (answer) => {
        if (answer.statusCode === NOT_MINE) {
          answer.resume();
          unknown();
          return;
        }
        response.writeHead(answer.statusCode ?? 502, passedHeaders(answer));
        pipeline(answer, response, () => {});
      });
      upstream.on('error', () => {
        if (gone) return;
        gone = true;
        if (response.headersSent) response.destroy();
        else unknown();
      });
      request.pipe(upstream);
    },

    upgrade(target, place, request, socket, head, unknown) {
      const upstream = send(target, place, request, [
        'connection',
        'Upgrade',
        'upgrade',
        request.headers.upgrade ?? 'websocket',
      ]);
      let answered = false;
      const drop = () => void upstream.destroy();
      socket.on('error', () => socket.destroy());
      socket.once('close', drop);
      upstream.on('error', () => {
        if (answered || socket.destroyed) return;
        answered = true;
        socket.off('close', drop);
        unknown();
      });
      upstream.on('response', (answer) => {
        answered = true;
        answer.resume();
        if (answer.statusCode === NOT_MINE) unknown();
        else refuse(socket, answer.statusCode ?? 502);
      });
      upstream.on('upgrade', (answer, inner, first) => {
        answered = true;
        socket.off('close', drop);
        const end = () => socket.end();
        ends.set(end, target.node);
        socket.once('close', () => ends.delete(end));
        socket.write(headOf(answer));
        join(socket, inner, first, head);
        if (cutting) end();
      });
      upstream.end();
    },

    cut() {
      cutting = true;
      for (const end of ends.keys()) end();
    },
    lose(node) {
      for (const [end, to] of ends) if (to === node) end();
    },
    close: () => agent.destroy(),
  };
}

/** Has a client begin anew somewhere else. */
function sayGone(response: ServerResponse): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(503, { 'retry-after': '1', connection: 'close' }).end();
}

/** Two ends of one WebSocket: what comes in at one goes out at the other, and they end together. */
function join(socket: Duplex, inner: Duplex, fromInner: Buffer, fromSocket: Buffer): void {
  for (const [one, other] of [
    [socket, inner],
    [inner, socket],
  ] as const) {
    if ('setTimeout' in one && typeof one.setTimeout === 'function') one.setTimeout(0);
    if ('setNoDelay' in one && typeof one.setNoDelay === 'function') one.setNoDelay(true);
    one.on('error', () => one.destroy());
    one.once('close', () => other.destroy());
  }
  if (fromInner.length > 0) socket.write(fromInner);
  if (fromSocket.length > 0) inner.write(fromSocket);
  inner.pipe(socket);
  socket.pipe(inner);
}

function refuse(socket: Duplex, status: number): void {
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function headOf({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let at = 0; at < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Names and values by turns, of all that is said to who is at the end of the way. */
function passedHeaders({ rawHeaders }: IncomingMessage): string[] {
  const headers: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = [rawHeaders[at], rawHeaders[at + 1]];
    if (!HOP_BY_HOP.has(name.toLowerCase()) && name.toLowerCase() !== INNER_HEADER) headers.push(name, value);
  }
  return headers;
}

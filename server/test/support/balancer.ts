import { createServer, type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * A plain load balancer: each request goes to the next server, whoever sends it and whatever it belongs to, and each WebSocket too. A server
 * that cannot be connected to is passed over. It says who asked in `X-Forwarded-For`, as balancers do.
 */
export type Balancer = {
  readonly url: string;
  /** How many requests and WebSockets each server was given, by its address. */
  readonly given: ReadonlyMap<string, number>;
  /** The servers from now on. */
  use(urls: readonly string[]): void;
  close(): Promise<void>;
};

/** `isSilent`: it never answers for a server; where one breaks off, it does as well, so that every answer is a server's own. */
export async function startBalancer(urls: readonly string[], { isSilent = false } = {}): Promise<Balancer> {
  let targets = [...urls];
  let turn = 0;
  const given = new Map<string, number>();
  const streams = new Set<Duplex>();

  /** All servers, the next one first. */
  function next(): string[] {
    turn += 1;
    return targets.map((_, at) => targets[(turn + at) % targets.length] ?? '');
  }

  function count(url: string): void {
    given.set(url, (given.get(url) ?? 0) + 1);
  }

  function headersOf(request: IncomingMessage): string[] {
    return [...request.rawHeaders, 'X-Forwarded-For', request.socket.remoteAddress ?? ''];
  }

  function refuse(response: ServerResponse): void {
    if (isSilent) response.destroy();
    else response.writeHead(502).end();
  }

  function hand([url, ...others]: string[], request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    if (url === undefined) {
      refuse(response);
      return;
    }
    const { hostname: host, port } = new URL(url);
    const { method = 'GET', url: path = '/' } = request;
    const upstream = openRequest({ host, port, method, path, headers: headersOf(request), agent: false });
    const gone = () => void upstream.destroy();
    response.once('close', gone);
    upstream.once('response', (answer) => {
      count(url);
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    upstream.once('error', (error) => {
      response.off('close', gone);
      if (response.destroyed) return;
      if ('code' in error && error.code === 'ECONNREFUSED') hand(others, request, body, response);
      else if (response.headersSent) response.destroy();
      else refuse(response);
    });
    upstream.end(body);
  }

  function join([url, ...others]: string[], request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (url === undefined) {
      socket.destroy();
      return;
    }
    const { hostname, port } = new URL(url);
    const upstream = connect(Number(port), hostname);
    upstream.once('connect', () => {
      count(url);
      streams.add(upstream);
      const lines = headersOf(request).flatMap((part, at, all) => (at % 2 === 0 ? `${part}: ${all[at + 1]}` : []));
      upstream.write(`${request.method} ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      upstream.write(head);
      upstream.pipe(socket);
      socket.pipe(upstream);
    });
    upstream.on('error', () => {
      if (upstream.bytesRead === 0 && !streams.has(upstream)) join(others, request, socket, head);
      else socket.destroy();
    });
    upstream.on('close', () => {
      if (streams.delete(upstream)) socket.destroy();
    });
    socket.on('error', () => upstream.destroy());
    socket.on('close', () => upstream.destroy());
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => hand(next(), request, Buffer.concat(chunks), response));
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    streams.add(socket);
    socket.once('close', () => streams.delete(socket));
    join(next(), request, socket, head);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    given,
    use: (now) => {
      targets = [...now];
    },
    async close() {
      for (const stream of streams) stream.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

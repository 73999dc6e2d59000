import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from './factories.ts';

/** A request as it came in. */
export type Received = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: Buffer };

/** A real HTTP server in this process that writes down what it is sent. */
export type Listener = {
  readonly url: string;
  readonly received: readonly Received[];
  /** Answers requests to `path` with `status` from now on; 201 otherwise. Redirects lead to `/elsewhere`. */
  answer(path: string, status: number | ((one: Received) => number)): void;
  /** Lets requests to `path` wait for their answers until the function that it returns is called. */
  hold(path: string): () => void;
  at(path: string): Received[];
  waitFor(path: string, count?: number, timeoutMs?: number): Promise<Received[]>;
  close(): Promise<void>;
};

/** `port` 0: any free one. */
export async function openListener(port = 0): Promise<Listener> {
  const received: Received[] = [];
  const statuses = new Map<string, number | ((one: Received) => number)>();
  const gates = new Map<string, Promise<void>>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '/';
      const one = { path, headers: request.headers, body: Buffer.concat(chunks) };
      received.push(one);
      void Promise.resolve(gates.get(path)).then(() => {
        const answer = statuses.get(path) ?? 201;
        const status = typeof answer === 'number' ? answer : answer(one);
        response.writeHead(status, status >= 300 && status < 400 ? { location: '/elsewhere' } : {}).end();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const at = (path: string) => received.filter((one) => one.path === path);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    at,
    answer: (path, status) => void statuses.set(path, status),
    hold(path) {
      const gate = Promise.withResolvers<void>();
      gates.set(path, gate.promise);
      return () => {
        gates.delete(path);
        gate.resolve();
      };
    },
    async waitFor(path, count = 1, timeoutMs = 10_000) {
      await eventually(`${count} requests to ${path}`, async () => at(path).length >= count, timeoutMs);
      return at(path);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

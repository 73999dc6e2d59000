import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from './factories.ts';

/** A request as it came in. */
export type Received = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: Buffer };

/** A real HTTP server in this process that writes down what it is sent. */
export type Listener = {
  readonly url: string;
  readonly received: readonly Received[];
  /** Answers requests to `path` with `status` from now on; 201 otherwise. */
  answer(path: string, status: number): void;
  /** Lets requests to `path` wait for their answers until the function that it returns is called. */
  hold(path: string): () => void;
  at(path: string): Received[];
  waitFor(path: string, count?: number, timeoutMs?: number): Promise<Received[]>;
  close(): Promise<void>;
};

export async function openListener(): Promise<Listener> {
  const received: Received[] = [];
  const statuses = new Map<string, number>();
  const gates = new Map<string, Promise<void>>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '/';
      received.push({ path, headers: request.headers, body: Buffer.concat(chunks) });
      void Promise.resolve(gates.get(path)).then(() => response.writeHead(statuses.get(path) ?? 201).end());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
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

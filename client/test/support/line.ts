import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy before a server: the way of one client, which a test can cut, or on which nothing comes back. */
export type Line = {
  readonly url: string;
  /** Ends all connections and lets nobody in. */
  cut(): void;
  mend(): void;
  /** What is said gets through, and no answer comes back until the line is cut. */
  deafen(): void;
  close(): Promise<void>;
};

export async function startLine(target: string): Promise<Line> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let isWhole = true;
  let isDeaf = false;
  const server = createServer((client) => {
    if (!isWhole) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(port), hostname);
    client.pipe(upstream);
    upstream.on('data', (chunk) => {
      if (!isDeaf) client.write(chunk);
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  const end = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${bound.port}`,
    cut() {
      isWhole = false;
      isDeaf = false;
      end();
    },
    mend() {
      isWhole = true;
      isDeaf = false;
    },
    deafen() {
      isDeaf = true;
    },
    async close() {
      end();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy that a test can cut, which ends all connections and refuses new ones, or hold, so that nothing passes. */
export type Line = {
  /** The given address with the proxy's host and port in it. */
  url: string;
  cut(): void;
  hold(): void;
  mend(): void;
  close(): Promise<void>;
};

/** Puts a proxy before the server that a `postgres:` address names. */
export async function startProxy(target: string): Promise<Line> {
  const address = new URL(target);
  const sockets = new Set<Socket>();
  let whole = true;
  let held = false;
  const server = createServer((client) => {
    if (!whole) {
      client.destroy();
      return;
    }
    const folder = address.searchParams.get('host');
    const upstream = folder
      ? connect(`${folder}/.s.PGSQL.${address.port}`)
      : connect(Number(address.port), address.hostname);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      if (held) one.pause();
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
  const url = new URL(target);
  url.searchParams.delete('host');
  url.hostname = '127.0.0.1';
  url.port = String(bound.port);
  return {
    url: url.href,
    cut() {
      whole = false;
      for (const socket of sockets) socket.destroy();
    },
    hold() {
      held = true;
      for (const socket of sockets) socket.pause();
    },
    mend() {
      whole = true;
      held = false;
      for (const socket of sockets) socket.resume();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

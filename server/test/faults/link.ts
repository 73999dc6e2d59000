import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** The way from one node to one of the services that it needs, which can fail while both ends live. */
export type Link = {
  /** The address that the node is given in place of the service's own. */
  readonly url: string;
  /** Resets all connections, and refuses new ones. */
  cut(): void;
  /** Lets nothing through any more and closes nothing: the ends have to notice by themselves. */
  hold(): void;
  /** Lets everything through so many milliseconds later. */
  delay(ms: number): void;
  /** As it was. What was held ends by a reset. */
  mend(): void;
  close(): Promise<void>;
};

/** Opens the way to the service at `target`, which may listen on a Unix socket (`?host=/folder`, as PostgreSQL has it). */
export async function openLink(target: string): Promise<Link> {
  const address = new URL(target);
  const sockets = new Set<Socket>();
  let state: 'whole' | 'cut' | 'held' = 'whole';
  let delayMs = 0;

  function open(): Socket {
    const folder = address.searchParams.get('host');
    const { port, hostname } = address;
    return folder === null ? connect(Number(port), hostname) : connect(`${folder}/.s.PGSQL.${port}`);
  }

  /** Bytes keep their order whatever the delay is when they come. */
  function pass(from: Socket, to: Socket): void {
    let before: Promise<unknown> = Promise.resolve();
    let waiting = 0;
    from.on('data', (bytes: Buffer) => {
      if (state === 'held') return;
      if (delayMs === 0 && waiting === 0) {
        if (!to.write(bytes)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
        return;
      }
      waiting += 1;
      before = Promise.all([before, sleep(delayMs)]).then(() => {
        waiting -= 1;
        if (to.writable && state !== 'held') to.write(bytes);
      });
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
    sockets.add(from);
  }

  const server = createServer((client) => {
    if (state === 'cut') {
      client.destroy();
      return;
    }
    const upstream = open();
    client.setNoDelay(true);
    upstream.setNoDelay(true);
    pass(client, upstream);
    pass(upstream, client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the link has no port');
  const url = new URL(target);
  url.searchParams.delete('host');
  url.hostname = '127.0.0.1';
  url.port = String(bound.port);
  const reset = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    cut() {
      state = 'cut';
      reset();
    },
    hold() {
      state = 'held';
    },
    delay(ms) {
      delayMs = ms;
    },
    mend() {
      // What was begun while nothing passed has lost bytes: it must not go on as if it had not.
      if (state === 'held') reset();
      state = 'whole';
      delayMs = 0;
    },
    close() {
      reset();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

import { connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** A TCP proxy that a test can cut, which ends all connections and refuses new ones, or hold, so that nothing passes. */
export type Line = {
  /** The given address with the proxy's host and port in it. */
  url: string;
  cut(): void;
  hold(): void;
  mend(): void;
  /** How often a statement of this name was used so far. */
  asked(statement: string): number;
  /** The next use of a statement does not get through: its connection ends, or it waits so many milliseconds. */
  meet(statement: string, fate: 'cut' | number): void;
  close(): Promise<void>;
};

/** Puts a proxy before the server that a `postgres:` address names. */
export async function startProxy(target: string): Promise<Line> {
  const address = new URL(target);
  const sockets = new Set<Socket>();
  let whole = true;
  let held = false;
  const uses = new Map<string, number>();
  const fates: { readonly statement: string; readonly fate: 'cut' | number }[] = [];
  /** Passes on what a client says, but for what a test wants to meet. */
  const gate = (client: Socket) =>
    new Transform({
      transform(chunk: Buffer, _encoding, pass) {
        const text = chunk.toString('latin1');
        // PostgreSQL's Bind names an unnamed portal, and then the statement.
        for (const [, name = ''] of text.matchAll(/\0([a-z][a-z-]+)\0/g)) uses.set(name, (uses.get(name) ?? 0) + 1);
        const index = fates.findIndex(({ statement }) => text.includes(`\0${statement}\0`));
        const [met] = index < 0 ? [] : fates.splice(index, 1);
        if (met === undefined) pass(null, chunk);
        else if (met.fate === 'cut') client.destroy();
        else setTimeout(() => pass(null, chunk), met.fate);
      },
    });
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
      if (one === client) one.pipe(gate(client)).pipe(other);
      else one.pipe(other);
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
    asked: (statement) => uses.get(statement) ?? 0,
    meet: (statement, fate) => void fates.push({ statement, fate }),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

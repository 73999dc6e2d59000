import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';

/** Why tests that need Redis are left out here; null where they are not: `describe.skipIf(NO_REDIS !== null)`. */
export const NO_REDIS =
  spawnSync('redis-server', ['--version']).status === 0
    ? null
    : 'no redis-server is installed (apt-get install redis-server)';

/** A real Redis without persistence, on a port of its own. */
export type RedisServer = {
  readonly url: string;
  readonly port: number;
  /** Ends it by SIGKILL; all that it held is gone. */
  kill(): Promise<void>;
  /** Starts it anew, empty, at the same port. */
  restart(): Promise<void>;
  /** Stops it in the middle of whatever it does: connections stay, nothing is answered. */
  freeze(): void;
  thaw(): void;
  /** FLUSHALL. */
  flush(): Promise<void>;
  /** One command, by a connection of its own. */
  command(...args: (string | Buffer)[]): Promise<unknown>;
  stop(): Promise<void>;
};

/** Starts one. `cluster`: a cluster of this one server, which has all slots. */
export async function startRedis({ cluster = false } = {}): Promise<RedisServer> {
  if (NO_REDIS !== null) throw new Error(NO_REDIS);
  const folder = await mkdtemp(join(tmpdir(), 'parley-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;

  async function start(): Promise<void> {
    const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
    child = spawn('redis-server', [...options, ...(cluster ? ['--cluster-enabled', 'yes'] : [])], { stdio: 'ignore' });
    process.once('exit', follow);
    await until(async () => (await command('PING')) === 'PONG');
    if (!cluster) return;
    if (!String(await command('CLUSTER', 'INFO')).includes('cluster_slots_assigned:16384')) {
      await command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    }
    await until(async () => String(await command('CLUSTER', 'INFO')).includes('cluster_state:ok'));
  }

  /** Where the test ends without saying so, it goes as well. */
  function follow(): void {
    child?.kill('SIGKILL');
  }

  async function command(...args: (string | Buffer)[]): Promise<unknown> {
    const client = createClient({ url, RESP: 2, disableOfflineQueue: true, socket: { reconnectStrategy: false } });
    client.on('error', () => {});
    await client.connect();
    try {
      return await client.sendCommand(args);
    } finally {
      client.destroy();
    }
  }

  async function kill(): Promise<void> {
    const ending = child;
    child = null;
    process.off('exit', follow);
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = once(ending, 'exit');
    ending.kill('SIGKILL');
    await ended;
  }

  await start();
  return {
    url,
    port,
    command,
    kill,
    restart: start,
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    flush: async () => void (await command('FLUSHALL')),
    async stop() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function until(check: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i += 1) {
    if (await check().catch(() => false)) return;
    await sleep(25);
  }
  throw new Error('Redis did not start');
}

/** A free port below those that a cluster needs another one 10,000 above. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!free) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}

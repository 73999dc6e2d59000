import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';
import { freePort } from '../../../tools/ports.ts';

/** A cluster's servers talk to each other on ports so much above their own. */
const BUS = 10_000;

/** Why tests that need Redis are left out here; null where they are not: `describe.skipIf(NO_REDIS !== null)`. */
export const NO_REDIS =
  spawnSync('redis-server', ['--version']).status === 0
    ? null
    : 'no redis-server is installed (apt-get install redis-server)';

/** A real Redis without persistence, on a port of its own; or a cluster of them, which is treated as one. */
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
  /** One command, by a connection of its own; to a cluster's first server. */
  command(...args: (string | Buffer)[]): Promise<unknown>;
  stop(): Promise<void>;
};

const SLOTS = 16_384;

/** Starts one. `cluster`: of how many servers; 0 for a Redis that is no cluster. */
export async function startRedis({ cluster = 0 }: { readonly cluster?: number } = {}): Promise<RedisServer> {
  if (NO_REDIS !== null) throw new Error(NO_REDIS);
  const folder = await mkdtemp(join(tmpdir(), 'parley-redis-'));
  const ports: number[] = [];
  while (ports.length < Math.max(1, cluster)) ports.push(await freePort(BUS));
  const [port = 0] = ports;
  const servers: ChildProcess[] = [];

  async function launch(at: number): Promise<void> {
    const place = ['--port', `${at}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'];
    const role = cluster > 0 ? ['--cluster-enabled', 'yes', '--cluster-config-file', `nodes-${at}.conf`] : [];
    servers.push(spawn('redis-server', [...place, ...role], { stdio: 'ignore' }));
    await until(async () => (await command(at, 'PING')) === 'PONG');
  }

  async function start(): Promise<void> {
    process.once('exit', follow);
    await Promise.all(ports.map(launch));
    if (cluster === 0) return;
    const slots = Math.ceil(SLOTS / cluster);
    for (const [i, at] of ports.entries()) {
      // After a restart they know it from their files.
      if (String(await command(at, 'CLUSTER', 'INFO')).includes('cluster_slots_assigned:0')) {
        await command(at, 'CLUSTER', 'ADDSLOTSRANGE', `${i * slots}`, `${Math.min((i + 1) * slots, SLOTS) - 1}`);
        if (at !== port) await command(at, 'CLUSTER', 'MEET', '127.0.0.1', `${port}`);
      }
    }
    for (const at of ports) {
      await until(async () => {
        const info = String(await command(at, 'CLUSTER', 'INFO'));
        return info.includes('cluster_state:ok') && info.includes(`cluster_size:${cluster}`);
      });
    }
  }

  /** Where the test ends without saying so, it goes as well. */
  function follow(): void {
    for (const server of servers) server.kill('SIGKILL');
  }

  async function command(at: number, ...args: (string | Buffer)[]): Promise<unknown> {
    const url = `redis://127.0.0.1:${at}`;
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
    process.off('exit', follow);
    const ending = servers.splice(0).filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    await Promise.all(
      ending.map(async (server) => {
        const ended = once(server, 'exit');
        server.kill('SIGKILL');
        await ended;
      }),
    );
  }

  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    restart: start,
    command: (...args) => command(port, ...args),
    freeze: () => servers.forEach((server) => void server.kill('SIGSTOP')),
    thaw: () => servers.forEach((server) => void server.kill('SIGCONT')),
    flush: async () => void (await Promise.all(ports.map((at) => command(at, 'FLUSHALL')))),
    async stop() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function until(check: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 600; i += 1) {
    if (await check().catch(() => false)) return;
    await sleep(25);
  }
  throw new Error('Redis did not start');
}

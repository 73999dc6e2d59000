import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { findHome } from '../src/adapters/postgres/embedded/location.ts';

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 12_000;
const MAIN = join(import.meta.dirname, '../src/main.ts');

const health = z.object({ service: z.string(), status: z.literal('healthy') });

/** A server started for the demo alone. `stop` ends it and removes its data. */
export type OwnServer = { readonly url: string; readonly secret: string; stop(): Promise<void> };

/** True when a healthy Parley answers at this address. */
export async function isHealthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(new URL('/health', url), { signal: AbortSignal.timeout(2_000) });
    return health.safeParse(await response.json()).success;
  } catch {
    return false;
  }
}

/**
 * Starts a server on a free port, with its data in a temporary folder and a secret of its own, and waits until it is
 * healthy. Nothing of this process's own settings reaches it, so no real database is touched. Throws with the last lines
 * of its output when it does not come up.
 */
export async function startOwnServer(): Promise<OwnServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-demo-'));
  // For root the database runs as another user, who must be able to pass through here to his own folder.
  await chmod(dataDir, 0o755);
  const port = await freePort();
  const secret = randomBytes(32).toString('hex');
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(process.execPath, [MAIN], {
    cwd: dataDir,
    env: { PATH, HOME, TMPDIR, HOST: '127.0.0.1', PORT: String(port), DATA_DIR: dataDir, JWT_SECRET: secret },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = keepTail(child);
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    await end(child);
    const database = await findHome(dataDir).catch(() => null);
    if (database !== null) await rm(database, { recursive: true, force: true });
    await rm(dataDir, { recursive: true, force: true });
  };
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await isHealthy(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`the server did not start:\n${output()}`);
    }
    await sleep(50);
  }
  return { url, secret, stop };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await exited;
  clearTimeout(force);
}

function keepTail(child: ChildProcess): () => string {
  let tail = '';
  const keep = (chunk: Buffer) => {
    tail = (tail + chunk.toString()).slice(-4_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return () => tail;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

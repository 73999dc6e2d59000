import { createHash, randomBytes, randomInt } from 'node:crypto';
import { mkdir, readdir, realpath, rename, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './error.ts';

/** This process's hold on a folder. It ends with the process, however that ends. */
export type FolderLock = {
  /** Says to whoever waits for the folder that it will soon be free. */
  markClosing(): void;
  release(): Promise<void>;
};

type State = 'claiming' | 'held' | 'closing';

const waitForClosingMs = 12_000;
const longestSocketPath = 100; // the smallest limit of a system that we run on is 104

const noSockets = new Set(['ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'EINVAL', 'ENAMETOOLONG']); // as some shared folders say

/**
 * Takes `folder` for this process alone; null if another live process has it. One that is just closing is waited for.
 *
 * The hold is a listening socket in the folder. The kernel takes the listener away with its process, even after
 * kill -9, so that a socket nobody answers is surely stale; a number in a file would not do, because process numbers
 * are used again (and are the same in each run of a container). Who claims first binds, and then looks for others: of
 * two that claim at once at least one sees the other, gives up and tries again a random moment later.
 */
export async function lockFolder(folder: string): Promise<FolderLock | null> {
  const giveUpAt = Date.now() + waitForClosingMs;
  while (true) {
    const { lock, others } = await claim(folder);
    if (others.length === 0) return lock;
    await lock.release();
    if (others.includes('held') || Date.now() > giveUpAt) return null;
    await sleep(randomInt(20, 200));
  }
}

async function claim(folder: string): Promise<{ lock: FolderLock; others: State[] }> {
  const state: { now: State } = { now: 'claiming' };
  const server = createServer((socket) => socket.on('error', () => undefined).end(state.now)).unref();
  const { path, siblings } = process.platform === 'win32' ? await bindPipe(server, folder) : await bind(server, folder);
  const states = await Promise.all(siblings.map(probe));
  const others = states.filter((found) => found !== null);
  if (others.length === 0) state.now = 'held';
  const lock = {
    markClosing: () => {
      state.now = 'closing';
    },
    release: async () => {
      server.close();
      await rm(path, { force: true });
    },
  };
  return { lock, others };
}

/** Listens in the folder or, where it takes no sockets or its path is too long for one, in a temporary one. */
async function bind(server: Server, folder: string): Promise<{ path: string; siblings: string[] }> {
  const digest = createHash('sha256')
    .update(await realpath(folder))
    .digest('hex');
  const places = [join(folder, 'lock'), join(tmpdir(), `parley-lock-${digest.slice(0, 16)}`)];
  const name = randomBytes(6).toString('hex');
  for (const place of places) {
    const path = join(place, `${name}.sock`);
    if (path.length > longestSocketPath) continue;
    try {
      await mkdir(place, { recursive: true, mode: 0o700 });
      await listen(server, join(place, name));
      await rename(join(place, name), path); // seen by others only now that it answers
      const names = (await readdir(place)).filter((other) => other.endsWith('.sock') && other !== `${name}.sock`);
      return { path, siblings: names.map((other) => join(place, other)) };
    } catch (error) {
      if (!noSockets.has(errorCode(error) ?? '')) throw error;
    }
  }
  throw new Error('no socket can be made in it, nor in the temporary folder');
}

/** Windows: a pipe's name is taken as long as its process lives, which is all that is needed. */
async function bindPipe(server: Server, folder: string): Promise<{ path: string; siblings: string[] }> {
  const digest = createHash('sha256')
    .update(await realpath(folder))
    .digest('hex');
  const path = `\\\\.\\pipe\\parley-${digest.slice(0, 32)}`;
  try {
    await listen(server, path);
    return { path, siblings: [] };
  } catch (error) {
    if (errorCode(error) !== 'EADDRINUSE') throw error;
    return { path, siblings: [path] };
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** What the process behind a socket says of itself; `held` if it is silent; null, and no more socket, if it is gone. */
async function probe(path: string): Promise<State | null> {
  const answer = await new Promise<string>((resolve) => {
    let text = '';
    const socket = connect(path).setEncoding('utf8').setTimeout(1_000);
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('end', () => resolve(text));
    socket.on('timeout', () => socket.destroy());
    socket.on('error', (error) => resolve(errorCode(error) ?? ''));
    socket.on('close', () => resolve(text));
  });
  if (answer === 'claiming' || answer === 'closing') return answer;
  if (answer === 'ENOENT') return null;
  if (answer !== 'ECONNREFUSED') return 'held';
  await rm(path, { force: true });
  return null;
}

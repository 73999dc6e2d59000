import { execFile } from 'node:child_process';
import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { spawnAs } from './account.ts';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError } from './error.ts';

const run = promisify(execFile);

const escalation = [
  { signal: 'SIGINT', waitMs: 3_000 }, // disconnect all and write everything out
  { signal: 'SIGQUIT', waitMs: 3_000 }, // stop now; the next start replays the log
  { signal: 'SIGKILL', waitMs: 3_000 },
] as const;

/**
 * Makes the way free for a new server on `data`: stops one that still runs there although its Parley is dead, and
 * removes the file with the number of one that does not. PostgreSQL itself would take any process that now has this
 * number for a server. To be called only by who has locked the folder.
 */
export async function clearLeftover(data: string, binaries: Binaries): Promise<void> {
  const pidFile = join(data, 'postmaster.pid');
  if (process.platform === 'win32') {
    await run(binaries.pgCtl, ['stop', '-D', data, '-m', 'fast', '-t', '10'], spawnAs(null)).catch(() => undefined);
    return;
  }
  const pid = await readPid(pidFile);
  if (pid !== null) {
    for (const { signal, waitMs } of escalation) {
      if (!(await isServer(pid, data))) break;
      process.kill(pid, signal);
      await waitForEnd(pid, data, waitMs);
    }
    if (await isServer(pid, data)) {
      throw new EmbeddedPostgresError(`A PostgreSQL server (process ${pid}) still uses ${data} and cannot be stopped.`);
    }
  }
  await rm(pidFile, { force: true });
}

/**
 * Ends at once what is left of a server on `data` whose main process is dead. Its children go by themselves when they notice, but for one
 * that waits for a lock of another one that was killed with it: nobody gives that back, and as long as any of them is there PostgreSQL
 * does not start again. Finds them on Linux only. To be called only by who has locked the folder, while no server is to run.
 */
export async function endOrphans(data: string): Promise<void> {
  if (process.platform !== 'linux') return;
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || !(await isServer(pid, data))) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it has just ended
    }
  }
}

async function readPid(pidFile: string): Promise<number | null> {
  const text = await readFile(pidFile, 'utf8').catch(() => '');
  const pid = Number.parseInt(text.split('\n')[0] ?? '', 10);
  return Number.isInteger(pid) && pid > 1 ? pid : null;
}

async function waitForEnd(pid: number, data: string, waitMs: number): Promise<void> {
  const until = Date.now() + waitMs;
  while (Date.now() < until && (await isServer(pid, data))) await sleep(50);
}

/** Whether process `pid` is a PostgreSQL server on `data`: a server works in its folder, and its command names it. */
async function isServer(pid: number, data: string): Promise<boolean> {
  if (process.platform === 'linux') {
    const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    return name.trim() === 'postgres' && folder === (await realpath(data));
  }
  const command = await run('ps', ['-o', 'args=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return command.stdout.includes('postgres') && command.stdout.includes(data);
}

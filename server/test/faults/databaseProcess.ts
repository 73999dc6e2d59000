import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { administer, dropDatabase, withDatabase } from '../support/databases.ts';
import { killTree, startChild } from './child.ts';

const SCRIPT = fileURLToPath(new URL('./database.ts', import.meta.url));
const BACK_LIMIT_MS = 60_000;

const Started = z.object({ url: z.string() });
const Pid = z.object({ pid: z.number().nullable() });

/** A PostgreSQL that can be killed apart from the server under test, and that comes back by itself. */
export type DatabaseProcess = {
  /** Makes an empty database and returns its address, which stays the same over kills. */
  create(): Promise<string>;
  /** Removes a database, whoever is connected to it. */
  drop(url: string): Promise<void>;
  /** kill -9 of PostgreSQL's main process and all its children; false if none ran. */
  kill(): Promise<boolean>;
  /** Resolves when it takes connections again; false after a minute. */
  back(): Promise<boolean>;
  close(): Promise<void>;
};

/** Starts the embedded PostgreSQL in a process and a temporary folder of its own. */
export async function openDatabase(): Promise<DatabaseProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-faults-db-'));
  // Where root runs this, PostgreSQL runs as another user, who has to pass.
  await chmod(folder, 0o711);
  const child = startChild(SCRIPT, [join(folder, 'data')], { PATH: process.env.PATH }, folder);
  const { url } = Started.parse(await child.heard());
  return {
    create: async () => {
      const name = `faults_${randomBytes(8).toString('hex')}`;
      await administer(url, `CREATE DATABASE ${name}`);
      return withDatabase(url, name);
    },
    drop: (own) => dropDatabase(url, new URL(own).pathname.slice(1)),
    kill: async () => {
      const answer = child.heard();
      child.send('pid');
      const { pid } = Pid.parse(await answer);
      if (pid === null) return false;
      await killTree(pid);
      return true;
    },
    back: async () => {
      const until = performance.now() + BACK_LIMIT_MS;
      while (performance.now() < until) {
        const up = await administer(url, 'SELECT 1', 2_000).then(
          () => true,
          () => false,
        );
        if (up) return true;
        await sleep(20);
      }
      return false;
    },
    close: async () => {
      await child.end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

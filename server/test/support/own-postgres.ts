import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../tools/ports.ts';

const installed = '/usr/lib/postgresql';
const tools = ['initdb', 'pg_ctl', 'pg_dump', 'pg_restore', 'createdb'];

/** Where a PostgreSQL of the machine's own has its programs, its clients among them; null where there is none. */
export const postgresPrograms = findPrograms();
/** What a group of tests that need it is called. */
export const withPostgres =
  postgresPrograms === null
    ? 'with PostgreSQL’s own tools (left out: postgresql is not installed)'
    : 'with PostgreSQL’s own tools';

function findPrograms(): string | null {
  if (!existsSync(installed)) return null;
  const folders = readdirSync(installed).sort((a, b) => Number(b) - Number(a));
  const found = folders
    .filter((version) => Number(version) >= 15)
    .map((version) => join(installed, version, 'bin'))
    .find((folder) => tools.every((tool) => existsSync(join(folder, tool))));
  return found !== undefined && account() !== null ? found : null;
}

/** The user that may run it: root may not. Undefined: whoever runs the tests; null: there is none. */
function account(): { uid: number; gid: number } | undefined | null {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, 'postgres']).stdout.toString() || Number.NaN),
  );
  return uid === undefined || gid === undefined || Number.isNaN(uid + gid) ? null : { uid, gid };
}

export type OwnPostgres = {
  /** Makes an empty database. @returns its address. */
  makeDatabase(name: string): string;
  stop(): Promise<void>;
};

/** Starts a PostgreSQL as an operator has one: with a role that owns its databases. */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  if (postgresPrograms === null) throw new Error(withPostgres);
  const programs = postgresPrograms;
  const folder = await mkdtemp(join(tmpdir(), 'parley-own-postgres-'));
  const who = account() ?? null;
  if (who) chownSync(folder, who.uid, who.gid);
  const port = await freePort();
  const data = join(folder, 'data');
  const run = (tool: string, ...args: string[]) =>
    void execFileSync(join(programs, tool), args, { ...who, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  run('initdb', '-D', data, '-U', 'operator', '-A', 'trust', '--locale=C.UTF-8', '--encoding=UTF8');
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder}`;
  run('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', options, 'start');
  return {
    makeDatabase(name) {
      run('createdb', '-h', '127.0.0.1', '-p', `${port}`, '-U', 'operator', name);
      return `postgres://operator@127.0.0.1:${port}/${name}`;
    },
    async stop() {
      run('pg_ctl', '-D', data, '-w', '-m', 'immediate', 'stop');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

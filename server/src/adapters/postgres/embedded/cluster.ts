import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Account, canWrite, spawnAs } from './account.ts';
import type { Binaries } from './binaries.ts';
import { renameDurably } from './durable.ts';
import { EmbeddedPostgresError, errorCode } from './error.ts';
import { type Location, makeFor } from './location.ts';

const run = promisify(execFile);

/** Name of the database and of the role that owns it. The role is no superuser, but may make databases (tests do). */
export const databaseName = 'parley';

/**
 * Makes a new database cluster (UTF-8, the locale-free C.UTF-8 order, page checksums, passwords by SCRAM) with the
 * role and database `parley` in it, and gives it its final name only when all of it is on the disk: a start that is
 * killed half-way leaves a draft, never half a database.
 */
export async function createCluster(binaries: Binaries, account: Account, location: Location): Promise<void> {
  const { home, draft } = location;
  if (draft === null) return;
  const data = join(draft, 'data');
  const password = randomBytes(24).toString('hex');
  const passwordFile = join(draft, 'password');
  await writePassword(passwordFile, password, account);
  await makeFor(account, data);
  await runInit(binaries, account, data, passwordFile);
  await runSingle(binaries, account, data, [
    `CREATE ROLE ${databaseName} LOGIN CREATEDB PASSWORD '${password}'`,
    `CREATE DATABASE ${databaseName} OWNER ${databaseName}`,
  ]);
  await renameDurably(draft, home);
}

/**
 * Checks that `account` can use the cluster and that `binaries` are of its major version, and returns its password.
 * A folder that came to belong to root, as by `cp -r`, is given back to the account.
 */
export async function openCluster(binaries: Binaries, account: Account, home: string): Promise<string> {
  const data = join(home, 'data');
  if (account !== null && (await stat(data)).uid !== account.uid) {
    await run('chown', ['-R', `${account.uid}:${account.gid}`, home]);
  }
  if (account !== null && !(await canWrite(account, data))) {
    throw new EmbeddedPostgresError(
      `The user ${account.name}, which runs PostgreSQL in place of root, cannot enter the database in ${home}: ` +
        'let every user pass the folders above it (chmod o+x), or move DATA_DIR to where that is so.',
    );
  }
  try {
    const version = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
    if (version !== binaries.majorVersion) {
      throw new EmbeddedPostgresError(
        `The database in ${home} was made by PostgreSQL ${version}, and this is ${binaries.majorVersion}: ` +
          'dump it with the older version and load it into the newer one.',
      );
    }
    return (await readFile(join(home, 'password'), 'utf8')).trim();
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    throw new EmbeddedPostgresError(
      `The database in ${home} cannot be read (${errorCode(error) ?? error}): start Parley as the user that owns it.`,
    );
  }
}

async function writePassword(path: string, password: string, account: Account): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, `${password}\n`, { mode: 0o600 });
  const file = await open(path);
  try {
    if (account !== null) await file.chown(account.uid, account.gid);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function runInit(binaries: Binaries, account: Account, data: string, passwordFile: string): Promise<void> {
  const options = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--no-instructions'];
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  try {
    await run(binaries.initdb, [`--pgdata=${data}`, ...options, ...locale], spawnAs(account));
  } catch (error) {
    throw new EmbeddedPostgresError(`The database in ${data} cannot be made: ${lastLine(error)}`);
  }
}

/** Runs statements, each on one line, in PostgreSQL's single-user mode: no other connection can come between. */
async function runSingle(binaries: Binaries, account: Account, data: string, statements: string[]): Promise<void> {
  const args = ['--single', '-D', data, '-c', 'exit_on_error=on', '-c', 'log_min_messages=fatal', 'postgres'];
  const running = run(binaries.postgres, args, spawnAs(account));
  running.child.stdin?.on('error', () => undefined); // a server that ended early says why on its own
  running.child.stdin?.end(`${statements.join('\n')}\n`);
  try {
    await running;
  } catch (error) {
    throw new EmbeddedPostgresError(`The database in ${data} cannot be set up: ${lastLine(error)}`);
  }
}

/** The last line that a program which failed wrote to stderr. */
function lastLine(error: unknown): string {
  const hasOutput = typeof error === 'object' && error !== null && 'stderr' in error;
  const lines = String(hasOutput ? error.stderr : '').trim();
  return lines.split('\n').at(-1) || String(error);
}

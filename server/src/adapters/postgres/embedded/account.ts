import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './error.ts';

const run = promisify(execFile);

/** The system user that runs PostgreSQL in place of root; `null` where this process runs it as itself. */
export type Account = { readonly uid: number; readonly gid: number; readonly name: string } | null;

/** What child_process.spawn needs to run a program as `account`: no folder of ours, no variable of ours. */
export function spawnAs(account: Account): { cwd: string; env: NodeJS.ProcessEnv; uid?: number; gid?: number } {
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  if (process.platform === 'win32') return { cwd: process.cwd(), env: { ...process.env } };
  return account === null ? { cwd: '/', env } : { cwd: '/', env, uid: account.uid, gid: account.gid };
}

/**
 * Decides who runs PostgreSQL, which refuses to run as root. An ordinary user runs it as itself. For root it is the
 * owner of the database that exists (`existing`, its folder, or null), else the user `postgres`, else `nobody`.
 * Throws EmbeddedPostgresError where root may not become that user.
 */
export async function chooseAccount(existing: string | null): Promise<Account> {
  if (process.getuid?.() !== 0) return null;
  const account = (await ownerOf(existing)) ?? (await lookUp('postgres')) ?? (await lookUp('nobody'));
  if (account === null) {
    throw new EmbeddedPostgresError(
      'PostgreSQL refuses to run as root, and this system has neither a user "postgres" nor "nobody": ' +
        'start Parley as an ordinary user, or set DATABASE_URL.',
    );
  }
  if (!(await succeedsAs(account, 'exit 0'))) {
    throw new EmbeddedPostgresError(
      `PostgreSQL refuses to run as root, and root may not become the user ${account.name} here: ` +
        'start Parley as an ordinary user, or set DATABASE_URL.',
    );
  }
  return account;
}

/** Whether the shell `script` ($1, $2 ... are `args`) succeeds when `account` runs it; the one honest test of access. */
export async function succeedsAs(account: Account, script: string, ...args: string[]): Promise<boolean> {
  try {
    await run('/bin/sh', ['-c', script, 'sh', ...args], { ...spawnAs(account), timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

/** Whether `account` can enter `folder` and make files in it. */
export async function canWrite(account: Account, folder: string): Promise<boolean> {
  return succeedsAs(account, 'cd "$1" && : > .access && rm .access', folder);
}

async function ownerOf(folder: string | null): Promise<Account> {
  if (folder === null) return null;
  const { uid, gid } = await stat(folder);
  return uid === 0 ? null : { uid, gid, name: `of number ${uid}` };
}

async function lookUp(name: string): Promise<Account> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout), name };
  } catch {
    return null;
  }
}

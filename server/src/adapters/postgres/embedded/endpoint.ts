import { mkdtemp, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Account } from './account.ts';
import { EmbeddedPostgresError } from './error.ts';
import { makeFor } from './location.ts';

/** Where the server listens: a socket in a folder that only its user may enter or, on Windows, a port of 127.0.0.1. */
export type Endpoint = { readonly folder: string | null; readonly port: number };

const prefix = 'parley-postgres-';
const longestFolder = 80; // a socket's path has at most 104 bytes, and the file's name takes 16

/** Makes a new place to listen at, and removes the one that `home`'s last server left if it was killed. */
export async function makeEndpoint(account: Account, home: string): Promise<Endpoint> {
  if (process.platform === 'win32') return { folder: null, port: await freePort() };
  const note = join(home, 'socket-folder');
  const before = await readFile(note, 'utf8').catch(() => '');
  if (basename(before).startsWith(prefix)) await removeFolder(before);
  for (const parent of [tmpdir(), '/tmp', '/var/tmp']) {
    if (parent.length + prefix.length > longestFolder) continue;
    const folder = await mkdtemp(join(parent, prefix)).catch(() => null);
    if (folder === null) continue;
    if (await makeFor(account, folder)) {
      await rm(note, { force: true });
      await writeFile(note, folder);
      return { folder, port: 5432 };
    }
    await rmdir(folder);
  }
  throw new EmbeddedPostgresError('PostgreSQL needs a folder for its socket: set TMPDIR to one that can be written.');
}

/** Makes the endpoint as it was when it was made: a folder without the files of a dead server. */
export async function renewEndpoint(endpoint: Endpoint, account: Account): Promise<void> {
  if (endpoint.folder === null) return;
  await removeFolder(endpoint.folder);
  if (await makeFor(account, endpoint.folder)) return;
  throw new EmbeddedPostgresError(`The folder of PostgreSQL's socket (${endpoint.folder}) cannot be made again.`);
}

/** Removes what the endpoint left in the file system, if anything. */
export async function removeEndpoint(endpoint: Endpoint): Promise<void> {
  if (endpoint.folder !== null) await removeFolder(endpoint.folder);
}

/** The address of `database` for node-postgres and libpq alike. */
export function serverUrl(endpoint: Endpoint, role: string, password: string, database: string): string {
  const address = `postgres://${role}:${password}@127.0.0.1:${endpoint.port}/${database}`;
  return endpoint.folder === null ? address : `${address}?host=${encodeURIComponent(endpoint.folder)}`;
}

/** The socket's file; null where there is none. */
export function socketFile(endpoint: Endpoint): string | null {
  return endpoint.folder === null ? null : join(endpoint.folder, `.s.PGSQL.${endpoint.port}`);
}

/** Only ever removes a socket and its lock file, never what else a folder of that name may hold. */
async function removeFolder(folder: string): Promise<void> {
  for (const name of ['.s.PGSQL.5432', '.s.PGSQL.5432.lock']) await rm(join(folder, name), { force: true });
  await rmdir(folder).catch(() => undefined);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { databaseName } from '../../src/adapters/postgres/embedded/cluster.ts';
import { serverUrl } from '../../src/adapters/postgres/embedded/endpoint.ts';
import { findHome } from '../../src/adapters/postgres/embedded/location.ts';
import type { Config } from '../../src/config.ts';

/** A database as it is reached, and the setting that led to it. */
export type Place = { readonly url: string; readonly setting: string };

/**
 * The database of the server that has these settings: the configured one, or the one that runs in DATA_DIR for another process.
 * @throws with a sentence where none runs there, or it may not be read.
 */
export async function findDatabase({ database, dataDir }: Config): Promise<Place> {
  if (database.url !== null) return { url: database.url, setting: 'DATABASE_URL' };
  const setting = `DATA_DIR (${dataDir})`;
  const home = await findHome(dataDir);
  if (home === null) throw new Error(`There is no database in ${setting}: ${HINT}`);
  try {
    const password = (await readFile(join(home, 'password'), 'utf8')).trim();
    // PostgreSQL's own note of its process: number, folder, time, port, folder of the socket.
    const [, , , port, socket] = (await readFile(join(home, 'data', 'postmaster.pid'), 'utf8')).split('\n');
    const endpoint = { folder: socket === undefined || socket === '' ? null : socket, port: Number(port) };
    return { url: serverUrl(endpoint, databaseName, password, databaseName), setting };
  } catch {
    throw new Error(`The database in ${setting} does not run, or this user may not read where: ${HINT}`);
  }
}

const HINT = 'give this command the DATA_DIR or DATABASE_URL that the server has, in the environment or in .env.';

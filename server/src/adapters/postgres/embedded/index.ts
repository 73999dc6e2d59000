import { join } from 'node:path';
import { makeDataFolder } from '../../data-folder.ts';
import { type Account, chooseAccount } from './account.ts';
import { type Binaries, prepareBinaries } from './binaries.ts';
import { createCluster, databaseName, openCluster } from './cluster.ts';
import { makeEndpoint, removeEndpoint, serverUrl } from './endpoint.ts';
import { EmbeddedPostgresError, errorCode } from './error.ts';
import { chooseHome, confirmHome, findHome, removeDrafts, sharedFolder } from './location.ts';
import { type FolderLock, lockFolder } from './lock.ts';
import type { Settings } from './settings.ts';
import { type EmbeddedLog, Supervisor } from './supervisor.ts';

export type EmbeddedPostgresOptions = {
  /** Absolute path of DATA_DIR; made if it does not exist. */
  readonly dataDir: string;
  readonly log: EmbeddedLog;
  /** Settings of PostgreSQL that go before ours; for tests. */
  readonly settings?: Settings;
};

export type EmbeddedPostgres = {
  /** Address of the database `parley`; the same for as long as this runs, however often PostgreSQL restarts. */
  readonly url: string;
  /** The folder that holds the database. */
  readonly folder: string;
  /** The number of PostgreSQL's main process; null while it is down. */
  pid(): number | null;
  /** Shuts PostgreSQL down and frees DATA_DIR; at most 5 s; may be called twice. */
  stop(): Promise<void>;
};

/**
 * Starts a real PostgreSQL server that belongs to this process: its data in DATA_DIR, its programs from npm. Makes the
 * database the first time, stops a server that a killed Parley left running, restarts PostgreSQL when it dies, and
 * stops it when this process ends, however that happens. Resolves when the database takes connections.
 * Throws EmbeddedPostgresError with a sentence for the operator, also where another live process has DATA_DIR.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir } = options;
  await makeDataFolder(dataDir).catch((error: unknown) => {
    throw new EmbeddedPostgresError(`DATA_DIR (${dataDir}) cannot be made: ${errorCode(error) ?? error}.`);
  });
  const locks = [await hold(dataDir, dataDir)];
  try {
    const { home, account, binaries } = await prepare(dataDir);
    if (!home.startsWith(join(dataDir, '/'))) locks.push(await hold(home, dataDir));
    return await serve(options, { home, account, binaries, locks });
  } catch (error) {
    await Promise.all(locks.map((lock) => lock.release()));
    throw error;
  }
}

type Prepared = { home: string; account: Account; binaries: Binaries };

async function prepare(dataDir: string): Promise<Prepared> {
  const existing = await findHome(dataDir);
  const account = await chooseAccount(existing);
  const binaries = await prepareBinaries(account, account === null ? dataDir : sharedFolder);
  if (existing !== null) {
    await confirmHome(dataDir, existing);
    await removeDrafts(existing);
    return { home: existing, account, binaries };
  }
  const place = await chooseHome(dataDir, account);
  await createCluster(binaries, account, place);
  await confirmHome(dataDir, place.home);
  return { home: place.home, account, binaries };
}

async function serve(
  { log, settings = {} }: EmbeddedPostgresOptions,
  { home, account, binaries, locks }: Prepared & { locks: FolderLock[] },
): Promise<EmbeddedPostgres> {
  const password = await openCluster(binaries, account, home);
  const endpoint = await makeEndpoint(account, home);
  const url = serverUrl(endpoint, databaseName, password, databaseName);
  const supervisor = new Supervisor({ binaries, account, data: join(home, 'data'), endpoint, url, settings, log });
  try {
    await supervisor.start();
  } catch (error) {
    await removeEndpoint(endpoint);
    throw error;
  }
  let stopped: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    for (const lock of locks) lock.markClosing();
    await supervisor.stop();
    await removeEndpoint(endpoint);
    await Promise.all(locks.map((lock) => lock.release()));
  };
  return {
    url,
    folder: home,
    pid: () => supervisor.pid(),
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

async function hold(folder: string, dataDir: string): Promise<FolderLock> {
  const lock = await lockFolder(folder).catch((error: unknown) => {
    throw new EmbeddedPostgresError(`DATA_DIR (${dataDir}) cannot be used: ${errorCode(error) ?? error}.`);
  });
  if (lock !== null) return lock;
  throw new EmbeddedPostgresError(
    `Another Parley server is running with DATA_DIR (${dataDir}): stop it, or give this one another DATA_DIR.`,
  );
}

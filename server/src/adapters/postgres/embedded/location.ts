import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { type Account, canWrite } from './account.ts';
import { writeDurably } from './durable.ts';
import { EmbeddedPostgresError, errorCode } from './error.ts';

/** Where root keeps a database whose DATA_DIR the user that runs PostgreSQL cannot enter. Never a temporary folder. */
export const sharedFolder = '/var/lib/parley';

/**
 * The folder of the database: `home/data` is PostgreSQL's own, `home/password` opens it. While `home` does not exist
 * yet, it is made as `draft` (an empty folder of the account) and renamed when complete.
 */
export type Location = { readonly home: string; readonly draft: string | null };

const Pointer = z.object({ home: z.string(), complete: z.boolean() });
type Pointer = z.infer<typeof Pointer>;

/** The folder of the database that DATA_DIR has, in it or elsewhere; null before the first start. */
export async function findHome(dataDir: string): Promise<string | null> {
  const pointer = await readPointer(dataDir);
  const home = pointer?.home ?? join(dataDir, 'postgres');
  if (await exists(home)) return home;
  if (pointer?.complete) {
    throw new EmbeddedPostgresError(
      `The database of DATA_DIR (${dataDir}) lies in ${home}, as ${pointerPath(dataDir)} says, and is not there: ` +
        'put it back, or delete that file to start with an empty one.',
    );
  }
  return null;
}

/**
 * Chooses a place that `account` can use and makes an empty draft folder there. Each try has a
 * new name for it, because the initdb of a killed start may still be writing to its own.
 */
export async function chooseHome(dataDir: string, account: Account): Promise<Location> {
  const near = join(dataDir, 'postgres');
  const nearDraft = await makeDraft(near, account);
  if (nearDraft !== null) return { home: near, draft: nearDraft };
  if (account === null) throw new EmbeddedPostgresError(`DATA_DIR (${dataDir}) cannot be written.`);

  const pointer = (await readPointer(dataDir)) ?? {
    home: join(sharedFolder, randomBytes(8).toString('hex')),
    complete: false,
  };
  await writePointer(dataDir, pointer);
  const farDraft = await makeDraft(pointer.home, account);
  if (farDraft !== null) return { home: pointer.home, draft: farDraft };
  throw new EmbeddedPostgresError(
    `The user ${account.name}, which runs PostgreSQL in place of root, can enter neither DATA_DIR (${dataDir}) nor ` +
      `${sharedFolder}: set DATA_DIR to a folder that every user may enter, or set DATABASE_URL.`,
  );
}

/** Removes what killed first starts left beside `home`. */
export async function removeDrafts(home: string): Promise<void> {
  const names = await readdir(dirname(home)).catch(() => []);
  for (const name of names) {
    if (name.startsWith(`${basename(home)}.draft-`)) await remove(join(dirname(home), name));
  }
}

async function makeDraft(home: string, account: Account): Promise<string | null> {
  await removeDrafts(home);
  const draft = `${home}.draft-${randomBytes(4).toString('hex')}`;
  if (await makeFor(account, draft)) return draft;
  await remove(draft);
  return null;
}

/** Notes that the database at `home` is complete, where DATA_DIR only points to it. */
export async function confirmHome(dataDir: string, home: string): Promise<void> {
  const pointer = await readPointer(dataDir);
  if (pointer?.home === home && !pointer.complete) await writePointer(dataDir, { home, complete: true });
}

/** Makes `folder` (0700, owned by the account); false where that fails or the account still cannot use it. */
export async function makeFor(account: Account, folder: string): Promise<boolean> {
  try {
    await mkdir(dirname(folder), { recursive: true }); // a folder above that is new is one to pass through
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (account === null) return true;
    await chown(folder, account.uid, account.gid);
    await chmod(folder, 0o700);
    const { uid } = await stat(folder); // a share of another system may take no owner
    return uid === account.uid && (await canWrite(account, folder));
  } catch {
    return false;
  }
}

const pointerPath = (dataDir: string): string => join(dataDir, 'postgres.json');

async function readPointer(dataDir: string): Promise<Pointer | null> {
  let text: string;
  try {
    text = await readFile(pointerPath(dataDir), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  return Pointer.parse(JSON.parse(text));
}

async function writePointer(dataDir: string, pointer: Pointer): Promise<void> {
  await writeDurably(pointerPath(dataDir), `${JSON.stringify(pointer)}\n`);
}

async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

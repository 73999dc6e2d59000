import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, copyFile, type FileHandle, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ParleyError } from '../../core/errors.ts';
import { type FileStorage, isStorageKey, type StagedFile } from '../../core/files/storage.ts';
import { errorCode, syncFolders } from './durable.ts';

/** Where bytes wait until they are kept. No key can name it, since no part of a key begins with a dot. */
const STAGING = '.incoming';
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EMFILE', 'ENFILE']);

/**
 * Files as files below `root`, which is made when it is missing. Only this user may read them. Bytes are written under a
 * temporary name, synced and renamed, and the folders synced, so that a key exists whole or not at all. `apart`: where what
 * is below a folder of keys is kept in place of `root`; what is below `root` already is still found there.
 */
export function createDiskStorage(root: string, apart: Readonly<Record<string, string>> = {}): FileStorage {
  const staging = join(root, STAGING);

  /** Where a key belongs, and where else it may be. */
  function pathsOf(key: string): [string, ...string[]] {
    if (!isStorageKey(key)) throw new RangeError('not a storage key');
    const usual = join(root, key);
    const slash = key.indexOf('/');
    const place = slash < 0 ? undefined : apart[key.slice(0, slash)];
    return place === undefined ? [usual] : [join(place, key.slice(slash + 1)), usual];
  }

  function pathOf(key: string): string {
    return pathsOf(key)[0];
  }

  /** Runs `place` once the key's folder exists, then makes its result durable. */
  async function settle(path: string, place: () => Promise<void>): Promise<void> {
    const folder = dirname(path);
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    await place();
    await syncFolders(folder, made ? dirname(made) : folder);
  }

  return {
    async stage(content, maxBytes) {
      await mkdir(staging, { recursive: true, mode: 0o700 });
      const path = join(staging, randomBytes(20).toString('hex'));
      const file = await open(path, 'wx', 0o600).catch(rethrow);
      try {
        const size = await fill(file, content, maxBytes);
        return staged(file, path, size, (key) => {
          const target = pathOf(key);
          return settle(target, () => move(path, target));
        });
      } catch (error) {
        await file.close().catch(() => {});
        await rm(path, { force: true });
        return rethrow(error);
      }
    },

    async read(key, range) {
      for (const path of pathsOf(key)) {
        try {
          const file = await open(path, 'r');
          return file.createReadStream(range && { start: range.start, end: range.end });
        } catch (error) {
          if (errorCode(error) !== 'ENOENT') throw error;
        }
      }
      return null;
    },

    async copy(from, to) {
      const target = pathOf(to);
      for (const source of pathsOf(from)) {
        try {
          await settle(target, () => duplicate(source, target));
          return true;
        } catch (error) {
          if (errorCode(error) !== 'ENOENT') rethrow(error);
        }
      }
      return false;
    },

    async remove(key) {
      for (const path of pathsOf(key)) await rm(path, { force: true });
    },

    async sweepStaged(olderThanMs) {
      const before = Date.now() - olderThanMs;
      let swept = 0;
      for (const name of await readdir(staging).catch(() => [])) {
        const path = join(staging, name);
        const found = await stat(path).catch(() => null);
        if (!found || found.mtimeMs > before) continue;
        await rm(path, { force: true });
        swept += 1;
      }
      return swept;
    },

    async check() {
      await mkdir(staging, { recursive: true, mode: 0o700 });
      await access(staging, constants.R_OK | constants.W_OK | constants.X_OK);
    },
  };
}

/** Writes the stream to the file as it comes; returns its length in bytes. */
async function fill(file: FileHandle, content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<number> {
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size > maxBytes) throw new ParleyError('file_too_large', `The file is larger than ${maxBytes} bytes`);
    for (let done = 0; done < chunk.length; ) done += (await file.write(chunk, done)).bytesWritten;
  }
  return size;
}

function staged(file: FileHandle, path: string, size: number, place: (key: string) => Promise<void>): StagedFile {
  let kept = false;
  return {
    path,
    size,
    async keep(key) {
      try {
        await file.sync();
        await file.close();
        await place(key);
        kept = true;
      } catch (error) {
        rethrow(error);
      }
    },
    async discard() {
      if (kept) return;
      await file.close().catch(() => {});
      await rm(path, { force: true }).catch(() => {});
    },
  };
}

/** Gives a file its name; where that is on another file system its bytes go there first, under a temporary name. */
async function move(path: string, target: string): Promise<void> {
  try {
    await rename(path, target);
  } catch (error) {
    if (errorCode(error) !== 'EXDEV') throw error;
    const near = `${target}.${randomBytes(6).toString('hex')}`;
    await copyFile(path, near, constants.COPYFILE_EXCL);
    const file = await open(near, 'r+');
    await file.sync().finally(() => file.close());
    await rename(near, target);
    await rm(path, { force: true });
  }
}

/** A second name for the same bytes, which never change; a real copy where the file system has no hard links. */
async function duplicate(source: string, target: string): Promise<void> {
  try {
    await link(source, target);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw error;
    await copyFile(source, target, constants.COPYFILE_EXCL);
    const file = await open(target, 'r+');
    await file.sync().finally(() => file.close());
  }
}

/** Brings a lack of room into the catalogue of errors; anything else is thrown as it is. */
function rethrow(error: unknown): never {
  if (FULL.has(errorCode(error) ?? '')) {
    throw new ParleyError('unavailable', 'Files cannot be stored at the moment', { retryAfter: 30 });
  }
  throw error;
}

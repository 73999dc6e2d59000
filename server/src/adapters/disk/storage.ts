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
 * temporary name, synced and renamed, and the folders synced, so that a key exists whole or not at all.
 */
export function createDiskStorage(root: string): FileStorage {
  const staging = join(root, STAGING);

  function pathOf(key: string): string {
    if (!isStorageKey(key)) throw new RangeError('not a storage key');
    return join(root, key);
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
          return settle(target, () => rename(path, target));
        });
      } catch (error) {
        await file.close().catch(() => {});
        await rm(path, { force: true });
        return rethrow(error);
      }
    },

    async read(key, range) {
      try {
        const file = await open(pathOf(key), 'r');
        return file.createReadStream(range && { start: range.start, end: range.end });
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return null;
        throw error;
      }
    },

    async copy(from, to) {
      const source = pathOf(from);
      const target = pathOf(to);
      try {
        await settle(target, () => duplicate(source, target));
        return true;
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return false;
        return rethrow(error);
      }
    },

    remove: (key) => rm(pathOf(key), { force: true }),

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

import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeStorage } from '../../core/files/storage.suite.ts';
import { createDiskStorage } from './storage.ts';

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function fixture() {
  const folder = await mkdtemp(join(tmpdir(), 'parley-disk-'));
  const root = join(folder, 'files');
  return {
    root,
    storage: createDiskStorage(root),
    count: async () => (await filesIn(root)).length,
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

async function* bytes(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('private');
}

describeStorage('disk', fixture);

test('files and folders are for this user only, and no name of a client appears', async () => {
  const { root, storage, close } = await fixture();
  const staged = await storage.stage(bytes(), 100);
  await staged.keep('ab/abcdef');
  const [path] = await filesIn(root);
  expect(path).toBe(join(root, 'ab', 'abcdef'));
  for (const folder of [root, join(root, 'ab'), join(root, '.incoming')]) {
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  }
  expect((await stat(join(root, 'ab', 'abcdef'))).mode & 0o777).toBe(0o600);
  await close();
});

test('a root that is no folder cannot store, and says so', async () => {
  const { root, storage, close } = await fixture();
  await writeFile(root, 'in the way');
  await expect(storage.check()).rejects.toThrow();
  await expect(storage.stage(bytes(), 100)).rejects.toThrow();
  await close();
});

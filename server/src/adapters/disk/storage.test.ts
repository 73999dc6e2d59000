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

test('what has a place apart is kept there, and found where it was before it had one', async () => {
  const { root, storage, close } = await fixture();
  const chat = `${root}-chat`;
  const divided = createDiskStorage(root, { chat });
  const keep = async (to: typeof storage, key: string) => (await to.stage(bytes(), 100)).keep(key);
  const read = async (key: string) => (await divided.read(key))?.toArray();
  await keep(storage, 'chat/ab/old');
  await keep(divided, 'chat/ab/new');
  await keep(divided, 'ab/other');
  expect((await filesIn(chat)).map((path) => path.slice(chat.length))).toEqual(['/ab/new']);
  expect(await Promise.all(['chat/ab/old', 'chat/ab/new', 'ab/other'].map(read))).toEqual(
    Array(3).fill([Buffer.from('private')]),
  );
  expect(await divided.copy('chat/ab/old', 'chat/ab/copy')).toBe(true);
  expect(await divided.copy('chat/ab/none', 'chat/ab/none2')).toBe(false);
  for (const key of ['chat/ab/old', 'chat/ab/new']) await divided.remove(key);
  expect([await filesIn(chat), await read('chat/ab/old'), await read('chat/ab/none')]).toEqual([
    [join(chat, 'ab', 'copy')],
    undefined,
    undefined,
  ]);
  await close();
});

test('a root that is no folder cannot store, and says so', async () => {
  const { root, storage, close } = await fixture();
  await writeFile(root, 'in the way');
  await expect(storage.check()).rejects.toThrow();
  await expect(storage.stage(bytes(), 100)).rejects.toThrow();
  await close();
});

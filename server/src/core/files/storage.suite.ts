import { readFile, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FileStorage, makeStorageKey } from './storage.ts';

/** A fresh, empty storage, and how many pieces of bytes (staged or kept) lie in it. */
export type StorageFixture = {
  readonly storage: FileStorage;
  count(): Promise<number>;
  close(): Promise<void>;
};

async function* chunks(...parts: readonly (string | Uint8Array | Error)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (part instanceof Error) throw part;
    yield typeof part === 'string' ? Buffer.from(part) : part;
  }
}

async function textOf(content: Readable | null): Promise<string | null> {
  if (content === null) return null;
  const parts: Buffer[] = [];
  for await (const part of content) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString();
}

/** What every `FileStorage` owes its callers; each adapter runs it. */
export function describeStorage(name: string, create: () => Promise<StorageFixture>): void {
  describe(`the ${name} storage`, () => {
    let fixture: StorageFixture;
    let storage: FileStorage;
    beforeEach(async () => {
      fixture = await create();
      storage = fixture.storage;
    });
    afterEach(() => fixture.close());

    async function put(text: string): Promise<string> {
      const key = makeStorageKey();
      const staged = await storage.stage(chunks(text), 1000);
      await staged.keep(key);
      return key;
    }

    test('staged bytes can be looked at, and are found under their key once kept', async () => {
      const staged = await storage.stage(chunks('hel', new Uint8Array(0), 'lo'), 5);
      expect(staged.size).toBe(5);
      expect(await readFile(staged.path, 'utf8')).toBe('hello');
      const key = makeStorageKey();
      expect(await storage.read(key)).toBeNull();
      await staged.keep(key);
      expect(await textOf(await storage.read(key))).toBe('hello');
      await expect(stat(staged.path)).rejects.toMatchObject({ code: 'ENOENT' });
      await staged.discard();
      expect(await textOf(await storage.read(key))).toBe('hello');
      expect(await fixture.count()).toBe(1);
    });

    test('keeping under a key in use replaces what was there, and nobody reads a mixture', async () => {
      const key = await put('x'.repeat(1000));
      const copy = makeStorageKey();
      await storage.copy(key, copy);
      const reader = await storage.read(key);
      const staged = await storage.stage(chunks('new'), 1000);
      await staged.keep(key);
      expect(await textOf(reader)).toBe('x'.repeat(1000));
      expect(await textOf(await storage.read(key))).toBe('new');
      expect(await textOf(await storage.read(copy))).toBe('x'.repeat(1000));
      expect(await fixture.count()).toBe(2);
    });

    test('discarded bytes are gone, however often they are discarded', async () => {
      const staged = await storage.stage(chunks('hello'), 5);
      await staged.discard();
      await staged.discard();
      expect(await fixture.count()).toBe(0);
    });

    test('more than the limit is refused while it streams, and leaves nothing', async () => {
      let asked = 0;
      async function* endless(): AsyncGenerator<Uint8Array> {
        for (;;) {
          asked += 1;
          yield Buffer.alloc(4);
        }
      }
      await expect(storage.stage(endless(), 10)).rejects.toMatchObject({ code: 'file_too_large' });
      expect(asked).toBe(3);
      expect(await fixture.count()).toBe(0);
      await (await storage.stage(chunks(Buffer.alloc(10)), 10)).discard();
    });

    test('a stream that breaks leaves nothing, and its error reaches the caller', async () => {
      await expect(storage.stage(chunks('hel', new Error('cut off')), 10)).rejects.toThrow('cut off');
      expect(await fixture.count()).toBe(0);
    });

    test('an empty stream is an empty file', async () => {
      const staged = await storage.stage(chunks(), 10);
      expect(staged.size).toBe(0);
      await staged.discard();
    });

    test('a range gives just those bytes', async () => {
      const key = await put('0123456789');
      expect(await textOf(await storage.read(key, { start: 2, end: 5 }))).toBe('2345');
      expect(await textOf(await storage.read(key, { start: 0, end: 0 }))).toBe('0');
      expect(await textOf(await storage.read(key, { start: 9, end: 9 }))).toBe('9');
    });

    test('a copy lives on when the original is removed, and the other way round', async () => {
      const original = await put('hello');
      const first = makeStorageKey();
      const second = makeStorageKey();
      expect(await storage.copy(original, first)).toBe(true);
      await storage.remove(original);
      expect(await textOf(await storage.read(first))).toBe('hello');
      expect(await storage.copy(first, second)).toBe(true);
      await storage.remove(second);
      expect(await textOf(await storage.read(first))).toBe('hello');
      expect(await storage.copy(original, makeStorageKey())).toBe(false);
    });

    test('removing is repeatable, and a reader that began before gets everything', async () => {
      const key = await put('x'.repeat(1000));
      const reader = await storage.read(key);
      await storage.remove(key);
      await storage.remove(key);
      expect(await textOf(reader)).toBe('x'.repeat(1000));
      expect(await storage.read(key)).toBeNull();
      expect(await fixture.count()).toBe(0);
    });

    test('sweeping drops staged bytes that are old, and only those', async () => {
      const key = await put('kept');
      const staged = await storage.stage(chunks('left behind'), 100);
      expect(await storage.sweepStaged(60_000)).toBe(0);
      expect(await readFile(staged.path, 'utf8')).toBe('left behind');
      expect(await storage.sweepStaged(-1000)).toBe(1);
      await staged.discard();
      expect(await textOf(await storage.read(key))).toBe('kept');
      expect(await fixture.count()).toBe(1);
    });

    test.each(['', '../x', 'a/../b', '/etc/passwd', 'a//b', '.incoming/x', 'a/.hidden', 'a\0b', 'a\\b', 'ä', 'a/'])(
      'no key leads out of the storage: %j',
      async (key) => {
        const good = await put('x');
        await expect((async () => storage.read(key))()).rejects.toThrow('not a storage key');
        await expect((async () => storage.remove(key))()).rejects.toThrow('not a storage key');
        await expect(storage.copy(good, key)).rejects.toThrow('not a storage key');
        await expect(storage.copy(key, makeStorageKey())).rejects.toThrow('not a storage key');
        const staged = await storage.stage(chunks('x'), 1);
        await expect(staged.keep(key)).rejects.toThrow('not a storage key');
        await staged.discard();
        expect(await fixture.count()).toBe(1);
      },
    );

    test('a fresh storage can store', async () => {
      await expect(storage.check()).resolves.toBeUndefined();
    });
  });
}

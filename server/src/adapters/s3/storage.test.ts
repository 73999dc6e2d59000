import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startProxy } from '../../../test/support/proxy.ts';
import { type Bucket, NO_S3, type S3Server, startS3 } from '../../../test/support/s3.ts';
import { describeStorage } from '../../core/files/storage.suite.ts';
import { makeStorageKey } from '../../core/files/storage.ts';
import { createDiskStorage } from '../disk/storage.ts';
import { openS3, type S3 } from './index.ts';
import type { S3Settings } from './settings.ts';

const MIB = 1024 * 1024;
let server: S3Server;

/** Nothing waits for a server that is not there. */
beforeAll(async () => {
  if (NO_S3 === null) server = await startS3();
});
afterAll(() => server?.stop());

type Opened = S3 & {
  readonly folder: string;
  readonly bucket: Bucket;
  readonly trouble: unknown[];
  end(): Promise<void>;
};

async function open(change: Partial<S3Settings> = {}): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-s3-'));
  const bucket = await server.makeBucket();
  const trouble: unknown[] = [];
  const opened = openS3(
    { ...bucket.settings, ...change },
    {
      staging: createDiskStorage(folder),
      onTrouble: (error) => trouble.push(error),
      linkTtlSeconds: 300,
      now: Date.now,
    },
  );
  const end = async () => {
    opened.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { ...opened, folder, bucket, trouble, end };
}

async function staged(folder: string): Promise<string[]> {
  return readdir(join(folder, '.incoming')).catch(() => []);
}

/** Bytes that are not all alike, in pieces. */
async function* bytes(count: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < count; at += 65_536) {
    yield Buffer.alloc(Math.min(65_536, count - at), (at / 65_536) % 251);
  }
}

describe.skipIf(NO_S3 !== null)(`S3${NO_S3 === null ? '' : `: ${NO_S3}`}`, () => {
  describeStorage('S3', async () => {
    const { storage, bucket, folder, end } = await open();
    return {
      storage,
      count: async () =>
        (await bucket.keys()).length + (await bucket.unfinished()).length + (await staged(folder)).length,
      close: end,
    };
  });

  test('S3-1 a file of any length goes in parts, and comes back as it was', async () => {
    const { storage, bucket, end } = await open();
    for (const size of [0, 1, 5 * MIB, 5 * MIB + 1, 12 * MIB + 17]) {
      const key = makeStorageKey();
      await (await storage.stage(bytes(size), size)).keep(key);
      let at = 0;
      for await (const part of (await storage.read(key)) ?? []) {
        const expected = Buffer.alloc(part.length, (index: number) => index);
        for (let index = 0; index < part.length; index += 1) expected[index] = (((at + index) / 65_536) | 0) % 251;
        expect(Buffer.compare(part, expected)).toBe(0);
        at += part.length;
      }
      expect(at).toBe(size);
    }
    expect(await bucket.unfinished()).toEqual([]);
    await end();
  });
});

import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startProxy } from '../../../test/support/proxy.ts';
import { type Bucket, NO_S3, type S3Server, type Seen, standBetween, startS3 } from '../../../test/support/s3.ts';
import { describeStorage } from '../../core/files/storage.suite.ts';
import { makeStorageKey, type StagedFile } from '../../core/files/storage.ts';
import { createDiskStorage } from '../disk/storage.ts';
import { openS3, type S3 } from './index.ts';
import type { S3Settings } from './settings.ts';

const MIB = 1024 * 1024;
/** Much is sent, and a busy machine takes its time. */
const LONG = { timeout: 90_000 };
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

  test('S3-1 a file of any length goes in parts, and comes back as it was', LONG, async () => {
    const { storage, bucket, end } = await open();
    for (const size of [0, 1, 5 * MIB, 5 * MIB + 1, 12 * MIB + 17]) {
      const key = makeStorageKey();
      await (await storage.stage(bytes(size), size)).keep(key);
      let at = 0;
      for await (const part of (await storage.read(key)) ?? []) {
        const expected = Buffer.alloc(part.length);
        for (let index = 0; index < part.length; index += 1) expected[index] = (((at + index) / 65_536) | 0) % 251;
        expect(Buffer.compare(part, expected)).toBe(0);
        at += part.length;
      }
      expect(at).toBe(size);
    }
    expect(await bucket.unfinished()).toEqual([]);
    await end();
  });

  test('S3-2 an upload that fails on its way leaves nothing, not even parts', LONG, async () => {
    const isPart = (number: number, { url }: Seen) => url.includes(`partNumber=${number}`);
    const isEnd = ({ method, url }: Seen) => method === 'POST' && url.includes('uploadId=');
    for (const fails of [(one: Seen) => isPart(2, one), (one: Seen) => isPart(3, one), isEnd]) {
      // 404 is what is said of parts that somebody else has put away meanwhile.
      const between = await standBetween(server.endpoint, (one) => (fails(one) ? 404 : null));
      const { storage, bucket, folder, trouble, end } = await open({ endpoint: between.endpoint });
      const file = await storage.stage(bytes(12 * MIB), 12 * MIB);
      await expect(file.keep(makeStorageKey())).rejects.toMatchObject({ code: 'unavailable', retryAfter: 30 });
      await file.discard();
      expect([await bucket.keys(), await bucket.unfinished(), await staged(folder)]).toEqual([[], [], []]);
      expect(trouble).toHaveLength(1);
      await between.close();
      await end();
    }
  });

  test('S3-2 a refused or broken stream never gets to the bucket', async () => {
    const between = await standBetween(server.endpoint, () => null);
    const { storage, folder, end } = await open({ endpoint: between.endpoint });
    await expect(storage.stage(bytes(12 * MIB), 11 * MIB)).rejects.toMatchObject({ code: 'file_too_large' });
    expect([between.seen, await staged(folder)]).toEqual([[], []]);
    await between.close();
    await end();
  });

  test('S3-3 what a process that died had begun is ended by the sweep, and what others keep there is left alone', async () => {
    const { storage, bucket, trouble, end } = await open();
    const own = [
      makeStorageKey(),
      `chat/${makeStorageKey()}`,
      `messages/c1/1_${randomUUID()}.jpg`,
      'archive/2026/11/20.ndjson.gz',
    ];
    for (const Key of [...own, 'backups/of-another-program'])
      await server.client.send(new CreateMultipartUploadCommand({ Bucket: bucket.name, Key }));
    expect(await storage.sweepStaged(3_600_000)).toBe(0);
    expect(await storage.sweepStaged(-60_000)).toBe(own.length);
    expect(await bucket.unfinished()).toEqual(['backups/of-another-program']);
    expect(trouble).toEqual([]);
    await end();
  });

  test('S3-4 objects are private: no request speaks of rights, and nobody reads one without a signature', async () => {
    const between = await standBetween(server.endpoint, () => null);
    const { storage, bucket, end } = await open({ endpoint: between.endpoint });
    const [small, large, copy] = [makeStorageKey(), makeStorageKey(), makeStorageKey()];
    await (await storage.stage(bytes(10), 10)).keep(small);
    await (await storage.stage(bytes(6 * MIB), 6 * MIB)).keep(large);
    await storage.copy(small, copy);
    expect(between.seen.length).toBeGreaterThan(5);
    for (const { headers, url } of between.seen) {
      expect(Object.keys(headers).filter((name) => /acl|grant/.test(name))).toEqual([]);
      expect(url).not.toMatch(/[?&]acl/);
    }
    for (const key of [small, large, copy])
      expect((await fetch(`${server.endpoint}/${bucket.name}/${key}`)).status).toBe(403);
    await between.close();
    await end();
  });

  test('S3-5 a copy is made by the server: its bytes do not travel', async () => {
    const between = await standBetween(server.endpoint, () => null);
    const { storage, bucket, end } = await open({ endpoint: between.endpoint });
    const [from, to] = [makeStorageKey(), makeStorageKey()];
    await (await storage.stage(bytes(6 * MIB), 6 * MIB)).keep(from);
    between.seen.length = 0;
    expect(await storage.copy(from, to)).toBe(true);
    expect(between.seen.map(({ method, headers }) => [method, headers['content-length'] ?? '0'])).toEqual([
      ['PUT', '0'],
    ]);
    expect(await bucket.keys()).toEqual([from, to].sort());
    await between.close();
    await end();
  });

  test('S3-6 many large files at once hold no more than a few parts in memory', LONG, async () => {
    const { storage, end } = await open();
    const files = await Promise.all(Array.from({ length: 20 }, () => storage.stage(bytes(12 * MIB), 12 * MIB)));
    globalThis.gc?.();
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }, 5);
    const keep = async (file: StagedFile) => {
      const key = makeStorageKey();
      await file.keep(key);
      await storage.remove(key); // the server has its own memory only
    };
    await Promise.all(files.map(keep));
    clearInterval(watch);
    expect(most).toBeLessThan(120 * MIB); // of 240 that were sent
    await end();
  });

  test('S3-7 while the server is away files are unavailable, and afterwards as before', LONG, async () => {
    const line = await startProxy(server.endpoint);
    const { storage, trouble, end } = await open({ endpoint: line.url.replace(/\/$/, '') });
    const key = makeStorageKey();
    await (await storage.stage(bytes(10), 10)).keep(key);
    await storage.check();
    line.cut();
    const file = await storage.stage(bytes(10), 10);
    const refusals = await Promise.allSettled([
      file.keep(makeStorageKey()),
      storage.read(key),
      storage.copy(key, 'ab/x'),
      storage.remove(key),
    ]);
    for (const refused of refusals)
      expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    await sleep(2_100); // for so long an answer about the bucket counts
    await expect(storage.check()).rejects.toThrow();
    expect(trouble).toHaveLength(5);
    line.mend();
    expect((await storage.read(key)) === null).toBe(false);
    await sleep(2_100);
    await storage.check();
    await file.discard();
    await line.close();
    await end();
  });

  test('S3-7 a bucket that is not there, or not ours, is no place to store, and says so', async () => {
    for (const change of [{ bucket: 'not-there-at-all' }, { secretAccessKey: 'wrong' }]) {
      const { storage, end } = await open(change);
      await expect(storage.check()).rejects.toThrow();
      const file = await storage.stage(bytes(1), 1);
      await expect(file.keep('ab/x')).rejects.toMatchObject({ code: 'unavailable' });
      await file.discard();
      await expect(storage.read('ab/x')).rejects.toMatchObject({ code: 'unavailable' });
      await end();
    }
  });
});

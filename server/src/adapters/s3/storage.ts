import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { type FileStorage, isStorageKey } from '../../core/files/storage.ts';
import { away, isMissing } from './faults.ts';
import { createTurns } from './turns.ts';
import { abortUnfinished } from './unfinished.ts';

/** Of a file that is larger, so much is in memory at once and travels as one part; servers want 5 MiB at least. */
const PART_BYTES = 5 * 1024 * 1024;
const MOST_PARTS = 10_000;
/** Files that are sent at once; each has up to two parts in memory. */
const AT_ONCE = 4;
/** For so long an answer about the bucket counts: `/health` may be asked by anybody, as often as they like. */
const CHECK_MS = 2_000;

export type S3Ports = {
  readonly client: S3Client;
  readonly bucket: string;
  /** Where bytes arrive and wait on this machine until it is known what they are. */
  readonly staging: Pick<FileStorage, 'stage' | 'sweepStaged' | 'check'>;
  /** Told why a request failed; whoever made it learns only that it did. */
  readonly onTrouble: (error: unknown) => void;
};

/**
 * Files as objects of a bucket, private as the bucket makes them. Bytes arrive on the local disk, where they can be looked into, so
 * that nothing which is refused in the end ever gets to the bucket; what is kept goes there in parts, and an object exists whole or not
 * at all. What cannot be done because the server is away or refuses is `unavailable`.
 */
export function createS3Storage({ client, bucket, staging, onTrouble }: S3Ports): FileStorage {
  const inTurn = createTurns(AT_ONCE);
  let checked: { readonly until: number; readonly answer: Promise<void> } | null = null;

  /** What to do about a request that failed. @throws `unavailable` */
  function giveUp(error: unknown): never {
    onTrouble(error);
    throw away();
  }

  /** Runs a request about an object; null when there is none. @throws `unavailable` for any other trouble. */
  async function reach<T>(request: () => Promise<T>): Promise<T | null> {
    return request().catch((error: unknown) => (isMissing(error) ? null : giveUp(error)));
  }

  function put(key: string, path: string, size: number): Promise<unknown> {
    const upload = new Upload({
      client,
      params: { Bucket: bucket, Key: key, Body: createReadStream(path) },
      partSize: Math.max(PART_BYTES, Math.ceil(size / MOST_PARTS)),
      queueSize: 1,
    });
    return upload.done();
  }

  async function look(): Promise<void> {
    await staging.check();
    await client.send(new HeadBucketCommand({ Bucket: bucket })).catch((error: unknown) => {
      // Servers answer this question without a word of why.
      giveUp(isMissing(error) ? new Error(`There is no bucket ${bucket}`, { cause: error }) : error);
    });
  }

  return {
    async stage(content, maxBytes) {
      const staged = await staging.stage(content, maxBytes);
      return {
        path: staged.path,
        size: staged.size,
        async keep(key) {
          checkKey(key);
          await inTurn(() => put(key, staged.path, staged.size)).catch(giveUp);
          await staged.discard();
        },
        discard: () => staged.discard(),
      };
    },

    async read(key, range) {
      checkKey(key);
      const Range = range && `bytes=${range.start}-${range.end}`;
      const found = await reach(() => client.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range })));
      return found?.Body instanceof Readable ? found.Body : null;
    },

    async copy(from, to) {
      checkKey(from);
      checkKey(to);
      const CopySource = `${bucket}/${from}`;
      return (await reach(() => client.send(new CopyObjectCommand({ Bucket: bucket, Key: to, CopySource })))) !== null;
    },

    async remove(key) {
      checkKey(key);
      await reach(() => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })));
    },

    async sweepStaged(olderThanMs) {
      const swept = await staging.sweepStaged(olderThanMs);
      try {
        return swept + (await abortUnfinished(client, bucket, Date.now() - olderThanMs));
      } catch (error) {
        // Some servers do not tell what is unfinished, or end it by themselves.
        onTrouble(error);
        return swept;
      }
    },

    async check() {
      const now = performance.now();
      if (checked === null || checked.until < now) checked = { until: now + CHECK_MS, answer: look() };
      await checked.answer;
    },
  };
}

function checkKey(key: string): void {
  if (!isStorageKey(key)) throw new RangeError('not a storage key');
}

import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bucket, NO_S3, type S3Server, startS3 } from '../../../test/support/s3.ts';
import { contentDisposition } from '../../core/files/disposition.ts';
import { createDiskStorage } from '../disk/storage.ts';
import { bucketAddress, createS3Client } from './client.ts';
import { openS3 } from './index.ts';
import { createPresigner } from './presign.ts';
import type { S3Settings } from './settings.ts';

const SETTINGS: S3Settings = {
  bucket: 'parley',
  region: 'eu-central-1',
  endpoint: null,
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: 'a/secret+of=some kind',
  sessionToken: null,
};
const HEADERS = {
  contentType: 'image/png',
  contentDisposition: contentDisposition('inline', "it's (a) *pic* ünï/%.png"),
  cacheControl: 'private',
};
const KEY = 'messages/c1/1764000000000_0b4ffb9f-4e4b-4c51-8f0e-1fbb0b9a6c3e.png';

/** What the library makes of the same, at the same time. */
async function byLibrary(settings: S3Settings, at: number): Promise<string> {
  const client = createS3Client(settings);
  const command = new GetObjectCommand({
    Bucket: settings.bucket,
    Key: KEY,
    ResponseContentType: HEADERS.contentType,
    ResponseContentDisposition: HEADERS.contentDisposition,
    ResponseCacheControl: HEADERS.cacheControl,
  });
  // A name for the request that the library adds for itself is no part of ours.
  client.middlewareStack.add(
    (next) => (args) => {
      const { request } = args as { request: { query: Record<string, string> } };
      delete request.query['x-id'];
      return next(args);
    },
    { step: 'build' },
  );
  return getSignedUrl(client, command, { expiresIn: 300, signingDate: new Date(at) });
}

test.each([
  ['Amazon', {}],
  ['a bucket whose name has dots', { bucket: 'files.example.org' }],
  ['another server', { endpoint: 'http://127.0.0.1:9000', region: 'us-east-1' }],
  ['another server below a path', { endpoint: 'https://example.org/s3/' }],
  ['credentials for a while', { sessionToken: 'FwoGZXIvYXdzE//+=' }],
])('S3-8 links are signed as the library would sign them: %s', async (_case, change) => {
  const settings = { ...SETTINGS, ...change };
  const at = Date.parse('2026-11-21T23:59:59.900Z');
  const sign = createPresigner(settings, bucketAddress(createS3Client(settings), settings), 300, () => at);
  const parts = (link: string) => {
    const { origin, pathname, searchParams } = new URL(link);
    return [origin, pathname, [...searchParams].sort()];
  };
  expect(parts(sign(KEY, HEADERS))).toEqual(parts(await byLibrary(settings, at)));
});

describe.skipIf(NO_S3 !== null)(`on the wire${NO_S3 === null ? '' : `: ${NO_S3}`}`, () => {
  let server: S3Server;
  let bucket: Bucket;
  beforeAll(async () => {
    server = await startS3();
    bucket = await server.makeBucket();
  });
  afterAll(() => server?.stop());

  async function* words(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('private words');
  }

  test('S3-8 a link gives the object under the headers it names, to nobody who bends it, and not for longer', async () => {
    let now = Date.now();
    const s3 = openS3(bucket.settings, {
      staging: createDiskStorage('/tmp/parley-presign'),
      onTrouble: () => {},
      linkTtlSeconds: 300,
      now: () => now,
    });
    await (await s3.storage.stage(words(), 100)).keep(KEY);
    const link = () =>
      s3.links.sign(
        { storageKey: KEY, mimeType: 'text/plain', name: 'ünï "a".txt' },
        { disposition: 'attachment', cacheControl: 'private' },
      );
    const answer = await fetch(link());
    expect([answer.status, await answer.text()]).toEqual([200, 'private words']);
    expect(answer.headers.get('content-type')).toBe('text/plain');
    expect(answer.headers.get('cache-control')).toBe('private');
    expect(answer.headers.get('content-disposition')).toBe(contentDisposition('attachment', 'ünï "a".txt'));
    const bent = [
      link().replace('text%2Fplain', 'text%2Fhtml'),
      link().replace('attachment', 'inline'),
      link().replace('X-Amz-Expires=300', 'X-Amz-Expires=600'),
      link().replace('.png?', '.jpg?'),
      link().replace(/X-Amz-Signature=./, 'X-Amz-Signature=g'),
      link().replace(/&X-Amz-Signature=.*/, ''),
      link().split('?')[0] ?? '',
    ];
    for (const wrong of bent) {
      const refused = await fetch(wrong);
      expect([wrong, refused.status]).toEqual([wrong, 403]);
      expect(await refused.text()).not.toContain('private words');
    }
    now -= 301_000;
    const late = await fetch(link());
    expect([late.status, (await late.text()).includes('private words')]).toEqual([403, false]);
    now += 301_000;
    await s3.storage.remove(KEY);
    const gone = await fetch(link());
    expect([gone.status, (await gone.text()).includes('private words')]).toEqual([404, false]);
    s3.close();
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { freePort } from '../../../tools/ports.ts';
import { createDiskStorage } from '../../src/adapters/disk/storage.ts';
import { createAttachmentStore } from '../../src/adapters/postgres/attachments.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { openS3 } from '../../src/adapters/s3/index.ts';
import { sweepFiles } from '../../src/core/files/remove.ts';
import { startChild } from '../faults/child.ts';
import { createClients } from '../support/clients.ts';
import { fileForm } from '../support/factories.ts';
import { createDatabase } from '../support/postgres.ts';
import { type Bucket, NO_S3, type S3Server, startS3 } from '../support/s3.ts';
import { png } from '../support/samples.ts';
import { testVariables } from '../support/settings.ts';

const HOUR = 3_600_000;
let s3: S3Server;
let bucket: Bucket;

/** How many rows there are, and what the sweep of a server that works a day later takes away. */
async function sweep(databaseUrl: string, folder: string) {
  const pool = createPool(databaseUrl, 2);
  const now = () => Date.now() + 26 * HOUR;
  const trouble: unknown[] = [];
  const onTrouble = (error: unknown) => trouble.push(error);
  const opened = openS3(bucket.settings, { staging: createDiskStorage(folder), onTrouble, linkTtlSeconds: 300, now });
  const rows = async () => (await pool.query('SELECT 1 FROM message_attachments')).rows.length;
  const before = await rows();
  const ports = { storage: opened.storage, files: createAttachmentStore(pool), now, onFileTrouble: onTrouble };
  const swept = await sweepFiles(ports);
  const left = await rows();
  opened.close();
  await pool.end();
  return { before, swept, left, trouble };
}

describe.skipIf(NO_S3 !== null)(`orphans in S3${NO_S3 === null ? '' : `: ${NO_S3}`}`, () => {
  beforeAll(async () => {
    s3 = await startS3();
    bucket = await s3.makeBucket();
  });
  afterAll(() => s3.stop());

  test.each([
    ['the small picture', '1', 1],
    ['the picture', '2', 2],
  ])(
    'S3-14 a server that is killed when %s has arrived (P7) leaves nothing that the sweep does not find',
    { timeout: 90_000 },
    async (_case, pass, objects) => {
      const folder = await mkdtemp(join(tmpdir(), 'parley-orphans-'));
      const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
      const port = await freePort();
      const env = { ...testVariables(database.url, folder, bucket.variables), PATH: process.env.PATH, PORT: `${port}` };
      const script = resolve(import.meta.dirname, '../faults/server.ts');
      const child = startChild(script, ['--failpoint', 'P7', '--pass', pass], env, folder);
      child.expectEnd();
      const url = `http://127.0.0.1:${port}`;
      await expect
        .poll(
          () =>
            fetch(`${url}/health`).then(
              (answer) => answer.status,
              () => 0,
            ),
          { timeout: 60_000 },
        )
        .toBe(200);
      const clients = createClients(url);
      const ann = await clients.person('ann');
      const form = fileForm('a.png', png(50, 50), 'image/png');
      await expect(ann.post('/api/attachments', undefined, { raw: form })).rejects.toThrow();
      expect((await child.ended).signal).toBe('SIGKILL');
      clients.leave();
      expect(await bucket.keys()).toHaveLength(objects);
      expect(await sweep(database.url, join(folder, 'files'))).toEqual({ before: 1, swept: 1, left: 0, trouble: [] });
      expect([await bucket.keys(), await bucket.unfinished()]).toEqual([[], []]);
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  );
});

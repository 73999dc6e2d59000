import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { fileForm, lookAt, MESSAGES, makeGroup, say, upload } from '../support/factories.ts';
import { type Line, startProxy } from '../support/proxy.ts';
import { expectRefusal } from '../support/refusals.ts';
import { type Bucket, NO_S3, type S3Server, startS3 } from '../support/s3.ts';
import { png } from '../support/samples.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { attachmentShape, messageShape } from '../support/shapes.ts';

let s3: S3Server;
let bucket: Bucket;
let line: Line;
let server: TestServer;
let folder: string;

const text = { name: 'a.txt', bytes: Buffer.from('0123456789'), type: 'text/plain' };
const path = (url: string | null) => {
  const link = new URL(url ?? 'none:');
  return `${link.pathname}${link.search}`;
};

describe.skipIf(NO_S3 !== null)(`a server with S3${NO_S3 === null ? '' : `: ${NO_S3}`}`, () => {
  beforeAll(async () => {
    s3 = await startS3();
    bucket = await s3.makeBucket();
    line = await startProxy(s3.endpoint);
    folder = await mkdtemp(join(tmpdir(), 'parley-s3-server-'));
    const endpoint = line.url.replace(/\/$/, '');
    server = await startServer({ ...bucket.variables, S3_ENDPOINT: endpoint, DATA_DIR: folder });
  });
  afterAll(async () => {
    await server.stop();
    await line.close();
    await s3.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('S3-23 files of the native API are kept in the bucket and come through the server, whole or in part', {
    timeout: 60_000,
  }, async () => {
    const { ann, bo } = await server.people('ann', 'bo');
    const group = await makeGroup(ann, [bo]);
    const [file, picture] = [
      await upload(ann, text.name, text.bytes, text.type),
      await upload(ann, 'p.png', png(40, 40), 'image/png'),
    ];
    expect(await bucket.keys()).toHaveLength(3);
    const message = await say(ann, group, 'x', { attachmentIds: [file.id, picture.id] });
    const [seen, shown] = (await lookAt(bo, message)).attachments;
    const link = path(seen?.url ?? null);
    expect(new URL(seen?.url ?? 'none:').origin).not.toBe(line.url);
    expect((await server.anonymous.get(link)).text).toBe('0123456789');
    const part = await bo.get(`/api/attachments/${file.id}/content`, { headers: { range: 'bytes=2-5' } });
    expect([part.status, part.text, part.headers.get('content-range')]).toEqual([206, '2345', 'bytes 2-5/10']);
    expect((await server.anonymous.get(path(shown?.thumbnailUrl ?? null))).headers.get('content-type')).toBe(
      'image/webp',
    );
    const local = await readdir(join(folder, 'files'), { recursive: true, withFileTypes: true });
    expect(local.filter((entry) => entry.isFile())).toEqual([]);

    const other = await makeGroup(bo, [ann]);
    const passed = await bo.post(`${MESSAGES}/${message.id}/forward`, { conversationIds: [other.id] });
    const [copy] = passed.as(z.looseObject({ data: z.array(messageShape) })).data;
    expect(await bucket.keys()).toHaveLength(6);
    await ann.delete(`${MESSAGES}/${message.id}`);
    expect(await bucket.keys()).toHaveLength(3);
    expect((await server.anonymous.get(link)).status).toBe(404);
    const [first, second] = copy?.attachments ?? [];
    expect((await server.anonymous.get(path(first?.url ?? null))).text).toBe('0123456789');
    expect((await server.anonymous.get(path(second?.thumbnailUrl ?? null))).status).toBe(200);
    await bo.delete(`${MESSAGES}/${copy?.id}`);
    expect(await bucket.keys()).toEqual([]);
  });

  test('S3-24 without S3 messages go on, files are 503 and health says so; afterwards all is as before', {
    timeout: 60_000,
  }, async () => {
    const { ann, bo } = await server.people('ann', 'bo');
    const group = await makeGroup(ann, [bo]);
    const file = await upload(ann, text.name, text.bytes, text.type);
    const storage = async () => {
      await sleep(2_100); // for so long an answer about the bucket counts
      const { status, json } = await server.anonymous.get('/health');
      const read = z.looseObject({ dependencies: z.looseObject({ storage: z.object({ status: z.string() }) }) });
      return [status, read.parse(json).dependencies.storage.status];
    };
    expect(await storage()).toEqual([200, 'up']);
    line.cut();
    expect(await storage()).toEqual([200, 'down']);
    expect((await say(ann, group, 'still here')).content).toBe('still here');
    const refused = await ann.post('/api/attachments', undefined, { raw: fileForm(text.name, text.bytes, text.type) });
    expectRefusal(refused, 503, 'unavailable');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.text).not.toMatch(/127\.0\.0\.1|ECONN|aws|bucket/i);
    expectRefusal(await ann.get(`/api/attachments/${file.id}/content`), 503, 'unavailable');
    const doomed = await say(ann, group, 'x', { attachmentIds: [file.id] });
    expect((await ann.delete(`${MESSAGES}/${doomed.id}`)).status).toBe(204);
    expectRefusal(await ann.get(`/api/attachments/${file.id}/content`), 404, 'not_found');
    line.mend();
    expect(await storage()).toEqual([200, 'up']);
    const again = await ann.post('/api/attachments', undefined, { raw: fileForm(text.name, text.bytes, text.type) });
    const { id } = again.as(attachmentShape);
    expect((await ann.get(`/api/attachments/${id}/content`)).text).toBe('0123456789');
  });
});

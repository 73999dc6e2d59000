import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { CONVERSATIONS, historyOf, MESSAGES, makeGroup, say, upload } from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { expectRefusal } from '../support/refusals.ts';
import { png, sample } from '../support/samples.ts';
import { startServer } from '../support/server.ts';
import { type Attachment, messageShape } from '../support/shapes.ts';

const server = await startServer({ FILE_LINK_TTL_SECONDS: '6' });
afterAll(() => server.stop());
const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
const picture = await sharp({ create: { width: 640, height: 400, channels: 3, background: '#c04040' } })
  .jpeg()
  .withExif({ IFD0: { Artist: 'canary' } })
  .toBuffer();
const given = (who = ann) => upload(who, 'Sommer ☀.jpg', picture, 'image/jpeg');
const at = ({ id }: { id: string }) => `/api/attachments/${id}/thumbnail`;
const small = (who: { get: Person['get'] }, file: { id: string }, headers: Record<string, string> = {}) =>
  who.get(at(file), { headers });
const path = (url: string | null) => {
  const link = new URL(url ?? 'none:');
  return `${link.pathname}${link.search}`;
};

test('S3-15 an upload names its small picture, which is served as what it is', async () => {
  const file = await given();
  expect(path(file.thumbnailUrl).startsWith(`${at(file)}?expires=`)).toBe(true);
  for (const answer of [await small(ann, file), await server.anonymous.get(path(file.thumbnailUrl))]) {
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('image/webp');
    expect(answer.headers.get('content-length')).toBe(String(answer.bytes.length));
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-disposition')).toMatch(/^inline; filename="Sommer _.webp"/);
    expect(answer.headers.get('cache-control')).toMatch(/private|no-store/);
    expect(await sharp(answer.bytes).metadata()).toMatchObject({ format: 'webp', width: 320, height: 200 });
    expect(answer.bytes.includes('canary')).toBe(false);
  }
  expect((await ann.get(`/api/attachments/${file.id}/content`)).bytes.equals(picture)).toBe(true);
  const etag = (await small(ann, file)).headers.get('etag') ?? '';
  expect(etag).not.toBe((await ann.get(`/api/attachments/${file.id}/content`)).headers.get('etag'));
  expect((await small(ann, file, { range: 'bytes=8-11' })).text).toBe('WEBP');
});

test('S3-15 messages, sockets and forwards name it as well, and every copy has its own', async () => {
  const group = await makeGroup(ann, [bo]);
  const wire = await bo.connect();
  const file = await given();
  const message = await say(ann, group, 'x', { attachmentIds: [file.id] });
  const heard = await wire.waitFor('new_message', ({ id }) => id === message.id);
  const read = (await historyOf(bo, group)).at(-1);
  const other = await makeGroup(bo, [cy]);
  const forwarded = await bo.post(`${MESSAGES}/${message.id}/forward`, { conversationIds: [other.id] });
  const [passed] = forwarded.as(z.looseObject({ data: z.array(messageShape) })).data;
  const files: (Attachment | undefined)[] = [heard, read, passed].map((one) => one?.attachments[0]);
  for (const one of files) {
    expect((await server.anonymous.get(path(one?.thumbnailUrl ?? null))).status).toBe(200);
    expect(JSON.stringify(one)).not.toMatch(/storage|thumbnailSize/i);
  }
  await ann.delete(`${MESSAGES}/${message.id}`);
  const statuses = await Promise.all(
    files.map(async (one) => (await server.anonymous.get(path(one?.thumbnailUrl ?? null))).status),
  );
  expect(statuses).toEqual([404, 404, 200]);
  await wire.close();
});

test('S3-15 what is no picture, or cannot be read as one, has none', async () => {
  const broken = Buffer.concat([png(9, 9).subarray(0, 40), Buffer.alloc(60, 1)]);
  for (const [name, bytes, type] of [
    ['a.txt', Buffer.from('words'), 'text/plain'],
    ['a.mp4', sample('mp4').bytes, 'video/mp4'],
    ['a.png', broken, 'image/png'],
  ] as const) {
    const file = await upload(ann, name, bytes, type);
    expect(file.thumbnailUrl).toBeNull();
    expectRefusal(await small(ann, file), 404, 'not_found');
  }
  for (const id of ['unknown', '..%2f..%2fetc', 'x'.repeat(300)])
    expectRefusal(await small(ann, { id }), 404, 'not_found');
});

test('S3-16 whoever may not have the picture may not have it small', async () => {
  const file = await given();
  const admin = await server.person('root', { role: 'admin' });
  for (const who of [bo, cy, admin]) expectRefusal(await small(who, file), 403, 'not_a_member');
  expectRefusal(await small(server.anonymous, file), 401, 'unauthorized');
  const { dee } = await server.people('dee');
  const group = await makeGroup(ann, [bo, dee]);
  const message = await say(ann, group, 'x', { attachmentIds: [file.id] });
  for (const who of [ann, bo, dee]) expect((await small(who, file)).status).toBe(200);
  for (const who of [cy, admin]) expectRefusal(await small(who, file), 403, 'not_a_member');
  await dee.delete(`${CONVERSATIONS}/${group.id}/members/me`);
  expectRefusal(await small(dee, file), 403, 'not_a_member');
  await ann.delete(`${MESSAGES}/${message.id}`);
  for (const who of [ann, bo]) expectRefusal(await small(who, file), 404, 'not_found');
});

test('S3-16 its link cannot be bent to another picture, and ends', async () => {
  const [file, other] = [await given(), await given()];
  const link = path(file.thumbnailUrl);
  expect((await server.anonymous.get(link)).status).toBe(200);
  const bent = [
    link.replace(file.id, other.id),
    `${link.slice(0, -2)}AA`,
    link.split('?')[0] ?? '',
    link.replace(/\d{6,}/, (digits) => String(Number(digits) + 1000)),
  ];
  for (const wrong of bent) {
    const answer = await server.anonymous.get(wrong);
    expect([401, 403, 404]).toContain(answer.status);
    expect(answer.bytes.includes('WEBP')).toBe(false);
  }
  await new Promise((resolve) => setTimeout(resolve, 7_000));
  expectRefusal(await server.anonymous.get(link), 401, 'unauthorized');
});

test('S3-13 a picture of more pixels than anybody could look at is refused at once', async () => {
  const flood = png(1, 1);
  flood.writeUInt32BE(50_000, 16);
  flood.writeUInt32BE(50_000, 20);
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(flood)], { type: 'image/png' }), 'a.png');
  const started = performance.now();
  const answer = await ann.post('/api/attachments', undefined, { raw: form });
  expectRefusal(answer, 400, 'validation_failed', 'file');
  expect(performance.now() - started).toBeLessThan(1_000);
});

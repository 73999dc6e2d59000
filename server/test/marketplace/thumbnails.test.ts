import sharp from 'sharp';
import { expect, test } from 'vitest';
import { must, of, openGroup, openMarket, refused, send, upload } from '../conform/marketplace/market.ts';
import { linkShape, uploadShape } from '../conform/marketplace/shapes.ts';
import { sample } from '../support/samples.ts';

const market = await openMarket();
const bytes = await sharp({ create: { width: 800, height: 800, channels: 3, background: '#4060c0' } })
  .png()
  .toBuffer();
const picture = { name: 'a.png', bytes, mimeType: 'image/png' };

test('S3-17 an upload and each message with it name the small picture; a client cannot', async () => {
  const { ann, bo } = await market.people('ann', 'bo');
  const { _id: id } = await openGroup(ann, [bo]);
  const { files } = must(await upload(ann, [picture, sample('pdf')]), 201).as(uploadShape);
  const [{ fileUrl = '', thumbnailUrl = '' } = {}, document] = files;
  expect(thumbnailUrl).toBe(`${fileUrl}/thumbnail`);
  expect(document?.thumbnailUrl).toBeUndefined();
  const row = await send(ann, id, {
    type: 'image',
    metadata: { fileUrl, thumbnailUrl: 'https://elsewhere.example/x' },
  });
  expect(row.metadata).toMatchObject({ fileUrl, thumbnailUrl });
  const answer = must(await bo.get(thumbnailUrl), 200);
  expect(answer.headers.get('content-type')).toBe('image/webp');
  expect(answer.headers.get('content-disposition')).toMatch(/^inline/);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
  expect(await sharp(answer.bytes).metadata()).toMatchObject({ width: 320, height: 320 });
  refused(await bo.get(`${document?.fileUrl}/thumbnail`), 403);
  refused(await ann.get(`${document?.fileUrl}/thumbnail`), 404);
});

test('S3-17 it is for those who may have the file, by token or by link, and goes with it', async () => {
  const { ann, bo, cy, stranger } = await market.people('ann', 'bo', 'cy', 'stranger');
  const admin = await market.person('Admin', { role: 'admin' });
  const { fileUrl, thumbnailUrl = '' } = must(await upload(ann, [picture]), 201).as(uploadShape);
  must(await ann.get(thumbnailUrl), 200);
  for (const who of [bo, admin]) refused(await who.get(thumbnailUrl), 403);
  refused(await market.anonymous.get(thumbnailUrl), 401, 'No token provided');
  const { _id: id } = await openGroup(ann, [bo, cy]);
  const row = await send(ann, id, { type: 'image', metadata: { fileUrl } });
  const second = await send(ann, id, { type: 'image', metadata: { fileUrl } });
  for (const who of [ann, bo, cy]) must(await who.get(thumbnailUrl), 200);
  for (const who of [stranger, admin]) refused(await who.get(thumbnailUrl), 403);
  must(await ann.delete(`/api/conversations/${id}/participants/${cy.id}`), 200);
  refused(await cy.get(thumbnailUrl), 403);
  const { url } = must(await bo.get(`${fileUrl}/link`), 200).as(linkShape);
  const link = url.replace(fileUrl, thumbnailUrl);
  must(await market.anonymous.get(link), 200);
  refused(await market.anonymous.get(`${link.slice(0, -2)}AA`), 403);
  must(await ann.delete(of(row._id)), 204);
  must(await bo.get(thumbnailUrl), 200);
  must(await ann.delete(of(second._id)), 204);
  for (const who of [ann, bo]) refused(await who.get(thumbnailUrl), 404);
  refused(await market.anonymous.get(link), 404);
});

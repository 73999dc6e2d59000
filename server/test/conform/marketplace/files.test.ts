import { describe, expect, test } from 'vitest';
import { png, SAMPLES, sample } from '../../support/samples.ts';
import { must, of, openDirect, openGroup, openMarket, refused, send, type Trader, UPLOADS, upload } from './market.ts';
import { linkShape, type Upload, uploadShape } from './shapes.ts';

const market = await openMarket();
const ACCEPTED = [
  'jpg',
  'jpeg',
  'png',
  'gif',
  'webp',
  'mp4',
  'mov',
  'avi',
  'mkv',
  'mp3',
  'wav',
  'aac',
  'm4a',
  'pdf',
  'doc',
  'docx',
  'txt',
  'rtf',
];
const accepted = SAMPLES.filter(({ name }) => ACCEPTED.includes(name.split('.').at(-1) ?? ''));
const other = SAMPLES.filter((one) => !accepted.includes(one));

const uploaded = async (
  who: Trader,
  ...files: readonly { bytes: Buffer; name: string; mimeType: string }[]
): Promise<Upload> => must(await upload(who, files), 201).as(uploadShape);
const picture = (name = 'x.png', note = '') => ({ bytes: png(3, 2, note), name, mimeType: 'image/png' });

/** A picture that ann has sent to bo. */
async function sent() {
  const { ann, bo, stranger } = await market.people('ann', 'bo', 'stranger');
  const { _id: id } = await openDirect(ann, bo);
  const { fileUrl } = await uploaded(ann, picture());
  const row = await send(ann, id, { type: 'image', metadata: { fileUrl } });
  return { ann, bo, stranger, id, fileUrl, row };
}

describe('uploads', () => {
  test.each(accepted)('MARK-170 $name is taken as what it is', async ({ bytes, name, mimeType, kind }) => {
    const { ann } = await market.people('ann');
    const type = kind === 'document' ? 'file' : kind;
    const { files, ...first } = await uploaded(ann, { bytes, name, mimeType });
    expect(first).toMatchObject({ fileName: name, fileSize: bytes.length, mimeType, type });
    expect(files).toEqual([first]);
    const answer = must(await ann.get(first.fileUrl), 200);
    expect(answer.bytes.equals(bytes)).toBe(true);
    expect(answer.headers.get('content-type')?.split(';')[0]).toBe(mimeType);
    expect(answer.headers.get('content-disposition')).toMatch(type === 'file' ? /^attachment/ : /^inline/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
  });

  test('MARK-171 one to five at once, under either name', async () => {
    const { ann } = await market.people('ann');
    const five = [picture('1.png'), { ...sample('pdf') }, picture('3.png'), { ...sample('mp3') }, picture('5.png')];
    const all = await uploaded(ann, ...five);
    expect(all.files.map(({ fileName }) => fileName)).toEqual(['1.png', 'a.pdf', '3.png', 'a.mp3', '5.png']);
    expect(all).toMatchObject({ ...all.files[0] });
    expect(new Set(all.files.map(({ fileUrl }) => fileUrl)).size).toBe(5);
    expect(must(await upload(ann, five.slice(0, 2), 'files'), 201).as(uploadShape).files).toHaveLength(2);
    refused(await upload(ann, [...five, picture('6.png')]), 400);
  });

  test('MARK-172 no file, an empty one, another field and another body are 400', async () => {
    const { ann } = await market.people('ann');
    refused(await ann.post(UPLOADS, undefined, { raw: new FormData() }), 400);
    refused(await upload(ann, [{ ...picture(), bytes: Buffer.alloc(0) }]), 400);
    refused(await upload(ann, [picture()], 'other'), 400);
    const text = new FormData();
    text.set('file', 'no file');
    refused(await ann.post(UPLOADS, undefined, { raw: text }), 400);
    refused(await ann.post(UPLOADS, { file: 'x' }), 400);
    refused(await ann.post(UPLOADS), 400);
    const torn = { headers: { 'content-type': 'multipart/form-data; boundary=x' }, raw: '--x\r\ncontent' };
    refused(await ann.post(UPLOADS, undefined, torn), 400);
  });

  test('MARK-173 other types are refused, and bytes that disagree with name or declared type', async () => {
    const { ann } = await market.people('ann');
    for (const one of other) refused(await upload(ann, [one]), 400);
    const bad = [
      { name: 'a.svg', mimeType: 'image/svg+xml', bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') },
      { name: 'a.html', mimeType: 'text/html', bytes: Buffer.from('<!doctype html><p>x') },
      { name: 'a.exe', mimeType: 'application/x-msdownload', bytes: Buffer.from('MZ\u0090\u0000\u0003') },
      { name: 'a.txt', mimeType: 'text/plain', bytes: Buffer.from('a\u0000b') },
      { name: 'a.txt', mimeType: 'text/plain', bytes: Buffer.from([0x61, 0xff, 0xfe, 0x62]) },
      { ...picture(), bytes: sample('gif').bytes },
      { ...picture(), mimeType: 'image/gif' },
      { ...picture('a.gif') },
      { ...picture('a.png.exe') },
      { ...picture(), bytes: Buffer.from('no picture at all') },
      { ...sample('mp4'), bytes: sample('mp3').bytes },
      { ...sample('pdf'), bytes: sample('doc').bytes },
    ];
    for (const one of bad) {
      refused(await upload(ann, [one]), 400);
      refused(await upload(ann, [picture(), one]), 400);
    }
  });

  test('MARK-174 a file over the limit is 413, and none of those with it is kept', async () => {
    const { ann } = await market.people('ann');
    const large = {
      bytes: Buffer.concat([png(), Buffer.alloc(11 * 1024 * 1024)]),
      name: 'large.png',
      mimeType: 'image/png',
    };
    refused(await upload(ann, [large]), 413);
    refused(await upload(ann, [picture(), large]), 413);
  });

  test('MARK-175 a file keeps its name, without any folder', async () => {
    const { ann } = await market.people('ann');
    for (const [name, shown] of [
      ['Röntgen 頭 😀.png', 'Röntgen 頭 😀.png'],
      ['../../etc/passwd.png', 'passwd.png'],
      ['C:\\scans\\lung.png', 'lung.png'],
      ['/abs/olute.png', 'olute.png'],
      ['PHOTO.PNG', 'PHOTO.PNG'],
    ] as const) {
      const { fileName, fileUrl } = await uploaded(ann, picture(name));
      expect(fileName).toBe(shown);
      expect(fileUrl).not.toContain('passwd');
    }
  });
});

describe('reading files', () => {
  test('MARK-176 before it is in a message it is its uploader’s; then it is for all who see one', async () => {
    const { ann, bo, cy, stranger } = await market.people('ann', 'bo', 'cy', 'stranger');
    const admin = await market.person('Admin', { role: 'admin' });
    const { fileUrl } = await uploaded(ann, picture());
    must(await ann.get(fileUrl), 200);
    for (const who of [bo, admin]) {
      refused(await who.get(fileUrl), 403);
      refused(await who.get(`${fileUrl}/link`), 403);
    }
    const { _id: id } = await openGroup(ann, [bo, cy]);
    const row = await send(ann, id, { type: 'image', metadata: { fileUrl } });
    for (const who of [ann, bo, cy]) must(await who.get(fileUrl), 200);
    for (const who of [stranger, admin]) refused(await who.get(fileUrl), 403);
    must(await ann.delete(`/api/conversations/${id}/participants/${cy.id}`), 200);
    refused(await cy.get(fileUrl), 403);
    must(await bo.delete(of(row._id, '/for-me')), 204);
    refused(await bo.get(fileUrl), 403);
    refused(await market.anonymous.get(fileUrl), 401, 'No token provided');
    for (const path of ['nothing', '..', '%2e%2e%2fetc', '0']) refused(await ann.get(`${UPLOADS}/${path}`), 404);
  });

  test('MARK-177 a link works without a token, until it is altered', async () => {
    const { ann, bo, stranger, fileUrl } = await sent();
    const { url, expiresAt } = must(await bo.get(`${fileUrl}/link`), 200).as(linkShape);
    const lasts = (Date.parse(expiresAt) - Date.now()) / 1000;
    expect(lasts).toBeGreaterThan(250);
    expect(lasts).toBeLessThan(310);
    const answer = must(await market.anonymous.get(url), 200);
    expect(answer.bytes.equals(picture().bytes)).toBe(true);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    refused(await stranger.get(`${fileUrl}/link`), 403);
    refused(await ann.get(`${UPLOADS}/nothing/link`), 404);
    const { fileUrl: second } = await uploaded(ann, picture('y.png', 'other'));
    const link = new URL(url, 'http://x.example');
    const bent = [`${second}${link.search}`];
    for (const [name, value] of link.searchParams) {
      const changed = new URL(link);
      changed.searchParams.set(name, /^\d+$/.test(value) ? `${Number(value) + 1000}` : `${value.slice(0, -2)}AA`);
      bent.push(`${changed.pathname}${changed.search}`);
    }
    expect(bent.length).toBeGreaterThan(1);
    for (const path of bent) refused(await market.anonymous.get(path), 403);
  });

  test('MARK-178 when no undeleted message uses it any more it is gone', async () => {
    const { ann, bo, id, fileUrl, row } = await sent();
    const second = await send(ann, id, { type: 'image', metadata: { fileUrl } });
    const { url } = must(await bo.get(`${fileUrl}/link`), 200).as(linkShape);
    must(await ann.delete(of(row._id)), 204);
    must(await bo.get(fileUrl), 200);
    must(await market.anonymous.get(url), 200);
    must(await ann.delete(of(second._id)), 204);
    for (const who of [ann, bo]) refused(await who.get(fileUrl), 404);
    refused(await market.anonymous.get(url), 404);
    refused(
      await ann.post(`/api/conversations/${id}/messages`, { type: 'image', metadata: { fileUrl } }),
      400,
      /fileUrl/,
    );
  });
});

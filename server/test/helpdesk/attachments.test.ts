import { afterAll, describe, expect, test } from 'vitest';
import { zip } from '../support/containers.ts';
import {
  CONVERSATIONS,
  fileForm,
  historyOf,
  lookAt,
  MESSAGES,
  makeGroup,
  pause,
  say,
  upload,
} from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { expectRefusal } from '../support/refusals.ts';
import { png, SAMPLES, sample } from '../support/samples.ts';
import { startServer } from '../support/server.ts';
import { attachmentShape } from '../support/shapes.ts';

const server = await startServer();
afterAll(() => server.stop());
const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
const group = await makeGroup(ann, [bo]);
const give = (who: Person, name: string, bytes: Uint8Array, type: string) =>
  who.post('/api/attachments', undefined, { raw: fileForm(name, bytes, type) });
const content = (who: { get: Person['get'] }, file: { id: string }, headers: Record<string, string> = {}) =>
  who.get(`/api/attachments/${file.id}/content`, { headers });
const path = (url: string) => {
  const link = new URL(url);
  return `${link.pathname}${link.search}`;
};

describe('types', () => {
  test.each(SAMPLES.map((one) => [one.name.split('.')[1], one] as const))(
    'FILE-1 a %s file is accepted and served with the very same bytes',
    async (_extension, { name, bytes, mimeType, kind }) => {
      const answer = await give(ann, name, bytes, mimeType);
      expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 201 });
      const file = answer.as(attachmentShape);
      expect(file).toMatchObject({ name, size: bytes.length, kind });
      if (kind !== 'image') expect(file.thumbnailUrl).toBeNull();
      const served = await content(ann, file);
      expect(served.status).toBe(200);
      expect(served.bytes.equals(bytes)).toBe(true);
      expect(served.headers.get('content-type')?.split(';')[0]).toBe(file.mimeType);
      expect(served.headers.get('content-disposition')).toBe(`attachment; filename="${name}"`);
    },
  );

  test('FILE-2 the size of a picture is known, of a text it is not', async () => {
    expect(await upload(ann, 'p.png', png(7, 5), 'image/png')).toMatchObject({ width: 7, height: 5, duration: null });
    const text = sample('txt');
    expect(await upload(ann, 't.txt', text.bytes, text.mimeType)).toMatchObject({
      width: null,
      height: null,
      duration: null,
    });
  });

  const mismatches: [string, Uint8Array, string][] = [
    ['a.jpg', png(), 'image/png'],
    ['a.jpg', png(), 'image/jpeg'],
    ['a.png', png(), 'image/jpeg'],
    ['a.pdf', png(), 'application/pdf'],
    ['a.png', sample('pdf').bytes, 'image/png'],
    ['a.txt', png(), 'text/plain'],
    ['a.doc', sample('xls').bytes, 'application/msword'],
    ['a.docx', sample('xlsx').bytes, sample('docx').mimeType],
    ['a.mp3', sample('wav').bytes, 'audio/mpeg'],
    ['a.png', Buffer.from('just words'), 'image/png'],
  ];
  test.each(mismatches)('FILE-3 bytes, extension and declared type must agree: %s', async (name, bytes, type) => {
    expectRefusal(await give(ann, name, bytes, type), 400, 'file_type_mismatch');
  });

  const unsupported: [string, Uint8Array, string][] = [
    ['a.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'), 'image/svg+xml'],
    ['a.html', Buffer.from('<!doctype html><script>1</script>'), 'text/html'],
    ['a.exe', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]), 'application/x-msdownload'],
    ['a.zip', zip([['a.txt', Buffer.from('x')]]), 'application/zip'],
    ['a.js', Buffer.from('alert(1)'), 'text/javascript'],
    ['a.htaccess', Buffer.from('AddType text/html .png'), 'application/octet-stream'],
    ['a', Buffer.from([0, 1, 2, 3, 250, 251]), 'application/octet-stream'],
  ];
  test.each(unsupported)('FILE-3 what is not on the list is refused: %s', async (name, bytes, type) => {
    expectRefusal(await give(ann, name, bytes, type), 400, 'unsupported_file_type');
  });

  test.each([
    ['a.png.exe', png(), 'image/png'],
    ['a.html', png(), 'image/png'],
    ['a.docx', zip([['evil.txt', Buffer.from('x')]]), sample('docx').mimeType],
    ['a.txt', Buffer.from([0x61, 0, 0x62, 0x01, 0x02]), 'text/plain'],
  ])('FILE-3 a disguise is refused: %s', async (name, bytes, type) => {
    expectRefusal(await give(ann, name, bytes, type), 400);
  });
});

describe('uploading', () => {
  test('FILE-4 no file, an empty one or another body is 400', async () => {
    expectRefusal(await give(ann, 'a.txt', new Uint8Array(0), 'text/plain'), 400, 'validation_failed', 'file');
    const words = new FormData();
    words.append('file', 'not a file');
    const other = new FormData();
    other.append('picture', new Blob([new Uint8Array(png())], { type: 'image/png' }), 'a.png');
    const nothing = new FormData();
    nothing.append('note', 'x');
    for (const raw of [words, other, nothing])
      expectRefusal(await ann.post('/api/attachments', undefined, { raw }), 400);
    expectRefusal(await ann.post('/api/attachments', { file: 'x' }), 400);
    expectRefusal(await ann.post('/api/attachments'), 400);
    const torn = {
      raw: '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\ntorn',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    };
    expectRefusal(await ann.post('/api/attachments', undefined, torn), 400);
    const unbound = { raw: 'x', headers: { 'content-type': 'multipart/form-data' } };
    expectRefusal(await ann.post('/api/attachments', undefined, unbound), 400);
  });

  test('FILE-5 a file over MAX_FILE_SIZE is 413 file_too_large', async () => {
    const small = await startServer({ MAX_FILE_SIZE: '1000' });
    const one = await small.person('one');
    expect((await give(one, 'a.txt', Buffer.alloc(1000, 97), 'text/plain')).status).toBe(201);
    expectRefusal(await give(one, 'a.txt', Buffer.alloc(1001, 97), 'text/plain'), 413, 'file_too_large');
    expectRefusal(await give(one, 'a.txt', Buffer.alloc(300_000, 97), 'text/plain'), 413, 'file_too_large');
    await small.stop();
  });

  test('FILE-5 ten MiB are allowed unless set otherwise', async () => {
    const big = Buffer.alloc(10_485_760, 97);
    const file = await upload(ann, 'big.txt', big, 'text/plain');
    expect((await content(ann, file)).bytes.equals(big)).toBe(true);
    expectRefusal(await give(ann, 'big.txt', Buffer.alloc(10_485_761, 97), 'text/plain'), 413, 'file_too_large');
  });

  test.each([
    ['../../etc/passwd.txt', 'passwd.txt'],
    ['C:\\Users\\ann\\note.txt', 'note.txt'],
    ['/abs/olute.txt', 'olute.txt'],
    ['tab\there.txt', 'tabhere.txt'],
    ['ünïcødé 😀.txt', 'ünïcødé 😀.txt'],
  ])('FILE-6 a name keeps its last part only: %j', async (name, kept) => {
    const file = await upload(ann, name, Buffer.from('x'), 'text/plain');
    expect(file.name).toBe(kept);
    const header = (await content(ann, file)).headers.get('content-disposition') ?? '';
    expect(header).toMatch(/^attachment; filename="[^"\r\n]*"(; filename\*=UTF-8''[^\s;]+)?$/);
    if (/[^\u0020-\u007e]/.test(kept)) expect(header).toContain(encodeURIComponent('ünïcødé'));
  });

  test('FILE-6 quotes in a name cannot end the header', async () => {
    const boundary = 'parley-test';
    const raw = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a%22; evil=%22.txt"\r\nContent-Type: text/plain\r\n\r\nwords\r\n--${boundary}--\r\n`;
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    const answer = await ann.post('/api/attachments', undefined, { raw, headers });
    expect(answer.status).toBe(201);
    const header = (await content(ann, answer.as(attachmentShape))).headers.get('content-disposition') ?? '';
    expect(header).not.toMatch(/;\s*evil="/);
  });
});

describe('reading', () => {
  test('FILE-7 before it is sent, a file is its uploader’s alone', async () => {
    const file = await upload(ann, 'p.png', png(), 'image/png');
    expect((await ann.get(`/api/attachments/${file.id}`)).as(attachmentShape)).toMatchObject({
      id: file.id,
      name: 'p.png',
    });
    for (const who of [bo, cy, await server.person('root', { role: 'admin' })]) {
      expectRefusal(await who.get(`/api/attachments/${file.id}`), 403, 'not_a_member');
      expectRefusal(await content(who, file), 403, 'not_a_member');
    }
  });

  test('FILE-7 once sent, the members see it, nobody else, and not after leaving', async () => {
    const { dee } = await server.people('dee');
    const place = await makeGroup(ann, [bo, dee]);
    const file = await upload(ann, 'p.png', png(), 'image/png');
    await say(ann, place, 'x', { attachmentIds: [file.id] });
    expect((await bo.get(`/api/attachments/${file.id}`)).status).toBe(200);
    expect((await content(dee, file)).status).toBe(200);
    expectRefusal(await cy.get(`/api/attachments/${file.id}`), 403, 'not_a_member');
    expectRefusal(await content(cy, file), 403, 'not_a_member');
    await dee.delete(`${CONVERSATIONS}/${place.id}/members/me`);
    expectRefusal(await content(dee, file), 403, 'not_a_member');
    expectRefusal(await content(server.anonymous, file), 401, 'unauthorized');
  });

  test('FILE-7 an unknown file is 404', async () => {
    for (const id of ['unknown', '5', '..%2f..%2fetc%2fpasswd', 'x'.repeat(300)]) {
      expectRefusal(await ann.get(`/api/attachments/${id}`), 404, 'not_found');
      expectRefusal(await ann.get(`/api/attachments/${id}/content`), 404, 'not_found');
    }
  });

  test('FILE-8 parts can be asked for', async () => {
    const bytes = Buffer.from('0123456789');
    const file = await upload(ann, 'digits.txt', bytes, 'text/plain');
    const part = async (range: string) => {
      const answer = await content(ann, file, { range });
      return [answer.status, answer.text, answer.headers.get('content-range')];
    };
    expect(await part('bytes=2-5')).toEqual([206, '2345', 'bytes 2-5/10']);
    expect(await part('bytes=7-')).toEqual([206, '789', 'bytes 7-9/10']);
    expect(await part('bytes=-3')).toEqual([206, '789', 'bytes 7-9/10']);
    expect(await part('bytes=5-500')).toEqual([206, '56789', 'bytes 5-9/10']);
    expect((await part('bytes=10-12')).slice(0, 1)).toEqual([416]);
    expect((await part('bytes=99-')).slice(2)).toEqual(['bytes */10']);
    expect((await part('nonsense')).slice(0, 2)).toEqual([200, '0123456789']);
    expect((await content(ann, file)).headers.get('accept-ranges')).toBe('bytes');
  });

  test('FILE-9 a signed link works without a token and cannot be bent', async () => {
    const file = await upload(ann, 'p.png', png(3, 2, 'linked'), 'image/png');
    const other = await upload(ann, 'q.png', png(3, 2, 'other'), 'image/png');
    const link = path(file.url);
    const served = await server.anonymous.get(link);
    expect(served.status).toBe(200);
    expect(served.bytes.equals(png(3, 2, 'linked'))).toBe(true);
    expect(served.headers.get('x-content-type-options')).toBe('nosniff');
    const lasts = Date.parse(file.urlExpiresAt) - Date.now();
    expect(lasts).toBeGreaterThan(200_000);
    expect(lasts).toBeLessThanOrEqual(301_000);
    const bent = [
      link.replace(file.id, other.id),
      link.slice(0, -1),
      `${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`,
      link.split('?')[0] ?? '',
      `${link.split('?')[0]}?`,
      `${link.split('?')[0]}?download=1`,
      `${link.split('?')[0]}?token=${ann.token}`,
      link.replace(/\d{6,}/, (digits) => String(Number(digits) + 1000)),
    ];
    for (const wrong of bent) {
      if (wrong === link) continue;
      const answer = await server.anonymous.get(wrong);
      expect([401, 403, 404]).toContain(answer.status);
      expect(answer.bytes.includes('other') || answer.bytes.includes('linked')).toBe(false);
    }
  });

  test('FILE-9 a link ends after FILE_LINK_TTL_SECONDS', async () => {
    const brief = await startServer({ FILE_LINK_TTL_SECONDS: '2' });
    const one = await brief.person('one');
    const file = await upload(one, 'p.png', png(), 'image/png');
    expect((await brief.anonymous.get(path(file.url))).status).toBe(200);
    await pause(3200);
    expect([401, 403, 404]).toContain((await brief.anonymous.get(path(file.url))).status);
    const renewed = (await one.get(`/api/attachments/${file.id}`)).as(attachmentShape);
    expect((await brief.anonymous.get(path(renewed.url))).status).toBe(200);
    await brief.stop();
  });

  test('FILE-9 PUBLIC_URL is the origin of links', async () => {
    const named = await startServer({ PUBLIC_URL: 'https://chat.example.org' });
    const one = await named.person('one');
    const file = await upload(one, 'p.png', png(), 'image/png');
    expect(new URL(file.url).origin).toBe('https://chat.example.org');
    expect((await named.anonymous.get(path(file.url))).status).toBe(200);
    await named.stop();
  });

  test('FILE-10 when its message is deleted a file is gone by every door', async () => {
    const file = await upload(ann, 'p.png', png(), 'image/png');
    const message = await say(ann, group, 'x', { attachmentIds: [file.id] });
    const link = (await lookAt(bo, message)).attachments[0]?.url ?? '';
    expect((await server.anonymous.get(path(link))).status).toBe(200);
    await ann.delete(`${MESSAGES}/${message.id}`);
    expectRefusal(await content(bo, file), 404, 'not_found');
    expectRefusal(await content(ann, file), 404, 'not_found');
    expect((await server.anonymous.get(path(link))).status).toBe(404);
    expect((await historyOf(bo, group)).at(-1)?.attachments).toEqual([]);
  });

  test('FILE-11 no shared cache may keep a file', async () => {
    const file = await upload(ann, 'p.png', png(), 'image/png');
    for (const served of [await content(ann, file), await server.anonymous.get(path(file.url))]) {
      expect(served.headers.get('cache-control') ?? '').toMatch(/private|no-store/);
    }
  });
});

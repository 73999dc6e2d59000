import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cfb, zip } from '../../../test/support/containers.ts';
import { png, SAMPLES, sample } from '../../../test/support/samples.ts';
import { createMediaInspector } from '../../adapters/media/inspector.ts';
import { ParleyError } from '../errors.ts';
import { ACCEPTED, typeOfExtension } from './accepted.ts';
import { detectType } from './detect.ts';

const media = createMediaInspector();
const folder = await mkdtemp(join(tmpdir(), 'parley-detect-'));
afterAll(async () => {
  await media.close();
  await rm(folder, { recursive: true });
});

/** The detected media type, else the code of the refusal. */
async function detect(name: string, declaredType: string | null, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, 'staged');
  await writeFile(path, bytes);
  try {
    return (await detectType(media, path, { name, declaredType })).mimeType;
  } catch (error) {
    if (error instanceof ParleyError) return error.code;
    throw error;
  }
}

test('there is a sample of every type on the list', () => {
  const known = new Set(SAMPLES.map(({ name }) => name.split('.')[1]));
  expect(ACCEPTED.flatMap((type) => type.extensions).filter((extension) => !known.has(extension))).toEqual([]);
});

test.each(SAMPLES)(
  '$name is known by its bytes, whatever is declared that agrees',
  async ({ name, mimeType, bytes }) => {
    const type = ACCEPTED.find((one) => one.mimeType === mimeType);
    for (const declared of [mimeType, null, '', 'application/octet-stream', ...(type?.aliases ?? [])]) {
      expect([declared, await detect(name, declared, bytes)]).toEqual([declared, mimeType]);
    }
    expect(await detect(name.toUpperCase(), `${mimeType.toUpperCase()}; charset=utf-8`, bytes)).toBe(mimeType);
  },
);

test.each(SAMPLES.filter(({ name }) => !name.endsWith('.txt')))(
  'the bytes of $name under every other name and declaration are refused',
  async ({ name, mimeType, bytes }) => {
    for (const other of SAMPLES) {
      if (other.mimeType === mimeType) continue;
      // An MP4 of no particular brand may hold sound alone.
      if (name === 'a.mp4' && other.name === 'a.m4a') continue;
      expect([other.name, await detect(other.name, null, bytes)]).toEqual([other.name, 'file_type_mismatch']);
      expect([other.name, await detect(name, other.mimeType, bytes)]).toEqual([
        other.name,
        name === 'a.mp4' && other.mimeType === 'audio/mp4' ? 'video/mp4' : 'file_type_mismatch',
      ]);
    }
  },
);

test.each([
  ['without a name', '', 'image/png', png(), 'image/png'],
  ['without an extension', 'blob', 'image/png', png(), 'image/png'],
  ['without anything', 'blob', null, png(), 'image/png'],
  ['words without anything', 'README', null, 'words', 'text/plain'],
  ['words declared as words', 'README', 'text/plain', 'words', 'text/plain'],
  ['sound alone in an MP4', 'voice.m4a', 'audio/mp4', sample('mp4').bytes, 'audio/mp4'],
  ['sound without a name', '', 'audio/mp4', sample('mp4').bytes, 'audio/mp4'],
  ['two extensions', 'shell.php.png', 'image/png', png(), 'image/png'],
  ['a workbook of Excel 5', 'a.xls', null, cfb('Book'), 'application/vnd.ms-excel'],
])('%s it is accepted', async (_case, name, declared, bytes, type) => {
  expect(await detect(name, declared, bytes)).toBe(type);
});

test.each([
  ['a picture that is words', 'a.png', 'image/png', 'words', 'file_type_mismatch'],
  ['a picture that is a program', 'a.png', null, Buffer.from('MZ\u0000\u0001'), 'file_type_mismatch'],
  ['a program', 'a.exe', null, Buffer.from('MZ\u0000\u0001'), 'unsupported_file_type'],
  ['a picture named as a program', 'a.exe', 'image/png', png(), 'file_type_mismatch'],
  ['a picture declared as a page', 'blob', 'text/html', png(), 'file_type_mismatch'],
  ['a page', 'a.html', 'text/html', '<html>', 'unsupported_file_type'],
  ['a page declared as words', 'a.html', 'text/plain', '<html>', 'unsupported_file_type'],
  ['words declared as a page', 'a.txt', 'text/html', '<html>', 'file_type_mismatch'],
  ['a drawing', 'a.svg', 'image/svg+xml', '<svg/>', 'unsupported_file_type'],
  ['a drawing named as a picture', 'a.png', 'image/svg+xml', '<svg/>', 'file_type_mismatch'],
  ['a hidden file', '.htaccess', null, 'AddType text/html .png', 'unsupported_file_type'],
  ['a name that ends in a dot', 'a.png.', 'image/png', png(), 'file_type_mismatch'],
  ['an archive', 'a.zip', 'application/zip', zip([['a', Buffer.from('x')]]), 'unsupported_file_type'],
  ['an archive as a document', 'a.docx', null, zip([['a', Buffer.from('x')]]), 'file_type_mismatch'],
  ['another compound file', 'a.doc', null, cfb('PowerPoint Document'), 'file_type_mismatch'],
  ['another compound file as what it is', 'a.ppt', null, cfb('PowerPoint Document'), 'unsupported_file_type'],
  ['bytes without anything', 'blob', null, Buffer.from([0, 1, 2, 250]), 'unsupported_file_type'],
  ['bytes declared as words', 'blob', 'text/plain', Buffer.from([0, 1, 2, 250]), 'file_type_mismatch'],
])('%s is refused', async (_case, name, declared, bytes, code) => {
  expect(await detect(name, declared, bytes)).toBe(code);
});

test.each([
  ['umlauts and emoji', 'ünïcødé 😀', true],
  ['tabs, line ends, form feeds, colours', 'a\tb\r\n\f\u001b[31mred', true],
  ['what begins like a bitmap', 'BMW prices this year', true],
  ['a character over the edge of a piece', `${'x'.repeat(65_535)}😀${'x'.repeat(65_530)}😀`, true],
  ['U+0000', 'a\u0000b', false],
  ['a control character far behind', `${'x'.repeat(200_000)}\u0001`, false],
  ['Latin-1', Buffer.from('ümlaut', 'latin1'), false],
  ['half a character at the end', Buffer.from('😀').subarray(0, 3), false],
  ['half a surrogate pair', Buffer.from([0xed, 0xa0, 0xbd]), false],
])('%s as text', async (_case, bytes, accepted) => {
  expect(await detect('a.txt', 'text/plain', bytes)).toBe(accepted ? 'text/plain' : 'file_type_mismatch');
});

const WORD = typeOfExtension('docx')?.mimeType ?? '';
const EXCEL = typeOfExtension('xlsx')?.mimeType ?? '';

test.each([
  ['a PNG of which nothing but the signature is left', 'a.png', png().subarray(0, 8), 'image/png'],
  [
    'a ZIP with the parts of a text and no list of them',
    'a.docx',
    zip([['word/document.xml', Buffer.from('<w/>')]]),
    WORD,
  ],
  [
    'a ZIP with the parts of a table',
    'a.xlsx',
    zip([
      ['a', Buffer.from('x')],
      ['xl/workbook.xml', Buffer.from('<w/>')],
    ]),
    EXCEL,
  ],
  ['the same under another name', 'a.docx', zip([['xl/workbook.xml', Buffer.from('<w/>')]]), 'file_type_mismatch'],
])('%s', async (_case, name, bytes, type) => {
  expect(await detect(name, null, bytes)).toBe(type);
});

test('a workbook inside a Word document does not make it one', async () => {
  // The root's only child is the Word stream; the workbook's entry hangs on no tree.
  const bytes = cfb('WordDocument');
  const entry = bytes.indexOf(Buffer.from('WordDocument', 'utf16le'));
  bytes.copy(bytes, entry + 128, entry, entry + 128);
  bytes.fill(0, entry + 128, entry + 192);
  bytes.write('Workbook', entry + 128, 'utf16le');
  expect(await detect('a.doc', null, bytes)).toBe('application/msword');
  expect(await detect('a.xls', null, bytes)).toBe('file_type_mismatch');
});

test('a broken compound file is refused, not followed round and round', async () => {
  const whole = cfb('WordDocument');
  const looped = Buffer.from(whole);
  // The directory is its own next sector, and the stream's entry its own sibling.
  looped.writeUInt32LE(1, 512 + 4);
  const entry = looped.indexOf(Buffer.from('WordDocument', 'utf16le'));
  looped.writeUInt32LE(1, entry + 68);
  looped.write('Something', entry, 'utf16le');
  expect(await detect('a.doc', null, looped)).toBe('file_type_mismatch');
  for (const length of [8, 100, 512, 600]) {
    expect([length, await detect('a.doc', null, whole.subarray(0, length))]).toEqual([length, 'file_type_mismatch']);
  }
  const odd = Buffer.from(whole);
  odd.writeUInt16LE(31, 30);
  expect(await detect('a.doc', null, odd)).toBe('file_type_mismatch');
});

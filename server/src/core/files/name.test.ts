import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lengthOf } from '../text.ts';
import { contentDisposition } from './disposition.ts';
import { cleanName, extensionOf } from './name.ts';

test.each([
  ['photo.jpg', 'photo.jpg'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\ann\\note.txt', 'note.txt'],
  ['a/b\\c.txt', 'c.txt'],
  ['tab\there\u0000\u007f\u0085.txt', 'tabhere.txt'],
  [' spaces stay .txt', ' spaces stay .txt'],
  ['ünïcødé 😀.txt', 'ünïcødé 😀.txt'],
  ['half \ud83d.txt', 'half \ufffd.txt'],
  ['folder/', ''],
  ['..', ''],
  ['.', ''],
  ['  ', ''],
  ['', ''],
])('the name %j is kept as %j', (name, kept) => {
  expect(cleanName(name)).toBe(kept);
});

test('a name that is too long loses its middle, not its extension', () => {
  const kept = cleanName(`${'😀'.repeat(300)}.jpeg`);
  expect(lengthOf(kept)).toBe(255);
  expect(kept.endsWith('😀.jpeg')).toBe(true);
  expect(cleanName('x'.repeat(300))).toBe('x'.repeat(255));
  expect(cleanName(`a.${'x'.repeat(300)}`)).toBe(`a.${'x'.repeat(253)}`);
});

test('whatever a client sends, the name is short, well-formed, without folders and control characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (name) => {
      const kept = cleanName(name);
      expect(kept.isWellFormed()).toBe(true);
      expect(lengthOf(kept)).toBeLessThanOrEqual(255);
      expect(kept).not.toMatch(/[/\\\p{Cc}]/u);
      expect(cleanName(kept)).toBe(kept);
    }),
  );
});

test.each([
  ['a.PNG', 'png'],
  ['a.tar.gz', 'gz'],
  ['.htaccess', 'htaccess'],
  ['a.', ''],
  ['a', null],
  ['', null],
])('the extension of %j is %j', (name, extension) => {
  expect(extensionOf(name)).toBe(extension);
});

test.each([
  ['plain name.txt', 'attachment; filename="plain name.txt"'],
  ['a"b.txt', `attachment; filename="a_b.txt"; filename*=UTF-8''a%22b.txt`],
  ['50%.txt', `attachment; filename="50_.txt"; filename*=UTF-8''50%25.txt`],
  ["it's (1)*.txt", `attachment; filename="it's (1)*.txt"`],
  ['ü\'s "(*)".txt', `attachment; filename="_'s _(*)_.txt"; filename*=UTF-8''%C3%BC%27s%20%22%28%2A%29%22.txt`],
  ['\u202egpj.exe', `attachment; filename="_gpj.exe"; filename*=UTF-8''%E2%80%AEgpj.exe`],
])('the header for %j', (name, header) => {
  expect(contentDisposition('attachment', name)).toBe(header);
});

test('whatever the name, the header is one line of ASCII that holds the name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (name) => {
      const header = contentDisposition('inline', name);
      expect(header).toMatch(/^inline; filename="[\x20\x21\x23-\x5b\x5d-\x7e]*"(?:; filename\*=UTF-8''[\w.!~%-]*)?$/);
      const encoded = /filename\*=UTF-8''(.*)$/.exec(header)?.[1];
      const plain = /filename="([^"]*)"/.exec(header)?.[1];
      expect(encoded === undefined ? plain : decodeURIComponent(encoded)).toBe(name.toWellFormed());
    }),
  );
});

import { deflateSync } from 'node:zlib';
import { cfb, crc32, zip } from './containers.ts';

/*
 * The smallest files of every accepted type, made byte by byte so that a test knows exactly what it uploads.
 */

function ascii(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([ascii(type), data]);
  return Buffer.concat([u32(data.length), body, u32(crc32(body))]);
}

/** A grey PNG; `note` goes into a text chunk, so that two pictures may differ in nothing else. */
export function png(width = 3, height = 2, note = ''): Buffer {
  const header = Buffer.concat([u32(width), u32(height), Buffer.from([8, 0, 0, 0, 0])]);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width, 128)]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    ...(note === '' ? [] : [pngChunk('tEXt', ascii(`Comment\0${note}`))]),
    pngChunk('IDAT', pixels),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function jpeg(): Buffer {
  const app0 = Buffer.from([0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
  const table = Buffer.concat([Buffer.from([0xff, 0xdb, 0, 67, 0]), Buffer.alloc(64, 1)]);
  const frame = Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 2, 0, 3, 1, 1, 0x11, 0]);
  const scan = Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0xd2, 0xcf, 0x20]);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), app0, table, frame, scan, Buffer.from([0xff, 0xd9])]);
}

function gif(): Buffer {
  const screen = Buffer.from([3, 0, 2, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]);
  const image = Buffer.from([0x2c, 0, 0, 0, 0, 3, 0, 2, 0, 0, 2, 2, 0x44, 1, 0, 0x3b]);
  return Buffer.concat([ascii('GIF89a'), screen, image]);
}

function riff(kind: string, ...chunks: readonly [string, Buffer][]): Buffer {
  const body = chunks.map(([name, data]) => {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(data.length);
    return Buffer.concat([ascii(name), size, data, Buffer.alloc(data.length % 2)]);
  });
  const size = Buffer.alloc(4);
  size.writeUInt32LE(4 + body.reduce((sum, chunk) => sum + chunk.length, 0));
  return Buffer.concat([ascii('RIFF'), size, ascii(kind), ...body]);
}

function webp(): Buffer {
  // One lossy key frame of 3 x 2 pixels: frame tag, start code, width, height, an empty partition.
  const frame = Buffer.from([0x10, 0, 0, 0x9d, 0x01, 0x2a, 3, 0, 2, 0, 0, 0, 0, 0]);
  return riff('WEBP', ['VP8 ', frame]);
}

function wav(): Buffer {
  const format = Buffer.from([1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x40, 0x1f, 0, 0, 1, 0, 8, 0]);
  return riff('WAVE', ['fmt ', format], ['data', Buffer.alloc(800, 128)]);
}

function avi(): Buffer {
  const header = Buffer.concat([ascii('hdrlavih'), Buffer.from([56, 0, 0, 0]), Buffer.alloc(56)]);
  return riff('AVI ', ['LIST', header], ['LIST', ascii('movi')]);
}

function box(type: string, ...content: readonly Buffer[]): Buffer {
  const data = Buffer.concat(content);
  return Buffer.concat([u32(data.length + 8), ascii(type), data]);
}

function movie(brand: string): Buffer {
  const header = Buffer.alloc(100);
  header.writeUInt32BE(1000, 12);
  header.writeUInt32BE(1000, 16);
  return Buffer.concat([
    box('ftyp', ascii(brand), u32(0x200), ascii(brand)),
    box('moov', box('mvhd', header)),
    box('mdat', Buffer.alloc(16)),
  ]);
}

function ebml(docType: string): Buffer {
  const type = Buffer.concat([Buffer.from([0x42, 0x82, 0x80 | docType.length]), ascii(docType)]);
  const head = Buffer.concat([Buffer.from([0x42, 0x86, 0x81, 1, 0x42, 0xf7, 0x81, 1]), type]);
  const segment = Buffer.from([0x18, 0x53, 0x80, 0x67, 0x80]);
  return Buffer.concat([Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x80 | head.length]), head, segment]);
}

function mp3(): Buffer {
  // Four MPEG-1 layer III frames of 128 kbit/s at 44.1 kHz.
  const frame = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(413)]);
  return Buffer.concat([frame, frame, frame, frame]);
}

function aac(): Buffer {
  // Four ADTS frames of 64 bytes: AAC-LC, 44.1 kHz, mono.
  const frame = Buffer.concat([Buffer.from([0xff, 0xf1, 0x50, 0x40, 0x08, 0x1f, 0xfc]), Buffer.alloc(57)]);
  return Buffer.concat([frame, frame, frame, frame]);
}

function ogg(): Buffer {
  const identity = Buffer.concat([
    Buffer.from([1]),
    ascii('vorbis'),
    Buffer.from([0, 0, 0, 0, 1, 0x44, 0xac, 0, 0, 0, 0, 0, 0, 0, 0xee, 2, 0, 0, 0, 0, 0, 0xb8, 1]),
  ]);
  const header = Buffer.concat([
    ascii('OggS'),
    Buffer.from([0, 2]),
    Buffer.alloc(20),
    Buffer.from([1, identity.length]),
  ]);
  return Buffer.concat([header, identity]);
}

function pdf(): Buffer {
  return ascii('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n');
}

function office(part: string, contentType: string): Buffer {
  const types = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/${part}" ContentType="${contentType}"/></Types>`;
  return zip([
    ['[Content_Types].xml', ascii(types)],
    ['_rels/.rels', ascii('<?xml version="1.0"?><Relationships/>')],
    [part, ascii('<?xml version="1.0"?><document/>')],
  ]);
}

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const SHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export type Sample = {
  readonly name: string;
  readonly mimeType: string;
  readonly kind: 'image' | 'video' | 'audio' | 'document';
  readonly bytes: Buffer;
};

/** One file of each type that may be uploaded. */
export const SAMPLES: readonly Sample[] = [
  { name: 'a.jpg', mimeType: 'image/jpeg', kind: 'image', bytes: jpeg() },
  { name: 'a.jpeg', mimeType: 'image/jpeg', kind: 'image', bytes: jpeg() },
  { name: 'a.png', mimeType: 'image/png', kind: 'image', bytes: png() },
  { name: 'a.gif', mimeType: 'image/gif', kind: 'image', bytes: gif() },
  { name: 'a.webp', mimeType: 'image/webp', kind: 'image', bytes: webp() },
  { name: 'a.mp4', mimeType: 'video/mp4', kind: 'video', bytes: movie('isom') },
  { name: 'a.mov', mimeType: 'video/quicktime', kind: 'video', bytes: movie('qt  ') },
  { name: 'a.avi', mimeType: 'video/x-msvideo', kind: 'video', bytes: avi() },
  { name: 'a.mkv', mimeType: 'video/x-matroska', kind: 'video', bytes: ebml('matroska') },
  { name: 'a.webm', mimeType: 'video/webm', kind: 'video', bytes: ebml('webm') },
  { name: 'a.mp3', mimeType: 'audio/mpeg', kind: 'audio', bytes: mp3() },
  { name: 'a.wav', mimeType: 'audio/wav', kind: 'audio', bytes: wav() },
  { name: 'a.aac', mimeType: 'audio/aac', kind: 'audio', bytes: aac() },
  { name: 'a.m4a', mimeType: 'audio/mp4', kind: 'audio', bytes: movie('M4A ') },
  { name: 'a.ogg', mimeType: 'audio/ogg', kind: 'audio', bytes: ogg() },
  { name: 'a.pdf', mimeType: 'application/pdf', kind: 'document', bytes: pdf() },
  { name: 'a.doc', mimeType: 'application/msword', kind: 'document', bytes: cfb('WordDocument') },
  { name: 'a.xls', mimeType: 'application/vnd.ms-excel', kind: 'document', bytes: cfb('Workbook') },
  { name: 'a.docx', mimeType: WORD, kind: 'document', bytes: office('word/document.xml', `${WORD}.main+xml`) },
  { name: 'a.xlsx', mimeType: SHEET, kind: 'document', bytes: office('xl/workbook.xml', `${SHEET}.main+xml`) },
  { name: 'a.txt', mimeType: 'text/plain', kind: 'document', bytes: Buffer.from('plain words, ünïcode too\n') },
  { name: 'a.rtf', mimeType: 'application/rtf', kind: 'document', bytes: ascii('{\\rtf1\\ansi plain words}') },
];

/** The sample whose name ends with this extension. */
export function sample(extension: string): Sample {
  const found = SAMPLES.find((one) => one.name.endsWith(`.${extension}`));
  if (!found) throw new Error(`no sample of ${extension}`);
  return found;
}

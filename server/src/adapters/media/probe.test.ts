import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { png, SAMPLES, sample } from '../../../test/support/samples.ts';
import { measureFile, sniffFile } from './probe.ts';

const folder = await mkdtemp(join(tmpdir(), 'parley-probe-'));
afterAll(() => rm(folder, { recursive: true }));

async function file(bytes: Uint8Array): Promise<string> {
  const path = join(folder, 'file');
  await writeFile(path, bytes);
  return path;
}

function box(type: string, ...content: readonly Buffer[]): Buffer {
  const data = Buffer.concat(content);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, data]);
}

function movieHeader(timescale: number, duration: number): Buffer {
  const body = Buffer.alloc(100);
  body.writeUInt32BE(timescale, 12);
  body.writeUInt32BE(duration, 16);
  return box('mvhd', body);
}

function track(width: number, height: number, onItsSide = false): Buffer {
  const body = Buffer.alloc(84);
  body.writeInt32BE(onItsSide ? 0 : 0x10000, 40);
  body.writeInt32BE(onItsSide ? 0x10000 : 0, 44);
  body.writeUInt16BE(width, 76);
  body.writeUInt16BE(height, 80);
  return box('trak', box('tkhd', body));
}

const FTYP = box('ftyp', Buffer.from('isom\0\0\x02\0isom', 'latin1'));

test('pictures have a size', async () => {
  expect(await measureFile(await file(png(70, 50)), 'image/png')).toEqual({ width: 70, height: 50, duration: null });
});

test('a photograph that lies on its side is measured as it is shown', async () => {
  // An EXIF block of one entry: orientation (0x0112) = 6.
  const tiff = Buffer.from('4d4d002a00000008000101120003000000010006000000000000', 'hex');
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const app1 = Buffer.concat([Buffer.from([0xff, 0xe1, 0, exif.length + 2]), exif]);
  const plain = sample('jpg').bytes;
  const turned = Buffer.concat([plain.subarray(0, 2), app1, plain.subarray(2)]);
  expect(await measureFile(await file(plain), 'image/jpeg')).toMatchObject({ width: 3, height: 2 });
  expect(await measureFile(await file(turned), 'image/jpeg')).toMatchObject({ width: 2, height: 3 });
});

test('films have a size and a length, also when their index is at the end', async () => {
  const movie = box('moov', movieHeader(600, 930), track(0, 0), track(1920, 1080), track(10, 10));
  const data = box('mdat', Buffer.alloc(100_000));
  const measures = { width: 1920, height: 1080, duration: 1.55 };
  for (const bytes of [Buffer.concat([FTYP, movie, data]), Buffer.concat([FTYP, data, movie])]) {
    expect(await measureFile(await file(bytes), 'video/mp4')).toEqual(measures);
    expect(await measureFile(await file(bytes), 'video/quicktime')).toEqual(measures);
  }
  const upright = Buffer.concat([FTYP, box('moov', movieHeader(1000, 0), track(1920, 1080, true))]);
  expect(await measureFile(await file(upright), 'video/mp4')).toEqual({ width: 1080, height: 1920, duration: null });
});

test('an AVI has a size and a length', async () => {
  const bytes = Buffer.from(sample('avi').bytes);
  bytes.writeUInt32LE(40_000, 32);
  bytes.writeUInt32LE(50, 48);
  bytes.writeUInt32LE(320, 64);
  bytes.writeUInt32LE(240, 68);
  expect(await measureFile(await file(bytes), 'video/x-msvideo')).toEqual({ width: 320, height: 240, duration: 2 });
});

test('sounds have a length', async () => {
  expect(await measureFile(await file(sample('wav').bytes), 'audio/wav')).toMatchObject({ duration: 0.1 });
  expect(await measureFile(await file(sample('mp3').bytes), 'audio/mpeg')).toMatchObject({ duration: 0.104 });
});

test('boxes that claim to be endless or empty do not hold it up', async () => {
  const zero = Buffer.concat([FTYP, Buffer.alloc(8, 0), box('moov', movieHeader(1, 1))]);
  const huge = Buffer.concat([FTYP, Buffer.from('00000001', 'hex'), Buffer.from('mdat'), Buffer.alloc(8, 0xff)]);
  const inside = Buffer.concat([FTYP, box('moov', Buffer.from('00000000', 'hex'), Buffer.from('trak'))]);
  for (const bytes of [zero, huge, inside]) {
    expect(await measureFile(await file(bytes), 'video/mp4')).toMatchObject({ duration: null });
  }
});

test('documents have neither size nor length', async () => {
  const path = await file(sample('pdf').bytes);
  expect(await sniffFile(path)).toBe('application/pdf');
  expect(await measureFile(path, 'application/pdf')).toEqual({ width: null, height: null, duration: null });
});

test('a film of Matroska has a size and a length', async () => {
  const element = (id: string, body: Buffer) => Buffer.concat([Buffer.from(id, 'hex'), size(body.length), body]);
  const size = (length: number) => Buffer.from([0x40 | (length >> 8), length & 0xff]);
  const whole = sample('mkv').bytes;
  const header = whole.subarray(0, whole.indexOf(Buffer.from('18538067', 'hex')));
  const seconds = Buffer.alloc(8);
  seconds.writeDoubleBE(2500);
  const info = element(
    '1549a966',
    Buffer.concat([element('2ad7b1', Buffer.from('0f4240', 'hex')), element('4489', seconds)]),
  );
  const video = element('e0', Buffer.concat([element('b0', Buffer.from([1, 64])), element('ba', Buffer.from([240]))]));
  const entry = Buffer.concat([
    element('d7', Buffer.from([1])),
    element('83', Buffer.from([1])),
    element('86', Buffer.from('V_VP9')),
    video,
  ]);
  const tracks = element('1654ae6b', element('ae', entry));
  const path = await file(Buffer.concat([header, element('18538067', Buffer.concat([info, tracks]))]));
  expect(await measureFile(path, 'video/x-matroska')).toEqual({ width: 320, height: 240, duration: 2.5 });
});

test.each(SAMPLES)('$name, cut anywhere, is a fault at most, and never endless', async ({ bytes, mimeType }) => {
  for (let length = 0; length < bytes.length; length += Math.ceil(bytes.length / 25)) {
    const path = await file(bytes.subarray(0, length));
    await sniffFile(path).catch(() => null);
    const measures = await measureFile(path, mimeType).catch(() => null);
    if (measures) expect(Object.keys(measures)).toEqual(['width', 'height', 'duration']);
  }
});

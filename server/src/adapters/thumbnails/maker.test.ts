import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { png } from '../../../test/support/samples.ts';
import { createThumbnails } from './maker.ts';

const folder = await mkdtemp(join(tmpdir(), 'parley-thumbnails-'));
const thumbnails = createThumbnails();
let files = 0;

beforeAll(async () => {
  await thumbnails.make(await file(png()), 'image/png'); // the process is there
});
afterAll(async () => {
  await thumbnails.close();
  await rm(folder, { recursive: true, force: true });
});

async function file(bytes: Uint8Array | string): Promise<string> {
  files += 1;
  const path = join(folder, `${files}`);
  await writeFile(path, bytes);
  return path;
}

/** The small picture of what `bytes` are, decoded: its size and its pixels. */
async function shrunk(bytes: Uint8Array, mimeType: string) {
  const small = await thumbnails.make(await file(bytes), mimeType);
  if (small === null) return null;
  const { data, info } = await sharp(small).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 4)];
  return { small, metadata: await sharp(small).metadata(), width: info.width, height: info.height, at };
}

const RED = { r: 220, g: 10, b: 10 };
const BLUE = { r: 10, g: 10, b: 220 };
const plain = (width: number, height: number, background: object = RED) =>
  sharp({ create: { width, height, channels: 3, background: { r: 0, g: 0, b: 0, ...background } } });
/** Red above, blue below. */
const halves = (width: number, height: number) =>
  plain(width, height).composite([
    {
      input: { create: { width, height: height / 2, channels: 3, background: BLUE } },
      top: height / 2,
      left: 0,
    },
  ]);
const isRed = ([r = 0, , b = 0]: readonly number[]) => r > 150 && b < 100;

describe('S3-10 a small picture', () => {
  test.each([
    ['wide', 1600, 400, 320, 80],
    ['tall', 300, 3000, 32, 320],
    ['square', 5000, 5000, 320, 320],
    ['as large as it may be', 320, 320, 320, 320],
    ['smaller: it is not enlarged', 31, 17, 31, 17],
    ['a line', 2000, 1, 320, 1],
  ])('S3-10 fits into 320 pixels: %s', async (_case, width, height, expectedWidth, expectedHeight) => {
    const found = await shrunk(await plain(width, height).jpeg().toBuffer(), 'image/jpeg');
    expect([found?.width, found?.height]).toEqual([expectedWidth, expectedHeight]);
    expect(found?.metadata.format).toBe('webp');
  });

  test.each([
    ['jpeg', 'image/jpeg'],
    ['png', 'image/png'],
    ['gif', 'image/gif'],
    ['webp', 'image/webp'],
  ] as const)('S3-10 is made of %s', async (format, mimeType) => {
    const found = await shrunk(await plain(640, 480).toFormat(format).toBuffer(), mimeType);
    expect([found?.width, found?.height]).toEqual([320, 240]);
    expect(isRed(found?.at(100, 100) ?? [])).toBe(true);
  });

  test('S3-10 keeps what is transparent', async () => {
    const glass = sharp({ create: { width: 40, height: 40, channels: 4, background: { ...RED, alpha: 0 } } });
    expect((await shrunk(await glass.png().toBuffer(), 'image/png'))?.at(5, 5)[3]).toBe(0);
  });

  test.each([1, 3, 6, 8])('S3-10 stands upright, however the camera was held: %i', async (orientation) => {
    const turned = await halves(200, 100).jpeg().withMetadata({ orientation }).toBuffer();
    const found = await shrunk(turned, 'image/jpeg');
    const { width = 0, height = 0 } = found ?? {};
    expect([width, height]).toEqual(orientation >= 5 ? [100, 200] : [200, 100]);
    // Where the red half of the stored picture is to be seen.
    const red = { 1: [100, 10], 3: [100, 90], 6: [90, 100], 8: [10, 100] }[orientation] ?? [0, 0];
    expect(isRed(found?.at(red[0] ?? 0, red[1] ?? 0) ?? [])).toBe(true);
    expect(isRed(found?.at(width - 1 - (red[0] ?? 0), height - 1 - (red[1] ?? 0)) ?? [])).toBe(false);
  });

  test('S3-10 has nothing in it of what was noted in the original', async () => {
    const noted = await plain(400, 400)
      .jpeg()
      .withExif({
        IFD0: { Artist: 'canary-artist', Copyright: 'canary-owner', ImageDescription: 'canary-words' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100', GPSLongitudeRef: 'W' },
      })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">canary-xmp</x:xmpmeta>')
      .toBuffer();
    expect(noted.includes('canary-artist')).toBe(true);
    const found = await shrunk(noted, 'image/jpeg');
    expect(found?.small.length).toBeGreaterThan(0);
    expect(Buffer.from(found?.small ?? []).includes('canary')).toBe(false);
    const { exif, xmp, icc, iptc, orientation } = found?.metadata ?? {};
    expect([exif, xmp, icc, iptc, orientation]).toEqual(Array(5).fill(undefined));
  });

  test('S3-10 is the first frame of what moves, and moves no more', async () => {
    const frames = Buffer.concat([
      await plain(64, 64, RED).raw().toBuffer(),
      await plain(64, 64, BLUE).raw().toBuffer(),
    ]);
    const moving = sharp(frames, { raw: { width: 64, height: 128, channels: 3, pageHeight: 64 } });
    for (const [format, mimeType] of [
      ['gif', 'image/gif'],
      ['webp', 'image/webp'],
    ] as const) {
      const bytes = await moving
        .clone()
        .toFormat(format, { loop: 0, delay: [100, 100] })
        .toBuffer();
      expect((await sharp(bytes).metadata()).pages).toBe(2);
      const found = await shrunk(bytes, mimeType);
      expect([found?.width, found?.height, found?.metadata.pages]).toEqual([64, 64, undefined]);
      expect(isRed(found?.at(32, 32) ?? [])).toBe(true);
    }
  });
});

/** A picture of hardly any bytes whose header tells of a great many pixels. */
function flood(width: number, height: number): Buffer {
  const bytes = png(1, 1);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

describe('S3-11 what would harm is not looked at for long', () => {
  test('S3-11 floods of pixels are refused by their header: at once, and in no memory', async () => {
    const floods: [Uint8Array, string][] = [
      [flood(50_000, 50_000), 'image/png'],
      [flood(2_147_483_647, 2_147_483_647), 'image/png'],
      [flood(100_000_001, 1), 'image/png'],
      [flood(11_000, 10_000), 'image/png'],
      [await plain(4_100, 4_000).jpeg({ progressive: true }).toBuffer(), 'image/jpeg'],
      [await plain(4_100, 4_000).webp().toBuffer(), 'image/webp'],
      [await plain(4_100, 4_000).gif().toBuffer(), 'image/gif'],
    ];
    for (const [bytes, mimeType] of floods) {
      const started = performance.now();
      expect(await thumbnails.make(await file(bytes), mimeType)).toBeNull();
      expect(performance.now() - started).toBeLessThan(1_000);
    }
  });

  test('S3-11 what is no picture, damaged, cut short or of another kind has none', async () => {
    const whole = await plain(500, 500).png().toBuffer();
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
    const bad: [Uint8Array | string, string][] = [
      ['', 'image/png'],
      ['words', 'image/jpeg'],
      [svg, 'image/png'],
      [whole.subarray(0, 60), 'image/png'],
      [whole, 'image/jpeg'],
      [await plain(9, 9).tiff().toBuffer(), 'image/png'],
    ];
    for (const [bytes, mimeType] of bad) expect(await thumbnails.make(await file(bytes), mimeType)).toBeNull();
    expect(await thumbnails.make(join(folder, 'missing'), 'image/png')).toBeNull();
    expect(await thumbnails.make(await file(whole), 'image/png')).not.toBeNull();
  });

  test.each([
    ['ends', 'process.exit(7)'],
    ['crashes', 'process.abort()'],
    ['never answers', ''],
    ['computes for ever', 'for (;;);'],
    ['answers nonsense', 'process.send({ picture: "x" })'],
    ['answers far too much', 'process.send({ picture: new Uint8Array(2 ** 20) })'],
  ])('S3-11 a decoder that %s costs the next picture nothing', async (_case, harm) => {
    const script = await file(
      `process.on('disconnect', () => process.exit());
       process.on('message', ({ path }) => { if (path === 'bomb') { ${harm} } else process.send({ picture: Buffer.from(path) }); });
       process.send({});`,
    );
    await writeFile(`${script}.mjs`, await readFile(script));
    const fragile = createThumbnails({ timeoutMs: 400, workerUrl: pathToFileURL(`${script}.mjs`) });
    const outcomes = await Promise.all(['good', 'bomb', 'next'].map((path) => fragile.make(path, 'image/png')));
    expect(outcomes.map((bytes) => bytes && Buffer.from(bytes).toString())).toEqual(['good', null, 'next']);
    await fragile.close();
    expect(await fragile.make('good', 'image/png')).toBeNull();
  });

  test('S3-11 who would have to wait too long goes without', async () => {
    const script = await file('');
    const slow = `process.on('disconnect', () => process.exit()); process.send({});
      process.on('message', ({ path }) => setTimeout(() => process.send({ picture: Buffer.from(path) }), 200));`;
    await writeFile(`${script}.mjs`, slow);
    const busy = createThumbnails({ patienceMs: 300, workerUrl: pathToFileURL(`${script}.mjs`) });
    await busy.make('first', 'image/png');
    const started = performance.now();
    const outcomes = await Promise.all(Array.from({ length: 80 }, (_, n) => busy.make(`${n}`, 'image/png')));
    expect(performance.now() - started).toBeLessThan(2_000);
    const made = outcomes.filter((bytes) => bytes !== null).length;
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(10);
    await busy.close();
  });

  test('S3-11 the process ends when there is nothing to do, and comes back', async () => {
    const script = await file('');
    const pid = `process.on('disconnect', () => process.exit()); process.send({});
      process.on('message', () => process.send({ picture: Buffer.from(String(process.pid)) }));`;
    await writeFile(`${script}.mjs`, pid);
    const resting = createThumbnails({ idleMs: 100, workerUrl: pathToFileURL(`${script}.mjs`) });
    const pidOf = async () => Number(Buffer.from((await resting.make('x', 'image/png')) ?? []).toString());
    const first = await pidOf();
    expect(await pidOf()).toBe(first);
    await expect.poll(() => isRunning(first), { timeout: 5_000 }).toBe(false);
    expect(await pidOf()).not.toBe(first);
    await resting.close();
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

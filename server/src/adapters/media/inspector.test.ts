import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { png, sample } from '../../../test/support/samples.ts';
import { createMediaInspector } from './inspector.ts';

const folder = await mkdtemp(join(tmpdir(), 'parley-media-'));
const media = createMediaInspector();
afterAll(async () => {
  await media.close();
  await rm(folder, { recursive: true });
});

async function file(bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, 'file');
  await writeFile(path, bytes);
  return path;
}

/** A worker that does `script` once it has said that it is ready. */
async function worker(script: string): Promise<URL> {
  const path = join(folder, 'worker.mjs');
  const head = "import { parentPort } from 'node:worker_threads';\n";
  await writeFile(path, `${head}parentPort.on('message', (job) => { ${script} });\nparentPort.postMessage({});\n`);
  return new URL(`file://${path}`);
}

test('pictures have a size', async () => {
  expect(await media.measure(await file(png(70, 50)), 'image/png')).toEqual({ width: 70, height: 50, duration: null });
});

test.each([
  ['video/mp4', 'mp4'],
  ['video/x-matroska', 'mkv'],
  ['audio/ogg', 'ogg'],
  ['image/jpeg', 'jpg'],
])('a torn or lying %s has no measures, and does no harm', async (mimeType, extension) => {
  const { bytes } = sample(extension);
  const nothing = { width: null, height: null, duration: null };
  expect(await media.measure(await file(''), mimeType)).toEqual(nothing);
  expect(await media.measure(await file(bytes.subarray(0, 10)), mimeType)).toEqual(nothing);
  expect(await media.measure(await file(Buffer.alloc(1000, 0xff)), mimeType)).toEqual(nothing);
  expect(await media.measure(join(folder, 'no such file'), mimeType)).toEqual(nothing);
});

test('questions are answered each with its own answer', async () => {
  const one = join(folder, 'one');
  const two = join(folder, 'two');
  await writeFile(one, png(10, 20));
  await writeFile(two, sample('pdf').bytes);
  const answers = await Promise.all([
    media.sniff(two),
    media.measure(one, 'image/png'),
    media.sniff(one),
    media.sniff(join(folder, 'no such file')),
    media.sniff(two),
  ]);
  expect(answers).toEqual([
    'application/pdf',
    { width: 10, height: 20, duration: null },
    'image/png',
    null,
    'application/pdf',
  ]);
});

test('bombs are looked at in no time and little memory', async () => {
  const unpacked = Buffer.alloc(256 * 1024 * 1024, 32);
  const packed = deflateRawSync(unpacked);
  const name = Buffer.from('[Content_Types].xml');
  const head = Buffer.alloc(30);
  head.write('PK\x03\x04\x14\0\0\0\x08', 'latin1');
  head.writeUInt32LE(packed.length, 18);
  head.writeUInt16LE(name.length, 26);
  const before = process.memoryUsage().rss;
  for (const size of [unpacked.length, 1000]) {
    head.writeUInt32LE(size, 22);
    expect(await media.sniff(await file(Buffer.concat([head, name, packed])))).toBe('application/zip');
  }
  const flood = png(1, 1);
  flood.writeUInt32BE(50_000, 16);
  flood.writeUInt32BE(50_000, 20);
  expect(await media.sniff(await file(flood))).toBe('image/png');
  expect(await media.measure(await file(flood), 'image/png')).toMatchObject({ width: 50_000, height: 50_000 });
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
});

test.each([
  ['never ends', 'for (;;);'],
  ['never answers', ''],
  ['ends its thread', 'process.exit(1)'],
  ['throws', "throw new Error('bomb')"],
  ['eats all memory', 'const all = []; for (;;) all.push(new Array(1e6).fill(job));'],
])('a file at which the parser %s is unknown, and the next one is not', async (_case, harm) => {
  const script = `if (job.path === 'bomb') { ${harm} } else parentPort.postMessage({ type: 'image/png' });`;
  const fragile = createMediaInspector({ timeoutMs: 1_500, workerUrl: await worker(script) });
  expect(await fragile.sniff('bomb')).toBeNull();
  expect(await fragile.sniff('good')).toBe('image/png');
  const both = await Promise.all([fragile.sniff('bomb'), fragile.sniff('good')]);
  expect(both).toEqual([null, 'image/png']);
  await fragile.close();
  expect(await fragile.sniff('good')).toBeNull();
});

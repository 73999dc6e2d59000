import { type FileHandle, open } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';
import { imageSize } from 'image-size';
import { parseFile } from 'music-metadata';
import type { Measures } from '../../core/files/media.ts';
import { aviHeaders } from './avi.ts';
import { type Headers, mp4Headers } from './mp4.ts';
import { officeDocument } from './ooxml.ts';

/** Headers of pictures are at the front; behind this much embedded metadata a size counts as unknown. */
const IMAGE_HEAD = 512 * 1024;
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MAX_PIXELS = 2_147_483_647;
const MAX_SECONDS = 1e9;

/** The media type that the file's signature stands for; null for none. May reject on malformed files. */
export async function sniffFile(path: string): Promise<string | null> {
  const type = (await fileTypeFromFile(path))?.mime;
  if (type === 'application/zip') return (await officeDocument(path)) ?? type;
  return type ?? ((await reading(path, beginsAsPng)) ? 'image/png' : null);
}

/** The sniffer walks a PNG's chunks; that a picture is damaged does not make it something else. */
async function beginsAsPng(file: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(PNG.length), 0, PNG.length, 0);
  return bytesRead === PNG.length && buffer.equals(PNG);
}

/** Size and length of a file of the given type, as far as its headers tell. May reject on malformed files. */
export async function measureFile(path: string, mimeType: string): Promise<Measures> {
  const { width, height, duration } = await headersOf(path, mimeType);
  return { width: pixels(width), height: pixels(height), duration: seconds(duration) };
}

async function headersOf(path: string, mimeType: string): Promise<Headers> {
  if (mimeType.startsWith('image/')) return reading(path, imageHeaders);
  switch (mimeType) {
    case 'video/mp4':
    case 'video/quicktime':
    case 'audio/mp4':
      return reading(path, mp4Headers);
    case 'video/x-msvideo':
      return reading(path, aviHeaders);
    default:
      return /^(audio|video)\//.test(mimeType) ? streamHeaders(path) : NO_HEADERS;
  }
}

const NO_HEADERS: Headers = {};

async function reading<T>(path: string, read: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, 'r');
  try {
    return await read(file);
  } finally {
    await file.close();
  }
}

/** Turned as the picture is shown: EXIF orientations 5 to 8 lie on their side. */
async function imageHeaders(file: FileHandle): Promise<Headers> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(IMAGE_HEAD), 0, IMAGE_HEAD, 0);
  const { width, height, orientation = 1 } = imageSize(buffer.subarray(0, bytesRead));
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

async function streamHeaders(path: string): Promise<Headers> {
  const { format } = await parseFile(path, { duration: true, skipCovers: true, skipPostHeaders: true });
  const video = format.trackInfo.find((track) => track.video)?.video;
  const width = video?.displayWidth ?? video?.pixelWidth;
  const height = video?.displayHeight ?? video?.pixelHeight;
  return {
    ...(width !== undefined && height !== undefined && { width, height }),
    ...(format.duration !== undefined && { duration: format.duration }),
  };
}

function pixels(value: number | undefined): number | null {
  return value !== undefined && Number.isInteger(value) && value > 0 && value <= MAX_PIXELS ? value : null;
}

/** To the millisecond. */
function seconds(value: number | undefined): number | null {
  return value !== undefined && value >= 0 && value <= MAX_SECONDS ? Math.round(value * 1000) / 1000 : null;
}

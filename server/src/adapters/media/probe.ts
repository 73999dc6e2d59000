import { open } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';
import { imageSize } from 'image-size';
import { parseFile } from 'music-metadata';
import { type Measures, NO_MEASURES } from '../../core/files/media.ts';

/** Headers of pictures are at the front; behind this much embedded metadata a size counts as unknown. */
const IMAGE_HEAD = 512 * 1024;
const MAX_PIXELS = 2_147_483_647;
const MAX_SECONDS = 1e9;

/** The media type that the file's signature stands for; null for none. May reject on malformed files. */
export async function sniffFile(path: string): Promise<string | null> {
  return (await fileTypeFromFile(path))?.mime ?? null;
}

/** Size or length of a file of the given type, as far as its headers tell. May reject on malformed files. */
export async function measureFile(path: string, mimeType: string): Promise<Measures> {
  if (mimeType.startsWith('image/')) return { ...NO_MEASURES, ...(await imageMeasures(path)) };
  if (/^(audio|video)\//.test(mimeType)) return streamMeasures(path);
  return NO_MEASURES;
}

/** Turned as the picture is shown: EXIF orientations 5 to 8 lie on their side. */
async function imageMeasures(path: string): Promise<Pick<Measures, 'width' | 'height'>> {
  const { width, height, orientation = 1 } = imageSize(await head(path));
  const size = { width: pixels(width), height: pixels(height) };
  return orientation >= 5 ? { width: size.height, height: size.width } : size;
}

async function head(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(IMAGE_HEAD), 0, IMAGE_HEAD, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function streamMeasures(path: string): Promise<Measures> {
  const { format } = await parseFile(path, { duration: true, skipCovers: true, skipPostHeaders: true });
  const video = format.trackInfo.find((track) => track.video)?.video;
  return {
    width: pixels(video?.displayWidth ?? video?.pixelWidth),
    height: pixels(video?.displayHeight ?? video?.pixelHeight),
    duration: seconds(format.duration),
  };
}

function pixels(value: number | undefined): number | null {
  return value !== undefined && Number.isInteger(value) && value > 0 && value <= MAX_PIXELS ? value : null;
}

/** To the millisecond. */
function seconds(value: number | undefined): number | null {
  return value !== undefined && value >= 0 && value <= MAX_SECONDS ? Math.round(value * 1000) / 1000 : null;
}

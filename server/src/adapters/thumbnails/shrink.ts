import sharp from 'sharp';
import { THUMBNAIL_SIDE } from '../../core/files/thumbnails.ts';

/** Pictures that are read row by row may be large: what is in memory is a stripe of them. */
const MOST_PIXELS = 100_000_000;
/** Those that have to be in memory whole, at four bytes for each pixel. */
const MOST_PIXELS_AT_ONCE = 16_000_000;
const QUALITY = 78;
const SECONDS = 5;

const LOADERS = [
  'VipsForeignLoadJpegFile',
  'VipsForeignLoadPngFile',
  'VipsForeignLoadWebpFile',
  'VipsForeignLoadNsgifFile',
];

/** Which of the loaders' words stands for a type that is accepted. */
const FORMATS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
};

/** Sets the library up for files of strangers: four formats and no other, one thread, nothing kept from one file for the next. */
export function prepareLibrary(): void {
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: LOADERS });
  sharp.cache(false);
  sharp.concurrency(1);
}

/**
 * The picture small, as WebP: upright, its first frame where it moves, not larger than it was, and without anything that was noted in
 * it. Null when its header tells of more pixels than are taken, or of another type. May reject on malformed files.
 */
export async function shrink(path: string, mimeType: string): Promise<Uint8Array | null> {
  const input = sharp(path, { limitInputPixels: MOST_PIXELS, sequentialRead: true, failOn: 'error' });
  const { format, width, height, isProgressive } = await input.metadata();
  if (format !== FORMATS[mimeType]) return null;
  const isWhole = isProgressive === true || format === 'gif' || format === 'webp';
  if (width * height > (isWhole ? MOST_PIXELS_AT_ONCE : MOST_PIXELS)) return null;
  return input
    .autoOrient()
    .resize({ width: THUMBNAIL_SIDE, height: THUMBNAIL_SIDE, fit: 'inside', withoutEnlargement: true })
    .timeout({ seconds: SECONDS })
    .webp({ quality: QUALITY })
    .toBuffer();
}

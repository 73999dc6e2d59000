import type { FileHandle } from 'node:fs/promises';

type Box = { readonly type: string; readonly start: number; readonly end: number };

/** Pixels and seconds as the headers say them; undefined where they do not. */
export type Headers = { width?: number; height?: number; duration?: number };

/** More than the index of a film that fits an upload; a larger one is not read. */
const MAX_MOVIE_BOX = 8 * 1024 * 1024;
const MAX_BOXES = 256;

/**
 * Size and length of an MP4 or QuickTime film, from its movie and track headers (ISO/IEC 14496-12, 8.2.2 and 8.3.2), turned
 * as it is shown. Reads the heads of the outermost boxes and the movie box, nothing else.
 */
export async function mp4Headers(file: FileHandle): Promise<Headers> {
  const movie = await readMovie(file);
  const boxes = movie ? boxesOf(movie, 0, movie.length) : [];
  const found: Headers = {};
  for (const { type, start, end } of boxes) {
    if (movie && type === 'mvhd') Object.assign(found, movieHeader(movie.subarray(start, end)));
    if (movie && type === 'trak' && found.width === undefined) {
      const head = boxesOf(movie, start, end).find((box) => box.type === 'tkhd');
      if (head) Object.assign(found, trackHeader(movie.subarray(head.start, head.end)));
    }
  }
  return found;
}

async function readMovie(file: FileHandle): Promise<Buffer | null> {
  const head = Buffer.alloc(16);
  let position = 0;
  for (let count = 0; count < MAX_BOXES; count += 1) {
    const { bytesRead } = await file.read(head, 0, 16, position);
    if (bytesRead < 8) return null;
    const { size, offset } = sizeOf(head.subarray(0, bytesRead));
    if (head.toString('latin1', 4, 8) === 'moov') {
      if (size < offset || size - offset > MAX_MOVIE_BOX) return null;
      const body = await file.read(Buffer.alloc(size - offset), 0, size - offset, position + offset);
      return body.buffer.subarray(0, body.bytesRead);
    }
    position += size;
    if (size < offset || !Number.isSafeInteger(position)) return null;
  }
  return null;
}

/** The length of a box and where its content begins; 0 for a box that claims to go on to the end or is malformed. */
function sizeOf(head: Buffer): { size: number; offset: number } {
  const size = head.readUInt32BE(0);
  if (size !== 1) return { size, offset: 8 };
  return { size: head.length >= 16 ? Number(head.readBigUInt64BE(8)) : 0, offset: 16 };
}

function boxesOf(bytes: Buffer, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= to && boxes.length < MAX_BOXES; ) {
    const { size, offset } = sizeOf(bytes.subarray(at, at + 16));
    if (size < offset || at + size > to) break;
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), start: at + offset, end: at + size });
    at += size;
  }
  return boxes;
}

function movieHeader(bytes: Buffer): Headers {
  const long = bytes[0] === 1;
  if (bytes.length < (long ? 32 : 20)) return {};
  const timescale = bytes.readUInt32BE(long ? 20 : 12);
  const duration = long ? Number(bytes.readBigUInt64BE(24)) : bytes.readUInt32BE(16);
  return timescale > 0 && duration > 0 ? { duration: duration / timescale } : {};
}

/** Size of a track that shows something; its matrix says whether the picture lies on its side. */
function trackHeader(bytes: Buffer): Headers {
  const end = bytes[0] === 1 ? 96 : 84;
  if (bytes.length < end) return {};
  const [width, height] = [bytes.readUInt16BE(end - 8), bytes.readUInt16BE(end - 4)];
  if (width === 0 || height === 0) return {};
  const upright = bytes.readInt32BE(end - 44) !== 0 || bytes.readInt32BE(end - 40) === 0;
  return upright ? { width, height } : { width: height, height: width };
}

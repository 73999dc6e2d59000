import type { FileHandle } from 'node:fs/promises';
import type { Headers } from './mp4.ts';

/** Size and length of an AVI film, from its main header (`avih`), which stands at the front of every AVI file. */
export async function aviHeaders(file: FileHandle): Promise<Headers> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(72), 0, 72, 0);
  if (bytesRead < 72 || buffer.toString('latin1', 20, 28) !== 'hdrlavih') return {};
  const microsecondsPerFrame = buffer.readUInt32LE(32);
  const frames = buffer.readUInt32LE(48);
  const found: Headers = { width: buffer.readUInt32LE(64), height: buffer.readUInt32LE(68) };
  if (microsecondsPerFrame > 0 && frames > 0) found.duration = (microsecondsPerFrame * frames) / 1e6;
  return found;
}

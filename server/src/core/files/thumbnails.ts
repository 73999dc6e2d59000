import type { FileStorage } from './storage.ts';

/** Neither side of a thumbnail is longer, in pixels. */
export const THUMBNAIL_SIDE = 320;
export const THUMBNAIL_TYPE = 'image/webp';

/** A picture of more pixels is no picture that anybody could look at: it would hurt whoever opens it. */
export const MOST_PIXELS = 268_402_689;

/**
 * Makes pictures of strangers small. Work is bounded in pixels, memory and time, and is done where a decoder that fails harms
 * nothing else; it never rejects because of what a file holds.
 */
export type Thumbnails = {
  /**
   * The small picture of the file at `path`, which is of this (accepted) media type: upright, with neither side over `THUMBNAIL_SIDE`, never
   * larger than the original, without anything noted in it; null when none can be made, or not soon.
   */
  make(path: string, mimeType: string): Promise<Uint8Array | null>;
  close(): Promise<void>;
};

/** Where the small picture of a file is kept: in a folder of its own, so that a folder of files holds files that people sent. */
export function thumbnailKeyOf(storageKey: string): string {
  const at = storageKey.indexOf('/');
  return `${storageKey.slice(0, at)}/thumbnails${storageKey.slice(at)}.webp`;
}

/** Removes a file's bytes, and its small picture, whether there is one or not. */
export async function removeBytesOf(storage: Pick<FileStorage, 'remove'>, storageKey: string): Promise<void> {
  await storage.remove(thumbnailKeyOf(storageKey));
  await storage.remove(storageKey);
}

/** Keeps bytes that are in memory. */
export async function keepBytes(storage: Pick<FileStorage, 'stage'>, key: string, bytes: Uint8Array): Promise<void> {
  const staged = await storage.stage(once(bytes), bytes.length);
  try {
    await staged.keep(key);
  } finally {
    await staged.discard();
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

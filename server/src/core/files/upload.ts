import type { Actor } from '../actor.ts';
import { iso } from '../clock.ts';
import type { Attachment } from '../conversations/types.ts';
import { invalid } from '../errors.ts';
import { detectType } from './detect.ts';
import { cleanName } from './name.ts';
import type { FilePorts } from './ports.ts';
import { makeStorageKey, type StagedFile } from './storage.ts';
import { makeAttachmentId } from './store.ts';
import { keepBytes, MOST_PIXELS, removeBytesOf, thumbnailKeyOf } from './thumbnails.ts';

export type UploadInput = {
  /** The client's name for it, as sent; null when there was none. */
  readonly name: string | null;
  /** The media type that the client declared, as sent; null when there was none. */
  readonly declaredType: string | null;
  /** Whether it is believed where it begins as what it claims to be, and says no more of itself. */
  readonly evenBare?: boolean;
  /** What it throws is thrown on, and then nothing is stored. */
  readonly content: AsyncIterable<Uint8Array>;
};

/** A file that arrived and passed the checks, and is not stored yet. `discard` may follow `keep` and does nothing then. */
export type ReceivedFile = {
  readonly attachment: Attachment;
  /** Stores it as somebody's, attached to nothing, under a key of its own or the one given; durable when it resolves. */
  keep(actor: Actor, storageKey?: string): Promise<Attachment>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
};

type UploadPorts = Pick<FilePorts, 'storage' | 'media' | 'thumbnails' | 'files' | 'now' | 'limits' | 'onFileTrouble'>;

/**
 * Stores a file as the caller's, attached to nothing yet. When it resolves, bytes and row are durable; when it rejects,
 * nothing is left behind.
 * @throws `validation_failed` at `file` (empty), `file_too_large`, `unsupported_file_type`, `file_type_mismatch`, `unavailable`.
 */
export async function upload(ctx: UploadPorts, actor: Actor, input: UploadInput): Promise<Attachment> {
  const received = await receive(ctx, input);
  try {
    return await received.keep(actor);
  } finally {
    await received.discard();
  }
}

/** Takes a file in and finds out what it is; who receives it either keeps or discards it. @throws as `upload` does. */
export async function receive(ctx: UploadPorts, input: UploadInput): Promise<ReceivedFile> {
  const staged = await ctx.storage.stage(input.content, ctx.limits.maxFileSize);
  try {
    if (staged.size === 0) throw invalid('file', 'must not be empty');
    const attachment = await inspect(ctx, staged, input);
    return {
      attachment,
      async keep(actor, storageKey = makeStorageKey()) {
        return store(ctx, actor, staged, attachment, storageKey);
      },
      discard: () => staged.discard(),
    };
  } catch (error) {
    await staged.discard();
    throw error;
  }
}

async function inspect(
  ctx: Pick<FilePorts, 'media' | 'now'>,
  staged: StagedFile,
  input: UploadInput,
): Promise<Attachment> {
  const name = cleanName(input.name ?? '');
  const { declaredType, evenBare = false } = input;
  const type = await detectType(ctx.media, staged.path, { name, declaredType, evenBare });
  const measures = await ctx.media.measure(staged.path, type.mimeType);
  if (type.kind === 'image' && (measures.width ?? 0) * (measures.height ?? 0) > MOST_PIXELS)
    throw invalid('file', 'must not be a picture of that many pixels');
  return {
    id: makeAttachmentId(),
    name: name || `file.${type.extensions[0]}`,
    size: staged.size,
    mimeType: type.mimeType,
    kind: type.kind,
    ...measures,
    originId: null,
    createdAt: iso(ctx.now()),
  };
}

/**
 * The row comes first: a crash in between leaves a row without bytes, or with bytes that nobody was told of, which the sweep finds, and
 * never bytes without a row. The same holds where the bytes cannot be removed again.
 */
async function store(
  ctx: Pick<FilePorts, 'storage' | 'thumbnails' | 'files' | 'onFileTrouble'>,
  actor: Actor,
  staged: StagedFile,
  received: Attachment,
  storageKey: string,
): Promise<Attachment> {
  const small = received.kind === 'image' ? await ctx.thumbnails.make(staged.path, received.mimeType) : null;
  const attachment = { ...received, storageKey, thumbnailSize: small?.length ?? null };
  await ctx.files.insert([{ attachment, uploaderId: actor.userId, storageKey }]);
  try {
    if (small) await keepBytes(ctx.storage, thumbnailKeyOf(storageKey), small);
    await staged.keep(storageKey);
    return attachment;
  } catch (error) {
    await undo(ctx, attachment.id, storageKey).catch(ctx.onFileTrouble);
    throw error;
  }
}

async function undo(ctx: Pick<FilePorts, 'storage' | 'files'>, id: string, storageKey: string): Promise<void> {
  await removeBytesOf(ctx.storage, storageKey);
  await ctx.files.forget([id]);
}

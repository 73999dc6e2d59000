import type { Readable } from 'node:stream';
import { type Actor, isAgent } from '../actor.ts';
import { accessMessage } from '../conversations/access.ts';
import type { Attachment } from '../conversations/types.ts';
import { ParleyError } from '../errors.ts';
import type { FilePorts } from './ports.ts';
import type { ByteRange } from './storage.ts';
import { type AttachmentStore, isAttachmentId, type StoredAttachment } from './store.ts';
import { THUMBNAIL_TYPE, thumbnailKeyOf } from './thumbnails.ts';

/** An upload that is attached to nothing for this long is as good as gone. */
export const ATTACH_WITHIN_MS = 24 * 3_600_000;

type AccessPorts = Pick<FilePorts, 'files' | 'conversations' | 'messages' | 'now'>;

/** What a caller may read, and how. */
export type OpenContent = {
  /** Differs between any two contents. */
  readonly tag: string;
  readonly attachment: Pick<Attachment, 'name' | 'size' | 'mimeType' | 'kind'>;
  /** The exact bytes, or those of a range. @throws `not_found` when they are gone meanwhile. */
  read(range?: ByteRange): Promise<Readable>;
};

/** A file, and the small picture of it. */
export type OpenFile = OpenContent & {
  /** @throws `not_found` where there is none. */
  thumbnail(): OpenContent;
};

/** That a file is not there, or not any more. */
export function gone(): ParleyError {
  return new ParleyError('not_found', 'There is no such file');
}

/** True while the row stands for a file that somebody may reach. */
export function isAlive(stored: StoredAttachment, now: number): boolean {
  if (stored.removed || stored.place?.deleted) return false;
  return stored.place !== null || Date.parse(stored.attachment.createdAt) + ATTACH_WITHIN_MS > now;
}

async function load(ctx: Pick<FilePorts, 'files'>, id: string): Promise<StoredAttachment> {
  const [stored] = isAttachmentId(id) ? await ctx.files.find([id]) : [];
  if (!stored) throw gone();
  return stored;
}

function checkAlive(stored: StoredAttachment, now: number): StoredAttachment {
  if (!isAlive(stored, now)) throw gone();
  return stored;
}

/** The one way to a file for somebody with a token. As with messages, rights come before whether it is still there. */
export async function accessAttachment(ctx: AccessPorts, actor: Actor, id: string): Promise<StoredAttachment> {
  const stored = await load(ctx, id);
  if (stored.ticket) {
    const { requesterId, internal } = stored.ticket;
    if (!isAgent(actor) && (internal || requesterId !== actor.userId))
      throw new ParleyError('not_a_member', 'This file is not shared with you');
  } else if (stored.place) {
    await accessMessage(ctx, actor, stored.place);
  } else if (stored.uploaderId !== actor.userId) {
    throw new ParleyError('not_a_member', 'This file is not shared with you');
  }
  return checkAlive(stored, ctx.now());
}

/**
 * What is known of a file: for the uploader until it is attached, then for those who see its message.
 * @throws `not_found`, also once its message is deleted; `not_a_member`.
 */
export async function getAttachment(ctx: AccessPorts, actor: Actor, id: string): Promise<Attachment> {
  return (await accessAttachment(ctx, actor, id)).attachment;
}

/** The bytes of a file, for those who may `getAttachment` it. @throws the same. */
export async function openContent(
  ctx: AccessPorts & Pick<FilePorts, 'storage'>,
  actor: Actor,
  id: string,
): Promise<OpenFile> {
  return opened(ctx, await accessAttachment(ctx, actor, id));
}

/** The bytes of a file, for the holder of a link that the caller has verified. @throws `not_found`. */
export async function openLinked(ctx: Pick<FilePorts, 'files' | 'storage' | 'now'>, id: string): Promise<OpenFile> {
  return opened(ctx, checkAlive(await load(ctx, id), ctx.now()));
}

/** A file whose rights were checked. */
export function opened(ctx: Pick<FilePorts, 'storage'>, { attachment, storageKey }: StoredAttachment): OpenFile {
  const reading = (key: string) => async (range?: ByteRange) => {
    const content = await ctx.storage.read(key, range);
    if (!content) throw gone();
    return content;
  };
  return {
    tag: attachment.id,
    attachment,
    read: reading(storageKey),
    thumbnail() {
      const { id, name, kind, thumbnailSize } = attachment;
      if (!thumbnailSize) throw new ParleyError('not_found', 'There is no small picture of this file');
      const facts = {
        name: `${name.replace(/\.[^.]*$/, '')}.webp`,
        kind,
        size: thumbnailSize,
        mimeType: THUMBNAIL_TYPE,
      };
      return { tag: `${id}.thumbnail`, attachment: facts, read: reading(thumbnailKeyOf(storageKey)) };
    },
  };
}

/** Those of the ids that `userId` uploaded and may still attach to a message, in the order given. */
export async function findReady(
  ctx: { readonly files: Pick<AttachmentStore, 'find'>; readonly now: () => number },
  userId: string,
  ids: readonly string[],
): Promise<Attachment[]> {
  const found = new Map(
    (await ctx.files.find(ids.filter(isAttachmentId))).map((stored) => [stored.attachment.id, stored]),
  );
  return ids.flatMap((id) => {
    const stored = found.get(id);
    const ready = stored?.uploaderId === userId && stored.place === null && isAlive(stored, ctx.now());
    return ready ? [stored.attachment] : [];
  });
}

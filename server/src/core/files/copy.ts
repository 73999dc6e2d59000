import { iso } from '../clock.ts';
import type { Attachment } from '../conversations/types.ts';
import { ParleyError } from '../errors.ts';
import type { FilePorts } from './ports.ts';
import { makeKeyBeside } from './storage.ts';
import { makeAttachmentId, type NewAttachment } from './store.ts';
import { removeBytesOf, thumbnailKeyOf } from './thumbnails.ts';

/**
 * Copies files, rows and bytes, as `uploaderId`'s, attached to nothing; the caller has checked that they may see them.
 * Returns the copies in the order of `ids`. Copies that no message takes are swept like any upload.
 * @throws `not_found` when one of them is gone, and then none is copied.
 */
export async function copyForForward(
  ctx: Pick<FilePorts, 'storage' | 'files' | 'now' | 'onFileTrouble'>,
  ids: readonly string[],
  uploaderId: string,
): Promise<Attachment[]> {
  if (ids.length === 0) return [];
  const found = new Map((await ctx.files.find(ids)).map((stored) => [stored.attachment.id, stored]));
  const createdAt = iso(ctx.now());
  const pairs = ids.map((id): { from: string; copy: NewAttachment } => {
    const original = found.get(id);
    if (!original || original.removed) throw gone();
    const { attachment: from } = original;
    const storageKey = makeKeyBeside(original.storageKey);
    const attachment = { ...from, id: makeAttachmentId(), originId: from.originId ?? from.id, storageKey, createdAt };
    return { from: original.storageKey, copy: { attachment, uploaderId, storageKey } };
  });
  const copies = pairs.map(({ copy }) => copy);
  await ctx.files.insert(copies);
  try {
    for (const { from, copy } of pairs) {
      if (copy.attachment.thumbnailSize) await ctx.storage.copy(thumbnailKeyOf(from), thumbnailKeyOf(copy.storageKey));
      if (!(await ctx.storage.copy(from, copy.storageKey))) throw gone();
    }
  } catch (error) {
    await undo(ctx, copies).catch(ctx.onFileTrouble);
    throw error;
  }
  return copies.map((copy) => copy.attachment);
}

function gone(): ParleyError {
  return new ParleyError('not_found', 'A file of this message is gone');
}

async function undo(ctx: Pick<FilePorts, 'storage' | 'files'>, copies: readonly NewAttachment[]): Promise<void> {
  for (const { storageKey } of copies) await removeBytesOf(ctx.storage, storageKey);
  await ctx.files.forget(copies.map((copy) => copy.attachment.id));
}

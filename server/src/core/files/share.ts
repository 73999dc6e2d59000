import { type Actor, isAgent } from '../actor.ts';
import type { Attachment } from '../conversations/types.ts';
import { ParleyError } from '../errors.ts';
import { accessAttachment, findReady, gone, isAlive, type OpenFile, opened } from './access.ts';
import { copyForForward } from './copy.ts';
import type { FilePorts } from './ports.ts';
import { isAttachmentId, type StoredAttachment } from './store.ts';

/** The id under which a file is known wherever it is used: that of the first of its copies. */
export function sharedIdOf({ id, originId }: Pick<Attachment, 'id' | 'originId'>): string {
  return originId ?? id;
}

type SharePorts = Pick<FilePorts, 'files' | 'conversations' | 'messages' | 'storage' | 'now'>;

/**
 * The bytes of a file by the id that all its uses have in common: before any use for its uploader, then for whoever sees a
 * message with it. @throws `not_found`, also once no message has it any more; `not_a_member`.
 */
export async function openShared(ctx: SharePorts, actor: Actor, id: string): Promise<OpenFile> {
  if (!isAttachmentId(id)) throw gone();
  const seen = await ctx.files.seen(id, actor.userId, isAgent(actor));
  if (seen) return opened(ctx, seen);
  const stored = await requireShared(ctx, id);
  if (stored.ticket) return opened(ctx, await accessAttachment(ctx, actor, id));
  if (stored.place === null && stored.uploaderId === actor.userId && !(await ctx.files.inUse(id)))
    return opened(ctx, stored);
  throw new ParleyError('not_a_member', 'This file is not shared with you');
}

/** The same for the holder of a link that the caller has verified. @throws `not_found`. */
export async function openSharedLink(
  ctx: Pick<SharePorts, 'files' | 'storage' | 'now'>,
  id: string,
): Promise<OpenFile> {
  return opened(ctx, await requireShared(ctx, id));
}

/** The file as long as somebody may reach it: an upload that is not too old, or a copy on a message that is there. */
async function requireShared(ctx: Pick<SharePorts, 'files' | 'now'>, id: string): Promise<StoredAttachment> {
  const [stored] = isAttachmentId(id) ? await ctx.files.find([id]) : [];
  if (stored && isAlive(stored, ctx.now())) return stored;
  const used = stored && (await ctx.files.inUse(id));
  if (!used) throw gone();
  return used;
}

/** An upload of the caller's by its shared id, used or not; null when there is none, or none any more. */
export async function findUpload(
  ctx: Pick<SharePorts, 'files' | 'now'>,
  actor: Actor,
  id: string,
): Promise<Attachment | null> {
  const [stored] = isAttachmentId(id) ? await ctx.files.find([id]) : [];
  if (stored?.uploaderId !== actor.userId || sharedIdOf(stored.attachment) !== id || stored.ticket) return null;
  if (isAlive(stored, ctx.now())) return stored.attachment;
  return (await ctx.files.inUse(id))?.attachment ?? null;
}

/**
 * An upload of the caller's, ready to be put into one more message: itself while it is in none, else a copy. Two sends may be
 * handed the same one; whoever comes second asks again.
 */
export async function useUpload(
  ctx: SharePorts & Pick<FilePorts, 'onFileTrouble'>,
  actor: Actor,
  upload: Attachment,
): Promise<Attachment> {
  const [unused] = await findReady(ctx, actor.userId, [upload.id]);
  if (unused && !(await ctx.files.inUse(sharedIdOf(unused)))) return unused;
  const [copy] = await copyForForward(ctx, [upload.id], actor.userId);
  if (!copy) throw gone();
  return copy;
}

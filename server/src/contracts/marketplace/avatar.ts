import type { Actor } from '../../core/actor.ts';
import type { Core } from '../../core/core.ts';
import { invalid, ParleyError } from '../../core/errors.ts';
import { copyForForward } from '../../core/files/copy.ts';
import { removeUnused } from '../../core/files/remove.ts';
import { findUpload } from '../../core/files/share.ts';
import { fileIdOf, fileUrl } from './context.ts';

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}

/** A group's picture: its address and, where it was uploaded, the file that is kept for it. */
export type Avatar = { readonly avatar: string | null; readonly avatarFile: string | null };

/**
 * Gives a group the picture at an address: one on the web, or that of a picture which the caller uploaded. Of the latter the group
 * gets a copy, so that it has its picture for as long as it wants it; where nothing comes of it the copy is gone again.
 * @throws `validation_failed`, and what `give` does.
 */
export async function withAvatar<T>(
  core: Core,
  actor: Actor,
  address: string | null,
  give: (picture: Avatar) => Promise<T>,
): Promise<T> {
  const picture = await takeAvatar(core, actor, address);
  const { avatarFile } = picture;
  if (avatarFile === null) return give(picture);
  let given: T;
  try {
    given = await give(picture);
  } catch (error) {
    // Where it is not known whether the group has it now, the sweep finds out.
    if (error instanceof ParleyError && error.code !== 'unavailable') await removeUnused(core, avatarFile);
    throw error;
  }
  // A group that had this very picture keeps the copy that it has.
  await removeUnused(core, avatarFile);
  return given;
}

async function takeAvatar(core: Core, actor: Actor, address: string | null): Promise<Avatar> {
  if (address === null) return { avatar: null, avatarFile: null };
  const fileId = fileIdOf(address);
  const file = fileId === null ? null : await findUpload(core, actor, fileId);
  if (!file && isWebAddress(address)) return { avatar: address, avatarFile: null };
  if (fileId === null || file?.kind !== 'image')
    throw invalid('groupAvatar', 'must be an http(s) address or the fileUrl of a picture that you uploaded');
  const [copy] = await copyForForward(core, [file.id], actor.userId);
  return { avatar: fileUrl(fileId), avatarFile: copy?.id ?? null };
}

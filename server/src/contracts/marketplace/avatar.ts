import type { Actor } from '../../core/actor.ts';
import type { Core } from '../../core/core.ts';
import { invalid } from '../../core/errors.ts';
import { copyForForward } from '../../core/files/copy.ts';
import { findUpload } from '../../core/files/share.ts';
import { FILES } from './context.ts';

/** An uploaded file by its address; null for any other address. */
function fileIdIn(address: string): string | null {
  return address.startsWith(`${FILES}/`) ? address.slice(FILES.length + 1) : null;
}

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}

/** A group's picture: its address and, where it was uploaded, the file that is kept for it. */
export type Avatar = { readonly avatar: string | null; readonly avatarFile: string | null };

/**
 * The picture of a group: an address on the web, or that of a picture which the caller uploaded. Of the latter the group
 * gets a copy, so that it has its picture for as long as it wants it.
 * @throws `validation_failed`.
 */
export async function takeAvatar(core: Core, actor: Actor, address: string | null): Promise<Avatar> {
  if (address === null) return { avatar: null, avatarFile: null };
  const fileId = fileIdIn(address);
  if (fileId === null && isWebAddress(address)) return { avatar: address, avatarFile: null };
  const file = fileId === null ? null : await findUpload(core, actor, fileId);
  if (file?.kind !== 'image')
    throw invalid('groupAvatar', 'must be an http(s) address or the fileUrl of a picture that you uploaded');
  const [copy] = await copyForForward(core, [file.id], actor.userId);
  return { avatar: address, avatarFile: copy?.id ?? null };
}

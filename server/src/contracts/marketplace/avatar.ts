import type { Actor } from '../../core/actor.ts';
import type { Core } from '../../core/core.ts';
import { invalid } from '../../core/errors.ts';
import { findUpload } from '../../core/files/share.ts';
import { FILES } from './context.ts';

/** An uploaded file by its address; null for any other address. */
function fileIdIn(address: string): string | null {
  return address.startsWith(`${FILES}/`) ? address.slice(FILES.length + 1) : null;
}

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}

/**
 * The picture of a group: an address on the web, or that of a picture which the caller uploaded.
 * @throws `validation_failed`.
 */
export async function checkAvatar(core: Core, actor: Actor, address: string): Promise<void> {
  const fileId = fileIdIn(address);
  const file = fileId === null ? null : await findUpload(core, actor, fileId);
  if (file ? file.kind !== 'image' : !isWebAddress(address))
    throw invalid('groupAvatar', 'must be an http(s) address or the fileUrl of a picture that you uploaded');
}

import type { Message, Metadata } from '../../../core/conversations/types.ts';
import { sharedIdOf } from '../../../core/files/share.ts';
import { fileUrl, thumbnailUrl } from '../context.ts';
import { safeMetadata } from '../sanitize.ts';

/** The engine's own notes on a change of a group; clients are shown these members of them. */
const CHANGES = new Set([
  'member_added',
  'member_removed',
  'member_left',
  'role_changed',
  'title_changed',
  'avatar_changed',
]);

function changeOf({ event, by, userId }: Metadata): Metadata | null {
  if (typeof event !== 'string' || !CHANGES.has(event)) return null;
  return { event, by, ...(userId !== undefined && { userId }) };
}

/** What a message's metadata show; undefined where there are none. */
export function presentMetadata(message: Message): Metadata | undefined {
  if (message.deletedAt !== null) return undefined;
  const [file] = message.attachments;
  const stored = (message.type === 'system' && changeOf(message.metadata)) || message.metadata;
  const shown: Metadata = file
    ? {
        ...stored,
        fileName: file.name,
        fileUrl: fileUrl(sharedIdOf(file)),
        fileSize: file.size,
        mimeType: file.mimeType,
        ...(file.thumbnailSize && { thumbnailUrl: thumbnailUrl(sharedIdOf(file)) }),
      }
    : stored;
  return Object.keys(shown).length === 0 ? undefined : safeMetadata(shown);
}

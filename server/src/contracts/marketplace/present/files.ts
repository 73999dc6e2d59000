import type { Attachment, AttachmentKind } from '../../../core/conversations/types.ts';
import { sharedIdOf } from '../../../core/files/share.ts';
import { fileUrl, thumbnailUrl } from '../context.ts';
import { withoutScripts } from '../sanitize.ts';
import type { UploadedFile } from '../schema/files.ts';

/** The type of message that a file goes with. */
export type Category = 'image' | 'video' | 'audio' | 'file';

const CATEGORIES: Record<AttachmentKind, Category> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  document: 'file',
};

/** What a file counts as here. */
export function categoryOf({ kind }: Pick<Attachment, 'kind'>): Category {
  return CATEGORIES[kind];
}

/** What an upload is answered with for each file. */
export function presentFile(file: Attachment): UploadedFile {
  return {
    fileUrl: fileUrl(sharedIdOf(file)),
    fileName: withoutScripts(file.name),
    fileSize: file.size,
    mimeType: file.mimeType,
    type: categoryOf(file),
    ...(file.thumbnailSize && { thumbnailUrl: thumbnailUrl(sharedIdOf(file)) }),
  };
}

import type { IncomingMessage } from 'node:http';
import type { Actor } from '../../core/actor.ts';
import type { Attachment } from '../../core/conversations/types.ts';
import { ParleyError } from '../../core/errors.ts';
import { extensionOf } from '../../core/files/name.ts';
import { removeUnused } from '../../core/files/remove.ts';
import { makeStorageKey } from '../../core/files/storage.ts';
import { type ReceivedFile, receive } from '../../core/files/upload.ts';
import { type FormPart, receiveFiles } from '../../wire/multipart-files.ts';
import type { MarketplaceContext } from './context.ts';

const MOST_FILES = 5;

/** Types that the engine knows and this contract does not take. */
const REFUSED: ReadonlySet<string> = new Set([
  'video/webm',
  'audio/ogg',
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
]);

/** Under which folder of the storage this contract's files are. */
const FOLDER = 'chat';

/**
 * Takes in a form with 1 to 5 files and keeps all of them, or none.
 * @throws `validation_failed`, `unsupported_file_type`, `file_type_mismatch`, `file_too_large`, `payload_too_large`.
 */
export async function uploadFiles(
  { core }: MarketplaceContext,
  actor: Actor,
  request: IncomingMessage,
): Promise<Attachment[]> {
  const { maxFileSize } = core.limits;
  const take = async (file: FormPart): Promise<ReceivedFile> => {
    const received = await receive(core, { ...file, evenBare: true });
    const { mimeType, name } = received.attachment;
    if (!REFUSED.has(mimeType) && extensionOf(name) !== null) return received;
    await received.discard();
    throw new ParleyError('unsupported_file_type', 'file is of a type that is not accepted');
  };
  const options = { fields: ['file', 'files'], most: MOST_FILES, maxFileSize } as const;
  const received = await receiveFiles(request, options, take, (file) => file.discard());
  const kept: Attachment[] = [];
  try {
    for (const file of received) kept.push(await file.keep(actor, `${FOLDER}/${makeStorageKey()}`));
    return kept;
  } catch (error) {
    for (const { id } of kept) await removeUnused(core, id);
    throw error;
  } finally {
    for (const file of received) await file.discard();
  }
}

import { createHash, type Hash, randomUUID } from 'node:crypto';
import type { Actor } from '../../core/actor.ts';
import type { SendInput, Sent } from '../../core/conversations/draft.ts';
import { findSent } from '../../core/conversations/resend.ts';
import { prepareSend } from '../../core/conversations/send.ts';
import type { Attachment } from '../../core/conversations/types.ts';
import { invalid, ParleyError } from '../../core/errors.ts';
import { extensionOf } from '../../core/files/name.ts';
import { removeUnused } from '../../core/files/remove.ts';
import { type ReceivedFile, receive } from '../../core/files/upload.ts';
import type { FormFile } from '../../wire/multipart.ts';
import { check } from '../../wire/schema.ts';
import { takeSend } from '../../wire/throttle.ts';
import { findPlace, type Place } from './access.ts';
import type { TelehealthContext } from './context.ts';
import { sendFile } from './schema/requests.ts';
import { checkSend } from './sending.ts';

const OOXML = 'application/vnd.openxmlformats-officedocument';

/** The types of file that go here, which are fewer than the engine knows, with their extensions. */
const ACCEPTED: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/gif': ['gif'],
  'application/pdf': ['pdf'],
  'application/msword': ['doc'],
  [`${OOXML}.wordprocessingml.document`]: ['docx'],
  'application/vnd.ms-excel': ['xls'],
  [`${OOXML}.spreadsheetml.sheet`]: ['xlsx'],
};

const CAPTIONS = { image: 'Sent an image', document: 'Sent a document' } as const;

export type FileRequest = {
  readonly actor: Actor;
  readonly conversationId: string;
  readonly authorization: string;
  /** The client id that the request has in its header. */
  readonly idempotencyKey: string | undefined;
};

export type FileSent = Sent & { readonly place: Place };

/**
 * Sends a file with its form. What is refused, and what was sent before, leaves no file behind.
 * @throws `validation_failed`, `unsupported_file_type`, `file_type_mismatch`, `file_too_large`, then what a send throws.
 */
export async function sendFileMessage(ctx: TelehealthContext, request: FileRequest, file: FormFile): Promise<FileSent> {
  const { core } = ctx;
  const { actor, conversationId } = request;
  const bytes = createHash('sha256');
  const received = await receive(core, {
    name: file.name,
    declaredType: file.declaredType,
    content: hashed(file.content, bytes),
  });
  try {
    const form = check(sendFile, file.texts(), 'form');
    checkType(received.attachment, form.messageType);
    const clientId = form.tempId ?? (request.idempotencyKey === undefined ? null : keyOf(request.idempotencyKey));
    const place = await findPlace(ctx, actor, conversationId);
    await ctx.profiles.refresh([place.me.id, place.other.id], request.authorization);
    const input: SendInput = {
      conversationId,
      type: form.messageType === 'image' ? 'image' : 'file',
      content: form.caption || CAPTIONS[form.messageType],
      clientId,
      replyTo: null,
      attachmentIds: [],
      metadata: null,
      mentions: [],
      filesHash: bytes.digest('base64url'),
    };
    const earlier = clientId === null ? null : await findSent(core, actor, input);
    if (earlier) return { ...earlier, place };
    checkSend(ctx, actor, await findPlace(ctx, actor, conversationId), form.receiverId);
    await takeSend(core, actor);
    return { ...(await store(ctx, actor, received, input)), place };
  } finally {
    await received.discard();
  }
}

/** Keeps the file and sends it; one that no message took in the end is removed. */
async function store(ctx: TelehealthContext, actor: Actor, received: ReceivedFile, input: SendInput): Promise<Sent> {
  const { core } = ctx;
  const { id } = await received.keep(actor, storageKeyOf(input.conversationId, received.attachment, core.now()));
  try {
    const { done } = await prepareSend(core, actor, { ...input, attachmentIds: [id] });
    const sent = await done;
    if (sent.duplicate) await removeUnused(core, id);
    return sent;
  } catch (error) {
    // Whether a send of unknown outcome took it is found out by the sweep.
    if (error instanceof ParleyError && error.code !== 'unavailable') await removeUnused(core, id);
    throw error;
  }
}

function storageKeyOf(conversationId: string, { name, mimeType }: Attachment, now: number): string {
  const extensions = ACCEPTED[mimeType] ?? [];
  const own = extensionOf(name);
  const extension = own !== null && extensions.includes(own) ? own : extensions[0];
  return `messages/${conversationId}/${now}_${randomUUID()}.${extension}`;
}

function checkType({ mimeType, kind }: Attachment, messageType: 'image' | 'document'): void {
  if (ACCEPTED[mimeType] === undefined)
    throw new ParleyError('unsupported_file_type', 'file is of a type that is not accepted');
  if ((kind === 'image') !== (messageType === 'image')) throw invalid('messageType', 'does not fit the file');
}

function keyOf(header: string): string {
  return check(sendFile.shape.tempId.unwrap(), header, 'Idempotency-Key');
}

async function* hashed(content: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    hash.update(chunk);
    yield chunk;
  }
}

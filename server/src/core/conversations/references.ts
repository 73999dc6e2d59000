import type { Actor } from '../actor.ts';
import { invalid } from '../errors.ts';
import { findReady } from '../files/access.ts';
import { parseMessageId } from '../ids.ts';
import type { Access } from './directory.ts';
import type { SendInput, SendPorts } from './draft.ts';
import { FILE_TYPES } from './store.ts';
import type { Attachment, MessageType, Metadata, ReplyPreview } from './types.ts';

/** Kinds of attachment that each type of message takes. */
const KIND_OF: Partial<Record<MessageType, Attachment['kind']>> = { image: 'image', video: 'video', audio: 'audio' };

export async function findReply(ctx: SendPorts, actor: Actor, input: SendInput): Promise<ReplyPreview | null> {
  if (input.replyTo === null) return null;
  const problem = () => invalid('replyTo', 'is no message of this conversation that could be answered');
  const address = parseMessageId(input.replyTo);
  if (!address || address.conversationId !== input.conversationId) throw problem();
  const [[quoted], seat, hidden] = await Promise.all([
    ctx.messages.find([address]),
    ctx.conversations.membership(address.conversationId, actor.userId),
    ctx.messages.isHidden(address, actor.userId),
  ]);
  if (!quoted || quoted.deletedAt !== null || hidden || quoted.seq <= (seat?.own?.clearedSeq ?? 0)) throw problem();
  return {
    id: quoted.id,
    seq: quoted.seq,
    senderId: quoted.senderId,
    type: quoted.type,
    content: [...quoted.content.slice(0, 280)].slice(0, 140).join(''),
    deletedAt: null,
  };
}

export async function checkAttachments(ctx: SendPorts, actor: Actor, input: SendInput): Promise<Attachment[]> {
  if (input.attachmentIds.length === 0) return [];
  const ready = new Map((await findReady(ctx, actor.userId, input.attachmentIds)).map((found) => [found.id, found]));
  const kind = FILE_TYPES.has(input.type) ? KIND_OF[input.type] : undefined;
  return input.attachmentIds.map((id, index) => {
    const attachment = ready.get(id);
    if (!attachment || input.attachmentIds.indexOf(id) !== index)
      throw invalid(`attachmentIds.${index}`, 'is no attachment of yours that is free to use');
    if (kind && attachment.kind !== kind) throw invalid(`attachmentIds.${index}`, `must be of kind ${kind}`);
    return attachment;
  });
}

export function checkMentions(access: Access, input: SendInput): void {
  const index = input.mentions.findIndex((userId) => !access.members.has(userId));
  if (index >= 0) throw invalid(`mentions.${index}`, 'is no member of this conversation');
}

export async function fillPackage(
  ctx: SendPorts,
  actor: Actor,
  access: Access,
  input: SendInput,
): Promise<{ content: string; metadata: Metadata } | null> {
  if (input.type !== 'service_offer' && input.type !== 'booking_request') return null;
  const id = input.metadata?.servicePackageId;
  const owners =
    input.type === 'service_offer'
      ? [actor.userId]
      : [...access.members.keys()].filter((userId) => userId !== actor.userId);
  const terms = typeof id === 'string' ? await ctx.servicePackages.findActive(id, owners) : null;
  if (!terms) throw invalid('metadata.servicePackageId', 'is no active service package that fits this message');
  const { name, price, currency, duration } = terms;
  return {
    content: input.content || name,
    metadata: { ...input.metadata, serviceName: name, price, currency, duration },
  };
}

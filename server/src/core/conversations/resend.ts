import type { Actor } from '../actor.ts';
import { type ErrorCode, ParleyError } from '../errors.ts';
import { stableJson, textHash } from '../hash.ts';
import type { SendInput, SendPorts, Sent } from './draft.ts';
import type { Metadata } from './types.ts';

/** What "the same request" means for a client id: a hash of it as first sent, not of what was stored, in hexadecimal digits. */
export function hashOf(input: SendInput): string | null {
  if (input.clientId === null) return null;
  const { replyTo, attachmentIds, mentions, filesHash: files = attachmentIds } = input;
  // Nothing and an empty object are shown alike, and a client may send back what it was shown.
  const metadata = input.metadata !== null && isEmpty(input.metadata) ? null : input.metadata;
  const status = input.move?.to ?? null;
  const bare = replyTo === null && files.length === 0 && mentions.length === 0 && metadata === null && status === null;
  const more = status === null ? [] : [status];
  const rest = bare ? '' : stableJson([replyTo, files, mentions, metadata, ...more]);
  return textHash(`${input.type}\n${rest}\n${input.content}`);
}

function isEmpty(metadata: Metadata): boolean {
  for (const _ in metadata) return false;
  return true;
}

/**
 * The message that the caller sent before with the same client id; null for a new one. Membership was checked.
 * @throws `conflict` when it was another request.
 */
export function findSent(
  ctx: Pick<SendPorts, 'writer' | 'messages'>,
  actor: Actor,
  input: SendInput,
): Promise<Sent | null> {
  return repeated(ctx, actor, input.conversationId, input, hashOf(input));
}

/** A resend must find its first message even when what it named (an attachment, a package) is used up since. */
export async function repeated(
  ctx: Pick<SendPorts, 'writer' | 'messages'>,
  actor: Actor,
  conversationId: string,
  input: SendInput,
  requestHash: string | null,
): Promise<Sent | null> {
  if (input.clientId === null || requestHash === null) return null;
  const first = await ctx.writer.find(conversationId, actor.userId, input.clientId);
  if (!first) return null;
  if (first.requestHash !== requestHash) throw clientIdTaken();
  return firstMessage(ctx, conversationId, first.seq);
}

/** What keeps a member from writing now, and not from hearing again that something was written before. */
const SHUT: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['ticket_closed', 'conversation_closed', 'blocked']);

/** The first message of a client id whose resend comes after its conversation was shut; null for anything else. */
export async function storedBefore(
  ctx: SendPorts,
  actor: Actor,
  sent: { readonly conversationId: string; readonly clientId: string | null; readonly requestHash: string | null },
  error: unknown,
): Promise<Sent | null> {
  if (sent.clientId === null || !(error instanceof ParleyError) || !SHUT.has(error.code)) return null;
  const first = await ctx.writer.find(sent.conversationId, actor.userId, sent.clientId);
  return first?.requestHash === sent.requestHash && first !== null
    ? firstMessage(ctx, sent.conversationId, first.seq)
    : null;
}

export async function firstMessage(
  ctx: Pick<SendPorts, 'messages'>,
  conversationId: string,
  seq: number,
): Promise<Sent> {
  const [message] = await ctx.messages.find([{ conversationId, seq }]);
  if (!message) throw new ParleyError('not_found', 'There is no such message');
  return { message, duplicate: true };
}

export function clientIdTaken(): ParleyError {
  return new ParleyError('conflict', 'clientId was used before for another message');
}

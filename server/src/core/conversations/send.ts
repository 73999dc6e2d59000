import { type Actor, isAgent } from '../actor.ts';
import { ParleyError } from '../errors.ts';
import { accessForWriting } from './access.ts';
import type { Access } from './directory.ts';
import type { Draft, SendInput, SendPorts, Sent } from './draft.ts';
import { checkAttachments, checkMentions, fillPackage, findReply } from './references.ts';
import { hashOf, repeated, storedBefore } from './resend.ts';
import { ensureMember, writesAnew } from './support.ts';
import { movesTicket, write, writeInLine } from './write.ts';

/**
 * Sends a message: checks, hands it to the writer, and announces it after the commit. Returns as soon as the message
 * has its place in the queue; `done` settles when it is durable, so that a caller can keep its messages in order
 * without waiting for each commit.
 * @throws and rejects with `not_found`, `not_a_member`, `blocked`, `conversation_closed`, `forbidden` (system messages),
 * `validation_failed` (reply, attachments, service package), `conflict` (client id of another request), `unavailable`; and for
 * one with a `move` what `checkMessageStatus` throws.
 */
export function prepareSend(
  ctx: SendPorts,
  actor: Actor,
  input: SendInput,
): Promise<{ done: Promise<Sent> }> | { done: Promise<Sent> } {
  const access = ctx.directory.peek(input.conversationId);
  const member = access?.members.get(actor.userId);
  const plain =
    input.type === 'text' &&
    input.replyTo === null &&
    input.attachmentIds.length === 0 &&
    input.mentions.length === 0 &&
    input.filled === undefined;
  // The common case goes straight to the writer: no turn of the loop between a frame and its place in the queue.
  const writable = access?.status === 'active' && !access.blocked.has(actor.userId);
  if (
    writable &&
    member &&
    !member.hidden &&
    plain &&
    !writesAnew(member, actor) &&
    !mayRepeatNote(access, actor, input)
  ) {
    return { done: write(ctx, actor, access, plainDraft(input)) };
  }
  return prepareSlowly(ctx, actor, input);
}

async function prepareSlowly(ctx: SendPorts, actor: Actor, input: SendInput): Promise<{ done: Promise<Sent> }> {
  let access: Access;
  try {
    access = await accessForWriting(ctx, actor, input.conversationId, movesTicket(input), input.evenHidden);
  } catch (error) {
    const { conversationId, clientId } = input;
    const first = await storedBefore(ctx, actor, { conversationId, clientId, requestHash: hashOf(input) }, error);
    if (first) return { done: Promise.resolve(first) };
    throw error;
  }
  if (input.type === 'system' && !(access.type === 'support' && isAgent(actor)))
    throw new ParleyError('forbidden', 'Only agents may send system messages, in support conversations');
  const requestHash = hashOf(input);
  const earlier =
    input.clientId === null ? null : await repeated(ctx, actor, access.conversationId, input, requestHash);
  if (earlier) return { done: Promise.resolve(earlier) };
  if (
    mayRepeatNote(access, actor, input) &&
    (await ctx.tickets.hasNote(access.conversationId, actor.userId, input.clientId))
  )
    throw new ParleyError('conflict', 'clientId was used before for an internal note');
  const [replyTo, attachments, filled] = await Promise.all([
    findReply(ctx, actor, input),
    checkAttachments(ctx, actor, input),
    input.filled ?? fillPackage(ctx, actor, access, input),
  ]);
  checkMentions(access, input);
  const draft: Draft = {
    type: input.filled?.type ?? input.type,
    content: filled?.content ?? input.content,
    metadata: filled ? filled.metadata : input.metadata,
    mentions: input.mentions,
    replyTo,
    forwardedFrom: input.forwardedFrom ?? null,
    attachments,
    clientId: input.clientId,
    requestHash,
    keepsStatus: input.keepsStatus ?? false,
    move: input.move ?? null,
  };
  const member = access.members.get(actor.userId);
  if (member && writesAnew(member, actor)) return { done: writeInLine(ctx, actor, access.conversationId, draft) };
  return { done: write(ctx, actor, await ensureMember(ctx, actor, access, movesTicket(input)), draft) };
}

/** Whether this could have been said before in an internal note: a client id names one comment, be it public or internal. */
function mayRepeatNote<I extends SendInput>(
  { type }: Pick<Access, 'type'>,
  actor: Actor,
  input: I,
): input is I & { readonly clientId: string } {
  return input.clientId !== null && type === 'support' && isAgent(actor);
}

function plainDraft(input: SendInput): Draft {
  return {
    type: input.type,
    content: input.content,
    metadata: input.metadata,
    mentions: [],
    replyTo: null,
    forwardedFrom: null,
    attachments: [],
    clientId: input.clientId,
    requestHash: hashOf(input),
    keepsStatus: input.keepsStatus ?? false,
    move: input.move ?? null,
  };
}

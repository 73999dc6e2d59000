import { type Actor, isAgent } from '../actor.ts';
import { iso } from '../clock.ts';
import { invalid, ParleyError } from '../errors.ts';
import { messageId } from '../ids.ts';
import type { NoticeKind } from '../notifications/types.ts';
import { checkMessageStatus } from '../tickets/status.ts';
import type { Ticket } from '../tickets/types.ts';
import { checkWritable } from './access.ts';
import type { Access, AccessTicket } from './directory.ts';
import type { Draft, SendInput, SendPorts, Sent } from './draft.ts';
import { clientIdTaken, firstMessage, storedBefore } from './resend.ts';
import { ensureMember } from './support.ts';
import type { Message, MessageType } from './types.ts';
import { stopTyping } from './typing.ts';
import type { NewMessage, SentFact, TicketEffect, TicketReaction, WriteResult } from './writer.ts';

const NOTICE_OF: Partial<Record<MessageType, NoticeKind>> = {
  service_offer: 'offer.received',
  booking_request: 'booking.requested',
};

const ATTEMPTS = 5;

/** What asks for a status is judged by the ticket's, not by whether the conversation is closed. */
export function movesTicket({ move }: Pick<SendInput, 'move'>): boolean {
  return move !== undefined && move !== null;
}

/** Two who note their roles in turn could keep each other from writing; one person in one conversation does it one at a time. */
const roleTurn = (conversationId: string, userId: string) => `role\n${conversationId}\n${userId}`;

/** Writes what is the first of somebody in another role; resolves when it has its place, and lets the next begin when it is through. */
export function writeAnew(
  ctx: SendPorts,
  actor: Actor,
  access: Access,
  draft: Draft,
): Promise<{ done: Promise<Sent> }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ done: Promise<Sent> }>();
  const work = async () => {
    const current = await ensureMember(ctx, actor, access, movesTicket(draft));
    const done = write(ctx, actor, current, draft, 1, true);
    resolve({ done });
    await done.catch(() => {});
  };
  ctx.turns.run(roleTurn(access.conversationId, actor.userId), work).catch(reject);
  return promise;
}

/**
 * Writes a checked message and announces it; looks again at who may write as often as that changes meanwhile. `inTurn`: nobody
 * else notes a role of this person here until it is through.
 */
export function write(
  ctx: SendPorts,
  actor: Actor,
  access: Access,
  draft: Draft,
  attempt = 1,
  inTurn = false,
): Promise<Sent> {
  return ctx.writer.write(newMessage(ctx, actor, access, draft)).then((result) => {
    if (result.kind !== 'stale') return settle(ctx, actor, access.conversationId, draft, result);
    if (attempt === ATTEMPTS) throw changingTooFast();
    const keepsRoles = (access.members.get(actor.userId)?.userRole ?? null) !== null;
    const again = async () => {
      const evenClosed = movesTicket(draft);
      const found = checkWritable(await ctx.directory.reload(access.conversationId), actor, evenClosed);
      const current = await ensureMember(ctx, actor, found, evenClosed);
      return write(ctx, actor, current, draft, attempt + 1, inTurn || keepsRoles);
    };
    const written =
      keepsRoles && !inTurn ? ctx.turns.run(roleTurn(access.conversationId, actor.userId), again) : again();
    return written.catch(async (error: unknown) => {
      const first = await storedBefore(ctx, actor, { ...draft, conversationId: access.conversationId }, error);
      if (first) return first;
      throw error;
    });
  });
}

/** A message for one of several conversations. */
export type Target = { readonly access: Access; readonly draft: Draft };

/**
 * Writes one message into each of several conversations, all of them or none, and announces them. `targets` have no client ids.
 * @throws as `checkWritable` where one of them was shut meanwhile.
 */
export async function writeTogether(
  ctx: SendPorts,
  actor: Actor,
  targets: readonly Target[],
  attempt = 1,
): Promise<Message[]> {
  const messages = targets.map(({ access, draft }) => newMessage(ctx, actor, access, draft));
  const results = await ctx.writer.writeTogether(messages);
  if (results.some(({ kind }) => kind === 'stale')) {
    if (attempt === ATTEMPTS) throw changingTooFast();
    const again: Target[] = [];
    for (const { access, draft } of targets) {
      const found = checkWritable(await ctx.directory.reload(access.conversationId), actor);
      again.push({ access: await ensureMember(ctx, actor, found), draft });
    }
    return writeTogether(ctx, actor, again, attempt + 1);
  }
  const sent = results.map(async (result, index) => {
    const target = targets[index];
    if (!target || result.kind === 'stale') throw new Error('a result without a message');
    return settle(ctx, actor, target.access.conversationId, target.draft, result);
  });
  return (await Promise.all(sent)).map(({ message }) => message);
}

function settle(
  ctx: SendPorts,
  actor: Actor,
  conversationId: string,
  draft: Draft,
  result: Exclude<WriteResult, { kind: 'stale' }>,
): Sent | Promise<Sent> {
  switch (result.kind) {
    case 'written': {
      const replyTo = draft.replyTo && ctx.deletions.quote(conversationId, draft.replyTo);
      const message = messageOf(
        actor,
        conversationId,
        replyTo === draft.replyTo ? draft : { ...draft, replyTo },
        result.seq,
        iso(result.createdAt),
      );
      stopTyping(ctx, actor, conversationId);
      const { reaction } = result;
      if (reaction?.ticket) return announceMove(ctx, actor, message, { ...reaction, ticket: reaction.ticket });
      ctx.bus.publish({ type: 'message.sent', conversationId, message, connectionId: actor.connectionId });
      if (reaction) ctx.onTicketChanged(conversationId, reaction);
      return { message, duplicate: false };
    }
    case 'duplicate':
      return firstMessage(ctx, conversationId, result.seq);
    case 'mismatch':
      throw clientIdTaken();
    case 'refused':
      checkMessageStatus(actor, result.status, draft.move?.to ?? null);
      throw new ParleyError('invalid_transition', `The ticket is ${result.status}`);
    case 'attachment_taken':
      throw invalid('attachmentIds.0', 'is attached to another message');
  }
}

function changingTooFast(): ParleyError {
  return new ParleyError('unavailable', 'The conversation is changing too fast', { retryAfter: 1 });
}

/** Announces a message and what it did to its ticket, the one right after the other. */
function announceMove(
  ctx: SendPorts,
  actor: Actor,
  message: Message,
  reaction: TicketReaction & { readonly ticket: Ticket },
): Sent {
  const { conversationId } = message;
  const { connectionId } = actor;
  const movesTicket = reaction.changes.some(({ field }) => field === 'status');
  ctx.bus.publish({ type: 'message.sent', conversationId, message, connectionId, movesTicket });
  ctx.onTicketChanged(conversationId, reaction);
  return { message, duplicate: false, ticket: reaction.ticket };
}

function newMessage(ctx: SendPorts, actor: Actor, access: Access, draft: Draft): NewMessage {
  return {
    conversationId: access.conversationId,
    accessVersion: access.accessVersion,
    senderId: actor.userId,
    type: draft.type,
    content: draft.content,
    metadata: draft.metadata && JSON.stringify(draft.metadata),
    mentions: draft.mentions.length > 0 ? JSON.stringify(draft.mentions) : null,
    replyTo: draft.replyTo?.seq ?? null,
    forwardedFrom: draft.forwardedFrom && JSON.stringify(draft.forwardedFrom),
    clientId: draft.clientId,
    requestHash: draft.requestHash,
    attachmentIds: draft.attachments.map((attachment) => attachment.id),
    notice: access.ticket ? 'ticket.commented' : (NOTICE_OF[draft.type] ?? null),
    ticket: access.ticket && effectOf(actor, access.ticket, draft),
    fact: ctx.announced().has(access.type) ? factOf(ctx, actor, access) : null,
  };
}

function factOf({ presence, tracing }: SendPorts, actor: Actor, { type, members }: Access): SentFact {
  const trace = tracing === null ? null : tracing.place();
  if (type !== 'direct') return { online: null, trace };
  const others = [...members.keys()].filter((userId) => userId !== actor.userId);
  return { online: others.some((userId) => presence.of(userId).isOnline), trace };
}

function effectOf(actor: Actor, { id, requesterId, dormant, answered }: AccessTicket, draft: Draft): TicketEffect {
  const own = actor.userId === requesterId;
  return {
    ticketId: id,
    reopens: own && dormant && draft.keepsStatus !== true,
    answers: !own && !answered && isAgent(actor) && draft.type !== 'system',
    move: draft.move ?? null,
  };
}

function messageOf(actor: Actor, conversationId: string, draft: Draft, seq: number, createdAt: string): Message {
  return {
    id: messageId(conversationId, seq),
    conversationId,
    seq,
    type: draft.type,
    senderId: actor.userId,
    sender: { id: actor.userId, name: actor.name, avatar: actor.avatar, role: actor.role },
    content: draft.content,
    metadata: draft.metadata ?? {},
    attachments: draft.attachments,
    mentions: draft.mentions,
    replyTo: draft.replyTo,
    replyCount: 0,
    forwardedFrom: draft.forwardedFrom,
    reactions: [],
    readCount: 0,
    readBy: [],
    clientId: draft.clientId,
    version: 1,
    editedAt: null,
    deletedAt: null,
    createdAt,
    updatedAt: createdAt,
  };
}

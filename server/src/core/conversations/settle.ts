import { type Actor, isAgent } from '../actor.ts';
import { iso } from '../clock.ts';
import { invalid, ParleyError } from '../errors.ts';
import { messageId } from '../ids.ts';
import type { NoticeKind } from '../notifications/types.ts';
import { checkMessageStatus } from '../tickets/status.ts';
import type { Ticket } from '../tickets/types.ts';
import type { Access, AccessTicket } from './directory.ts';
import type { Draft, SendPorts, Sent } from './draft.ts';
import { clientIdTaken, firstMessage } from './resend.ts';
import type { Message, MessageType } from './types.ts';
import { stopTyping } from './typing.ts';
import type { NewMessage, SentFact, TicketEffect, TicketReaction, WriteResult } from './writer.ts';

const NOTICE_OF: Partial<Record<MessageType, NoticeKind>> = {
  service_offer: 'offer.received',
  booking_request: 'booking.requested',
};

/** Gives the sender of a written message its answer and announces it. @throws what the store had against it. */
export function settle(
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

/** A draft in the form in which the writer takes it. */
export function newMessage(ctx: SendPorts, actor: Actor, access: Access, draft: Draft): NewMessage {
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

import type { Actor } from '../actor.ts';
import { ParleyError } from '../errors.ts';
import { parseMessageId } from '../ids.ts';
import type { Bus } from '../realtime/bus.ts';
import { accessConversation, type Seat } from './access.ts';
import type { MarkKeeper, ReadMark } from './marks.ts';
import type { ConversationStore } from './store.ts';

export type ReadPorts = {
  readonly conversations: Pick<ConversationStore, 'membership'>;
  readonly marks: MarkKeeper;
  readonly bus: Bus;
};

/** Up to where: a message's id, a number, or everything. */
export type ReadTarget = { readonly messageId: string } | { readonly upToSeq: number } | 'everything';

export type ReadState = {
  readonly conversationId: string;
  readonly lastReadSeq: number;
  readonly readAt: string | null;
  readonly unreadCount: number;
};

function targetSeq(seat: Seat, target: ReadTarget): number {
  if (target === 'everything') return seat.lastSeq;
  if ('upToSeq' in target) return target.upToSeq;
  const address = parseMessageId(target.messageId);
  if (!address || address.conversationId !== seat.conversationId || address.seq > seat.lastSeq) {
    throw new ParleyError('not_found', 'There is no such message in this conversation');
  }
  return address.seq;
}

/**
 * Moves the caller's read mark, never back. Reading also delivers. Only a mark that moved is announced. An agent who only
 * observes has no mark.
 * @throws `not_found`, `not_a_member`.
 */
export async function markRead(
  ctx: ReadPorts,
  actor: Actor,
  conversationId: string,
  target: ReadTarget,
): Promise<ReadState> {
  const seat = await accessConversation(ctx, actor, conversationId);
  const upToSeq = targetSeq(seat, target);
  if (seat.observer) return { conversationId, lastReadSeq: 0, readAt: null, unreadCount: 0 };
  const { lastReadSeq, readAt, unreadCount } = await moveReadMark(ctx, actor, conversationId, upToSeq);
  return { conversationId, lastReadSeq, readAt, unreadCount };
}

/** `markRead` up to a number, for a caller who is known to be a member. Tells from where the mark moved. */
export async function moveReadMark(
  ctx: Pick<ReadPorts, 'marks' | 'bus'>,
  actor: Actor,
  conversationId: string,
  upToSeq: number,
  asked: readonly number[] = [],
): Promise<ReadMark> {
  const mark = await ctx.marks.read({ conversationId, userId: actor.userId, upToSeq, named: asked });
  const { fromSeq, lastReadSeq, readAt, unreadCount, countedSeq, deliveredFrom, named = [] } = mark;
  if (lastReadSeq > fromSeq && readAt !== null) {
    if (deliveredFrom !== null) {
      ctx.bus.publish({
        type: 'mark.delivered',
        conversationId,
        userId: actor.userId,
        fromSeq: deliveredFrom,
        seq: lastReadSeq,
        deliveredAt: readAt,
      });
    }
    ctx.bus.publish({
      type: 'mark.read',
      conversationId,
      userId: actor.userId,
      fromSeq,
      seq: lastReadSeq,
      readAt,
      unreadCount,
      countedSeq,
      ...(named.length > 0 && { named }),
      connectionId: actor.connectionId,
    });
  }
  return mark;
}

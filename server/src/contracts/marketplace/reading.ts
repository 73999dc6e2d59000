import type { Actor } from '../../core/actor.ts';
import { accessConversation, accessMessageById, type Seat } from '../../core/conversations/access.ts';
import { moveReadMark } from '../../core/conversations/read.ts';
import { seqIn } from '../../core/conversations/windows.ts';
import { timeOf } from '../../core/core.ts';
import type { MarketplaceContext } from './context.ts';
import { missing } from './errors.ts';

/** What the reader of one message is told. */
export type ReadAnswer = {
  readonly messageId: string;
  readonly conversationId: string;
  readonly readBy: string;
  readonly readAt: string;
  readonly unreadCount: number;
};

/** What the reader of several is told. */
export type BulkAnswer = {
  readonly conversationId: string;
  readonly markedCount: number;
  readonly unreadCount: number;
};

/**
 * Reads up to one message; again it tells when that was read first. `conversationId`: where it has to be.
 * @throws `not_found`, `not_a_member`.
 */
export async function readMessage(
  { core }: MarketplaceContext,
  actor: Actor,
  messageId: string,
  conversationId?: string,
): Promise<ReadAnswer> {
  if (conversationId !== undefined) {
    const seat = await accessConversation(core, actor, conversationId);
    if (seqIn(seat, messageId) === null) throw missing('message');
  }
  const { address, seat } = await accessMessageById(core, actor, messageId);
  const answer = { messageId, conversationId: address.conversationId, readBy: actor.userId };
  // Who only looks in from outside leaves no mark.
  if (seat.observer) return { ...answer, readAt: timeOf(core), unreadCount: 0 };
  const { unreadCount, readAt } = await moveReadMark(core, actor, address.conversationId, address.seq);
  const [receipt] = await core.messages.receipts(address.conversationId, actor.userId, [address.seq]);
  return { ...answer, readAt: receipt?.readAt ?? readAt ?? timeOf(core), unreadCount };
}

/**
 * Reads up to the newest of some messages, or everything. Nothing changes when one of them is not there.
 * @throws `not_found`, `not_a_member`.
 */
export async function readMany(
  { core }: MarketplaceContext,
  actor: Actor,
  conversationId: string,
  messageIds: readonly string[] | undefined,
): Promise<BulkAnswer> {
  const seat = await accessConversation(core, actor, conversationId);
  const named = messageIds?.map((id) => requireSeq(seat, id)) ?? [];
  if (seat.observer) return { conversationId, markedCount: 0, unreadCount: 0 };
  if ((await core.messages.hiddenAmong(conversationId, actor.userId, named)).length > 0) throw missing('message');
  const upToSeq = messageIds ? Math.max(...named) : seat.lastSeq;
  const { fromSeq, lastReadSeq, unreadCount } = await moveReadMark(core, actor, conversationId, upToSeq, named);
  const after = Math.max(fromSeq, seat.own.clearedSeq);
  const markedCount =
    lastReadSeq > after ? await core.messages.unreadBetween(conversationId, actor.userId, after, lastReadSeq) : 0;
  return { conversationId, markedCount, unreadCount };
}

function requireSeq(seat: Seat, id: string): number {
  const seq = seqIn(seat, id);
  if (seq === null || seq <= seat.own.clearedSeq) throw missing('message');
  return seq;
}

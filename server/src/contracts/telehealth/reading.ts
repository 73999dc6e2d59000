import { randomUUID } from 'node:crypto';
import type { Actor } from '../../core/actor.ts';
import { moveReadMark } from '../../core/conversations/read.ts';
import { messageId, parseMessageId } from '../../core/ids.ts';
import { findPlace, noMessage, type Place } from './access.ts';
import type { TelehealthContext } from './context.ts';

/** At most so many ids stand in an event. */
export const MOST_IDS = 1_000;

/** Stands for a connection in the events of reads that were asked for here: whoever asked is answered by `markAsRead`. */
const ASKED_HERE = `telehealth ${randomUUID()}`;

/** Whether a mark moved because this contract was asked to, on this node. */
export function wasAskedHere(connectionId: string | null): boolean {
  return connectionId === ASKED_HERE;
}

export type ReadResult = {
  readonly conversationId: string;
  /** The named messages of the other one and those that turned read with them, oldest first; the newest 1000. */
  readonly messageIds: readonly string[];
  /** How many turned from unread to read. */
  readonly turned: number;
};

/**
 * Reads up to the newest named message of the other one.
 * @throws `not_found`, also for an id that is no message of the conversation, and then nothing changes; `not_a_member`.
 */
export async function markAsRead(
  ctx: TelehealthContext,
  actor: Actor,
  conversationId: string,
  messageIds: readonly string[],
): Promise<ReadResult> {
  const place = await findPlace(ctx, actor, conversationId);
  const named = await othersAmong(ctx, place, messageIds);
  const newest = Math.max(0, ...named);
  if (newest === 0) return { conversationId, messageIds: [], turned: 0 };
  const { fromSeq, lastReadSeq } = await moveReadMark(
    ctx.core,
    { ...actor, connectionId: ASKED_HERE },
    conversationId,
    newest,
  );
  const turned =
    lastReadSeq > fromSeq
      ? await ctx.recent.sentBetween(conversationId, place.other.id, fromSeq, lastReadSeq, lastReadSeq - fromSeq)
      : [];
  const all = [...new Set([...named, ...turned])].sort((a, b) => a - b);
  return {
    conversationId,
    messageIds: all.slice(-MOST_IDS).map((seq) => messageId(conversationId, seq)),
    turned: turned.length,
  };
}

/** The numbers of those named messages that the other one sent. @throws `not_found`. */
async function othersAmong(
  { core, recent }: TelehealthContext,
  { pair, other }: Place,
  messageIds: readonly string[],
): Promise<number[]> {
  const { conversationId } = pair;
  const seqs = new Set<number>();
  for (const id of messageIds) {
    const address = parseMessageId(id);
    if (address?.conversationId !== conversationId) throw noMessage();
    seqs.add(address.seq);
  }
  const senders = new Map<number, string | null>();
  const unknown: number[] = [];
  for (const seq of seqs) {
    const sender = recent.senderOf(conversationId, seq);
    if (sender === undefined) unknown.push(seq);
    else senders.set(seq, sender);
  }
  if (unknown.length > 0) {
    const found = await core.messages.find(unknown.map((seq) => ({ conversationId, seq })));
    if (found.length < unknown.length) throw noMessage();
    for (const { seq, senderId, sender } of found) senders.set(seq, sender && senderId);
  }
  return [...seqs].filter((seq) => senders.get(seq) === other.id);
}

import type { Actor } from '../actor.ts';
import { ParleyError } from '../errors.ts';
import { accessConversation, accessMessageById, readerOf, type Seat } from './access.ts';
import type { MarkKeeper } from './marks.ts';
import type { ConversationStore, MessageStore, PageRange, SyncStore } from './store.ts';
import type { ConversationView, Message } from './types.ts';
import { END, seqIn } from './windows.ts';

export type HistoryPorts = {
  readonly conversations: ConversationStore;
  readonly messages: MessageStore;
  readonly marks: MarkKeeper;
  readonly sync: SyncStore;
};

/** Where a page begins: a message's id or its number. */
export type Anchor = string | number;

function seqOf(seat: Seat, anchor: Anchor): number {
  if (typeof anchor === 'number') return anchor;
  const seq = seqIn(seat, anchor);
  if (seq === null) throw new ParleyError('not_found', 'There is no such message in this conversation');
  return seq;
}

/** Handing messages to somebody delivers them. */
function delivered(ctx: HistoryPorts, actor: Actor, conversationId: string, messages: readonly Message[]): void {
  const newest = messages.reduce((seq, message) => Math.max(seq, message.seq), 0);
  if (newest > 0) ctx.marks.delivered(conversationId, actor.userId, newest);
}

/**
 * A page of a conversation: the newest messages (descending), those `before` one (descending) or `after` one (ascending).
 * `next` is the number to go on from in the same direction. Costs the same at any depth.
 * @throws `not_found`, also for an anchor of another conversation; `not_a_member`.
 */
export async function listMessages(
  ctx: HistoryPorts,
  actor: Actor,
  conversationId: string,
  from: { readonly before: Anchor } | { readonly after: Anchor } | null,
  limit: number,
): Promise<{ messages: Message[]; next: number | null; lastSeq: number }> {
  const seat = await accessConversation(ctx, actor, conversationId);
  const range: PageRange =
    from === null
      ? { before: END }
      : 'before' in from
        ? { before: seqOf(seat, from.before) }
        : { after: seqOf(seat, from.after) };
  const found = await ctx.messages.page(conversationId, readerOf(actor, seat), range, limit + 1);
  const messages = found.slice(0, limit);
  if (!seat.observer) delivered(ctx, actor, conversationId, messages);
  return { messages, next: found.length > limit ? (messages.at(-1)?.seq ?? null) : null, lastSeq: seat.lastSeq };
}

/** One message. @throws `not_found`, `not_a_member`. */
export async function getMessage(ctx: HistoryPorts, actor: Actor, id: string): Promise<Message> {
  return (await accessMessageById(ctx, actor, id)).message;
}

/** Who read a message and when, by user id; `next` is the last user id of the page. */
export async function listReads(
  ctx: HistoryPorts,
  actor: Actor,
  id: string,
  after: string | null,
  limit: number,
): Promise<{ reads: { userId: string; name: string; readAt: string }[]; next: string | null }> {
  const { address } = await accessMessageById(ctx, actor, id);
  const found = await ctx.messages.reads(address, after, limit + 1);
  const reads = found.slice(0, limit);
  return { reads, next: found.length > limit ? (reads.at(-1)?.userId ?? null) : null };
}

/** The undeleted messages that reply to one, ascending. */
export async function listReplies(
  ctx: HistoryPorts,
  actor: Actor,
  id: string,
  afterSeq: number,
  limit: number,
): Promise<{ messages: Message[]; next: number | null }> {
  const { address, seat } = await accessMessageById(ctx, actor, id);
  const found = await ctx.messages.replies(address, readerOf(actor, seat), afterSeq, limit + 1);
  const messages = found.slice(0, limit);
  return { messages, next: found.length > limit ? (messages.at(-1)?.seq ?? null) : null };
}

export type SyncEntry =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'conversation'; readonly conversation: ConversationView }
  | { readonly kind: 'conversation_removed'; readonly conversationId: string };

/**
 * What changed for the caller since a cursor, oldest change first, each thing in its latest state; without one, the
 * cursor of the present. A change may come twice, none is left out.
 * @throws `invalid_cursor`, `resync_required`.
 */
export async function sync(
  ctx: HistoryPorts,
  actor: Actor,
  since: string | null,
  limit: number,
): Promise<{ entries: SyncEntry[]; cursor: string; more: boolean }> {
  if (since === null) return { entries: [], cursor: await ctx.sync.present(actor.userId), more: false };
  const { changes, cursor, more } = await ctx.sync.changes(actor.userId, since, limit);
  const addresses = changes.flatMap((change) => (change.kind === 'message' ? [change.address] : []));
  const conversationIds = changes.flatMap((change) => (change.kind === 'conversation' ? [change.conversationId] : []));
  const [messages, views] = await Promise.all([
    ctx.messages.find(addresses),
    conversationIds.length > 0 ? ctx.conversations.views(conversationIds, actor.userId) : [],
  ]);
  const messageAt = new Map(messages.map((message) => [`${message.conversationId}\n${message.seq}`, message]));
  const viewOf = new Map(views.map((view) => [view.id, view]));
  const entries = changes.flatMap((change): SyncEntry[] => {
    if (change.kind === 'conversation_removed') return [change];
    if (change.kind === 'conversation') {
      const conversation = viewOf.get(change.conversationId);
      return conversation ? [{ kind: 'conversation', conversation }] : [];
    }
    const message = messageAt.get(`${change.address.conversationId}\n${change.address.seq}`);
    return message ? [{ kind: 'message', message }] : [];
  });
  for (const message of messages) ctx.marks.delivered(message.conversationId, actor.userId, message.seq);
  return { entries, cursor, more };
}

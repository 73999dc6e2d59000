import type { Actor } from '../../core/actor.ts';
import { readerOf } from '../../core/conversations/access.ts';
import type { Message } from '../../core/conversations/types.ts';
import { type History, readWindow, seqIn, type WindowStart } from '../../core/conversations/windows.ts';
import { messageId } from '../../core/ids.ts';
import { noMessage, type Place, takeSeat } from './access.ts';
import type { TelehealthContext } from './context.ts';
import type { FileUrl } from './links.ts';
import { presentMessage, type Receipt, UNRECEIVED } from './present/messages.ts';
import { paginate } from './present/pages.ts';
import type { MessageBody, PaginationBody } from './schema/answers.ts';

type HistoryQuery = {
  readonly page: number;
  readonly limit: number;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
};

type Receipts = ReadonlyMap<number, Receipt>;

/** When the receivers of messages got and read them, by number. */
async function receiptsOf(
  { core }: TelehealthContext,
  { pair, me, other }: Place,
  messages: readonly Message[],
): Promise<Receipts> {
  await core.marks.settled(pair.conversationId);
  const found = new Map<number, Receipt>();
  const look = async (receiverId: string, seqs: readonly number[]) => {
    const receipts = await core.messages.receipts(pair.conversationId, receiverId, seqs);
    for (const [index, receipt] of receipts.entries()) found.set(seqs[index] ?? 0, receipt);
  };
  const seqsOf = (own: boolean) =>
    messages.filter(({ senderId }) => (senderId === me.id) === own).map(({ seq }) => seq);
  await Promise.all([look(other.id, seqsOf(true)), look(me.id, seqsOf(false))]);
  return found;
}

/** Stored messages of one conversation as they are now. */
export async function presentStored(
  ctx: TelehealthContext,
  place: Place,
  messages: readonly Message[],
  url: FileUrl,
): Promise<MessageBody[]> {
  return presentAll(place, messages, await receiptsOf(ctx, place, messages), url);
}

function presentAll(place: Place, messages: readonly Message[], receipts: Receipts, url: FileUrl): MessageBody[] {
  return messages.map((message) => presentMessage(message, place.pair, receipts.get(message.seq) ?? UNRECEIVED, url));
}

/** Where the part that a query asks for starts. @throws `not_found` for a message that is not in the conversation. */
function startOf(history: History, { page, before, after }: HistoryQuery): WindowStart {
  const named = after ?? before;
  if (named === undefined) return { page };
  const seq = seqIn(history, named);
  if (seq === null) throw noMessage();
  return after === undefined ? { before: seq } : { after: seq };
}

/**
 * A page of a conversation, oldest first: the newest ones, or those on one side of a message. What the caller gets to see
 * of the other's messages has reached them, and the page shows it.
 * @throws `not_found`, `not_a_member`.
 */
export async function readHistory(
  ctx: TelehealthContext,
  actor: Actor,
  conversationId: string,
  query: HistoryQuery,
  url: FileUrl,
): Promise<{ messages: MessageBody[]; pagination: PaginationBody }> {
  const { page, limit } = query;
  const { seat, ...place } = await takeSeat(ctx, actor, conversationId);
  const { messages, total, next } = await readWindow(ctx.core, seat, readerOf(actor, seat), startOf(seat, query), {
    limit,
    order: 'oldest_first',
    counted: 'side',
  });
  const cursor = next && messageId(conversationId, 'after' in next ? next.after : next.before);
  return {
    messages: presentAll(place, messages, await deliver(ctx, place, messages), url),
    pagination: paginate(page, limit, total, cursor),
  };
}

/** Moves the caller's delivery mark over messages that they are about to get; the receipts are those after it. */
async function deliver(ctx: TelehealthContext, place: Place, messages: readonly Message[]): Promise<Receipts> {
  const receipts = await receiptsOf(ctx, place, messages);
  const isNews = messages.some(
    ({ seq, senderId }) => senderId !== place.me.id && (receipts.get(seq)?.deliveredAt ?? null) === null,
  );
  const newest = messages.at(-1);
  if (!isNews || !newest) return receipts;
  await ctx.core.marks.deliveredNow(place.pair.conversationId, place.me.id, newest.seq);
  return receiptsOf(ctx, place, messages);
}

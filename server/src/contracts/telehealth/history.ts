import type { Actor } from '../../core/actor.ts';
import { readerOf } from '../../core/conversations/access.ts';
import type { PageRange } from '../../core/conversations/store.ts';
import type { Message } from '../../core/conversations/types.ts';
import { messageId, parseMessageId } from '../../core/ids.ts';
import { noMessage, type Place, takeSeat } from './access.ts';
import type { TelehealthContext } from './context.ts';
import type { FileUrl } from './links.ts';
import { presentMessage, type Receipt, UNRECEIVED } from './present/messages.ts';
import { paginate } from './present/pages.ts';
import type { MessageBody, PaginationBody } from './schema/answers.ts';

/** Past the last number that a message could have. */
const END = 2_147_483_647;

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

/** The number of a message that a query names. @throws `not_found`. */
function seqOf(conversationId: string, id: string, lastSeq: number): number {
  const address = parseMessageId(id);
  if (address?.conversationId !== conversationId || address.seq > lastSeq) throw noMessage();
  return address.seq;
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
  { page, limit, before, after }: HistoryQuery,
  url: FileUrl,
): Promise<{ messages: MessageBody[]; pagination: PaginationBody }> {
  const { core } = ctx;
  const { seat, ...place } = await takeSeat(ctx, actor, conversationId);
  const reader = readerOf(actor, seat);
  const older = before === undefined ? END : seqOf(conversationId, before, seat.lastSeq);
  const newer = after === undefined ? 0 : seqOf(conversationId, after, seat.lastSeq);
  const range: PageRange =
    after !== undefined ? { after: newer } : before !== undefined ? { before: older } : { skip: (page - 1) * limit };
  const [found, total] = await Promise.all([
    core.messages.page(conversationId, reader, range, limit + 1),
    core.messages.count(conversationId, reader, newer, older),
  ]);
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const next = found.length > limit && last ? messageId(conversationId, last.seq) : null;
  const messages = after === undefined ? shown.reverse() : shown;
  return {
    messages: presentAll(place, messages, await deliver(ctx, place, messages), url),
    pagination: paginate(page, limit, total, next),
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

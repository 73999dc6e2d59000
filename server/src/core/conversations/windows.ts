import { parseMessageId } from '../ids.ts';
import type { MessageStore, Reader } from './store.ts';
import type { Message } from './types.ts';

/** Past the last number that a message could have. */
export const END = 2_147_483_647;

/** A conversation of which `lastSeq` messages were sent so far. */
export type History = { readonly conversationId: string; readonly lastSeq: number };

/** Those older than a number, those newer than one, or a page of all (1: the newest). */
export type WindowStart = { readonly before: number } | { readonly after: number } | { readonly page: number };

export type WindowOptions = {
  /** At least 1. */
  readonly limit: number;
  /** Inside a window: by rising numbers, or in the direction in which one goes on from it (`after` rising, else falling). */
  readonly order: 'oldest_first' | 'as_asked';
  /** What `total` counts: all that the reader sees, or only what is on the side asked for. */
  readonly counted: 'all' | 'side';
};

/** A part of a history. `next`: where the following one in the same direction starts; null when there is none. */
export type Window = {
  readonly messages: Message[];
  readonly hasMore: boolean;
  readonly total: number;
  readonly next: Exclude<WindowStart, { page: number }> | null;
};

/** The number of a message of this history by its id; null for what is none of its messages. */
export function seqIn({ conversationId, lastSeq }: History, id: string): number | null {
  const address = parseMessageId(id);
  return address?.conversationId === conversationId && address.seq <= lastSeq ? address.seq : null;
}

/** A part of a history, as a reader sees it, whose right to it was checked. Costs the same at any depth. */
export async function readWindow(
  ctx: { readonly messages: Pick<MessageStore, 'page' | 'count'> },
  { conversationId }: Pick<History, 'conversationId'>,
  reader: Reader,
  start: WindowStart,
  { limit, order, counted }: WindowOptions,
): Promise<Window> {
  const [newerThan, olderThan] =
    counted === 'all' ? [0, END] : ['after' in start ? start.after : 0, 'before' in start ? start.before : END];
  const range = !('page' in start) ? start : start.page === 1 ? { before: END } : { skip: (start.page - 1) * limit };
  const [found, total] = await Promise.all([
    ctx.messages.page(conversationId, reader, range, limit + 1),
    ctx.messages.count(conversationId, reader, newerThan, olderThan),
  ]);
  const messages = found.slice(0, limit);
  const last = found.length > limit ? messages.at(-1) : undefined;
  const isRising = 'after' in start;
  return {
    messages: order === 'oldest_first' && !isRising ? messages.reverse() : messages,
    hasMore: last !== undefined,
    total,
    next: last ? (isRising ? { after: last.seq } : { before: last.seq }) : null,
  };
}

import type { Reader } from '../../core/conversations/store.ts';
import type { Message } from '../../core/conversations/types.ts';
import type { Core } from '../../core/core.ts';
import { invalid } from '../../core/errors.ts';
import { parseMessageId } from '../../core/ids.ts';

/** Past the last number that a message could have. */
const END = 2_147_483_647;

/** Which part of a history: the newest, those before a message or after one, or a page (1: the newest). */
export type Window = {
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly page?: number | undefined;
  readonly limit: number;
};

/** A conversation of which `lastSeq` messages were sent so far; null where that is not known. */
export type History = { readonly conversationId: string; readonly lastSeq: number };

/** Messages, oldest first; `hasMore`: there are further ones in the direction asked; `total`: all that the reader sees. */
export type WindowOf = { readonly messages: Message[]; readonly hasMore: boolean; readonly total: number };

function seqOf({ conversationId, lastSeq }: History, field: 'before' | 'after', id: string): number {
  const address = parseMessageId(id);
  if (address?.conversationId !== conversationId || address.seq > lastSeq)
    throw invalid(field, 'is no message of this conversation');
  return address.seq;
}

/** A part of a history, as a reader sees it. @throws `validation_failed` for a message that is not in it. */
export async function readWindow(
  core: Core,
  history: History,
  reader: Reader,
  { before, after, page = 1, limit }: Window,
): Promise<WindowOf> {
  const { conversationId } = history;
  const older =
    before === undefined && page > 1
      ? { skip: (page - 1) * limit }
      : { before: before === undefined ? END : seqOf(history, 'before', before) };
  const range = after === undefined ? older : { after: seqOf(history, 'after', after) };
  const [found, total] = await Promise.all([
    core.messages.page(conversationId, reader, range, limit + 1),
    core.messages.count(conversationId, reader, 0, END),
  ]);
  const messages = found.slice(0, limit);
  return { messages: after === undefined ? messages.reverse() : messages, hasMore: found.length > limit, total };
}

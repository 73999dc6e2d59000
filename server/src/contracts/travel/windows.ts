import type { Reader } from '../../core/conversations/store.ts';
import { type History, readWindow, seqIn, type Window, type WindowStart } from '../../core/conversations/windows.ts';
import type { Core } from '../../core/core.ts';
import { invalid } from '../../core/errors.ts';

/** Which part of a history: the newest, those before a message or after one, or a page (1: the newest). */
export type WindowQuery = {
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly page?: number | undefined;
  readonly limit: number;
};

/** @throws `validation_failed` for a message that is not in the history. */
function startOf(history: History, { before, after, page = 1 }: WindowQuery): WindowStart {
  const named = after ?? before;
  if (named === undefined) return { page };
  const seq = seqIn(history, named);
  if (seq === null) throw invalid(after === undefined ? 'before' : 'after', 'is no message of this conversation');
  return after === undefined ? { before: seq } : { after: seq };
}

/**
 * A part of a history, oldest first, and how many messages the reader sees in all.
 * @throws `validation_failed` for a message that is not in it.
 */
export async function windowOf(core: Core, history: History, reader: Reader, query: WindowQuery): Promise<Window> {
  const options = { limit: query.limit, order: 'oldest_first', counted: 'all' } as const;
  return readWindow(core, history, reader, startOf(history, query), options);
}

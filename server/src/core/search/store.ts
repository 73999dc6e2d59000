import type { ConversationScope } from '../conversations/scope.ts';
import type { QueryPart } from './query.ts';

/** A message's place in the order of results: newest first, then by conversation, then by falling number. */
export type SearchPosition = {
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly conversationId: string;
  readonly seq: number;
};

/** Negative when `a` comes before `b` in the order of results. Conversations compare by UTF-16 units. */
export function comparePositions(a: SearchPosition, b: SearchPosition): number {
  if (a.createdAt !== b.createdAt) return b.createdAt - a.createdAt;
  if (a.conversationId !== b.conversationId) return a.conversationId < b.conversationId ? -1 : 1;
  return b.seq - a.seq;
}

export type MessageSearchInput = {
  /** Who asks: what this person deleted or cleared for themselves is not found. */
  readonly userId: string;
  /** Of `splitQuery`; none finds nothing. */
  readonly parts: readonly QueryPart[];
  /** Null: every conversation that the person is a member of. Else that one alone; whether it may be read was decided before. */
  readonly conversationId: string | null;
  /** Of every conversation those in this scope. */
  readonly scope: ConversationScope;
  readonly senderId: string | null;
  /** A type of message; null: all. */
  readonly type: string | null;
  /** Earliest and latest time of sending, both included, in milliseconds; null: open. */
  readonly from: number | null;
  readonly to: number | null;
  /** Only what comes after this position; null: from the newest. */
  readonly before: SearchPosition | null;
  /** At least 1. */
  readonly limit: number;
};

export type FoundMessage = SearchPosition & { readonly content: string };

export type MessageSearchPage = {
  /** At most `limit`, in the order of results. */
  readonly messages: readonly FoundMessage[];
  /**
   * Where the next page begins; null when there is no more. A page that ran out of time is shorter than `limit`, perhaps
   * empty, and still has a next one.
   */
  readonly next: SearchPosition | null;
};

/**
 * Finds undeleted messages with text in which every part occurs (see `match.ts`), exactly and as of one moment, however
 * far the index is. The first page costs the same in a conversation of 10^5 messages as in one of 10^6.
 */
export type MessageSearch = {
  search(input: MessageSearchInput): Promise<MessageSearchPage>;
};

/** How far the index of a conversation goes, against how far the conversation does. */
export type IndexProgress = { readonly conversationId: string; readonly indexedSeq: number; readonly lastSeq: number };

/** The index behind `MessageSearch`, as its indexer moves it. One process works at a time; 'elsewhere' = another one is. */
export type MessageSearchIndex = {
  /**
   * Indexes what is new in these conversations, at most some hundred messages per call. With `whole` all of it; else only
   * as far as documents come out full. Unknown conversations are left out of the result.
   */
  advance(conversationIds: readonly string[], whole: boolean): Promise<readonly IndexProgress[] | 'elsewhere'>;
  /** Builds documents with changed messages anew, some per call; the number of changes that are now in the index. */
  amend(): Promise<number | 'elsewhere'>;
  /** Conversations that are ahead of their index, among the next `count` ids after `after`; `next` is null at the end. */
  findBehind(
    after: string,
    count: number,
  ): Promise<{ readonly behind: readonly IndexProgress[]; readonly next: string | null }>;
};

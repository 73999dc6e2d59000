import type { Actor } from '../actor.ts';
import { splitQuery } from '../search/query.ts';
import type { FoundMessage, MessageSearchPage, SearchPosition } from '../search/store.ts';
import { readFound, type SearchPorts, type SearchQuery } from './search.ts';
import type { Message } from './types.ts';

/** Where a counted search goes on: how many matches there were in all when it began, and how many came before this place. */
export type SearchPlace = SearchPosition & { readonly total: number; readonly passed: number };

export type CountedPage = {
  readonly messages: Message[];
  /** How many there are; at least so many where counting ran out of time. */
  readonly total: number;
  readonly next: SearchPlace | null;
};

export type CountedOptions = {
  /** At least 1. */
  readonly limit: number;
  /** True when nobody waits for the answer any more: what is found by then is enough. */
  readonly isGone?: () => boolean;
  /** Milliseconds after which no further part of the matches is asked for. */
  readonly budgetMs?: number;
};

/** Matches that are counted at once. */
const STRIDE = 1_000;
const BUDGET_MS = 2_000;

type Walk = {
  readonly ask: (before: SearchPosition | null, limit: number) => Promise<MessageSearchPage>;
  readonly isOver: () => boolean;
  readonly limit: number;
};

type Found = { readonly shown: readonly FoundMessage[]; readonly total: number; readonly next: SearchPlace | null };

/**
 * A page of what `searchMessages` finds, with how many there are in all; the conversation, where one is named, was checked before.
 * Pages after so many walk over all matches to count them, and cost as many; those that go on from a place cost the same at any
 * depth, since it holds the count. A walk that takes too long ends: then the total is what was counted, and a page that was not
 * filled, or not reached, goes on from where the walk stood.
 */
export async function countedSearch(
  ctx: Pick<SearchPorts, 'messages' | 'search'>,
  actor: Actor,
  { q, ...query }: SearchQuery,
  from: SearchPlace | { readonly offset: number },
  { limit, isGone = () => false, budgetMs = BUDGET_MS }: CountedOptions,
): Promise<CountedPage> {
  const parts = splitQuery(q);
  const deadline = performance.now() + budgetMs;
  const walk: Walk = {
    ask: (before, count) => ctx.search.search({ ...query, userId: actor.userId, parts, before, limit: count }),
    isOver: () => performance.now() > deadline || isGone(),
    limit,
  };
  const { shown, ...rest } = 'offset' in from ? await countAll(walk, from.offset) : await goOn(walk, from);
  return { messages: await readFound(ctx, shown, parts), ...rest };
}

async function countAll({ ask, isOver, limit }: Walk, offset: number): Promise<Found> {
  const shown: FoundMessage[] = [];
  let total = 0;
  let before: SearchPosition | null = null;
  do {
    const page: MessageSearchPage = await ask(before, STRIDE);
    const left = Math.max(0, offset - total);
    shown.push(...page.messages.slice(left, left + limit - shown.length));
    total += page.messages.length;
    before = page.next;
  } while (before && !isOver());
  if (shown.length < limit) return { shown, total, next: before && { ...before, total, passed: total } };
  const passed = offset + shown.length;
  const last = shown.at(-1);
  const next = last && (total > passed || before) ? { ...placeOf(last), total, passed } : null;
  return { shown, total, next };
}

async function goOn({ ask, isOver, limit }: Walk, from: SearchPlace): Promise<Found> {
  const shown: FoundMessage[] = [];
  let before: SearchPosition | null = from;
  do {
    const page: MessageSearchPage = await ask(before, limit - shown.length);
    shown.push(...page.messages);
    before = page.next;
  } while (before && shown.length < limit && !isOver());
  const passed = from.passed + shown.length;
  const total = Math.max(from.total, before ? passed + 1 : passed);
  return { shown, total, next: before && { ...before, total, passed } };
}

function placeOf({ createdAt, conversationId, seq }: SearchPosition): SearchPosition {
  return { createdAt, conversationId, seq };
}

import { setImmediate as turn } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { fold } from '../../core/search/fold.ts';
import { matches } from '../../core/search/match.ts';
import {
  comparePositions,
  type FoundMessage,
  type MessageSearchInput,
  type MessageSearchPage,
  type SearchPosition,
} from '../../core/search/store.ts';
import { Frontier } from './search-frontier.ts';
import { documentQuery } from './search-query.ts';
import { continueTail, findReach, type Range, type Segment } from './search-reach.ts';
import {
  CANDIDATES,
  type CandidateRow,
  DOCUMENTS,
  type DocumentRow,
  TIMES,
  type TimeRow,
} from './search-statements.ts';
import { toParameters, toTimestamp, type Window, windowOf } from './search-window.ts';

/** How many segments and ranges are looked at in one statement, at first and at most. */
const SEGMENTS = { first: 4, most: 512 } as const;
const RANGES = { first: 8, most: 256, messages: 4096 } as const;
/** Documents that a segment is asked for at most. */
const DOCUMENTS_MOST = 1024;
/** UTF-16 units that are checked before others get a turn. */
const TURN = 500_000;

/** One search: walks from the newest places on and stops as soon as the page is certain. */
export class SearchRun {
  readonly #client: PoolClient;
  readonly #input: MessageSearchInput;
  readonly #deadline: number;
  readonly #window: Window;
  readonly #query: (conversationId: string, segment: number) => string;
  readonly #longest: string;
  #segments = new Frontier<Segment>([]);
  #ranges = new Frontier<Range>([]);
  #cleared: ReadonlyMap<string, number> = new Map();
  #found: FoundMessage[] = [];
  #seen = new Set<string>();
  #segmentBatch: number = SEGMENTS.first;
  #rangeBatch: number = RANGES.first;

  /** `deadline` as `performance.now()` counts. */
  constructor(client: PoolClient, input: MessageSearchInput, deadline: number) {
    this.#client = client;
    this.#input = input;
    this.#deadline = deadline;
    this.#window = windowOf(input);
    this.#query = documentQuery(input);
    this.#longest = input.parts.reduce((best, { text }) => (text.length > best.length ? text : best), '');
  }

  async run(): Promise<MessageSearchPage> {
    const { segments, ranges, cleared } = await findReach(this.#client, this.#input, this.#window);
    this.#segments = new Frontier(segments);
    this.#ranges = new Frontier(ranges);
    this.#cleared = cleared;
    const ceiling = Math.min(this.#window.latest, this.#bound);
    while (this.#bound > Number.NEGATIVE_INFINITY && !this.#isCertain()) {
      if (performance.now() > this.#deadline && this.#bound < ceiling) return this.#shortPage();
      if (this.#ranges.bound >= this.#segments.bound) await this.#check();
      else await this.#ask();
    }
    const messages = this.#found.slice(0, this.#input.limit);
    return { messages, next: this.#found.length > messages.length ? position(messages.at(-1)) : null };
  }

  /** No message that was not looked at is newer. */
  get #bound(): number {
    return Math.max(this.#segments.bound, this.#ranges.bound);
  }

  /** One more than the page is found, to know whether there is a next one. */
  #isCertain(): boolean {
    const last = this.#found[this.#input.limit];
    return last !== undefined && last.createdAt > this.#bound;
  }

  /** What is newer than everything that was not looked at, fewer than a page; the next one begins there. */
  #shortPage(): MessageSearchPage {
    const bound = this.#bound;
    const messages = this.#found.filter((message) => message.createdAt > bound);
    return { messages, next: { createdAt: bound, conversationId: '', seq: 0 } };
  }

  /** Asks segments for documents: those that may hold something newer than the ranges that would be checked next. */
  async #ask(): Promise<void> {
    const segments = this.#segments.take(this.#segmentBatch, this.#ranges.boundOf(this.#rangeBatch));
    this.#segmentBatch = Math.min(this.#segmentBatch * 16, SEGMENTS.most);
    const result = await this.#client.query<DocumentRow>({
      ...DOCUMENTS,
      values: [
        segments.map(({ conversationId }) => conversationId),
        segments.map(({ conversationId, segment }) => this.#query(conversationId, segment)),
        segments.map(({ told }) => toTimestamp(told.lastAt)),
        segments.map(({ told }) => told.fromSeq),
        segments.map(({ count }) => count),
        ...toParameters(this.#window),
      ],
      rowMode: 'array',
    });
    const rows = Map.groupBy(result.rows, ([which]) => which);
    const more: Segment[] = [];
    const ranges: Range[] = [];
    for (const [which, segment] of segments.entries()) {
      const documents = rows.get(which) ?? [];
      for (const document of documents) ranges.push(...this.#range(segment, document));
      const last = documents.length < segment.count ? undefined : documents.at(-1);
      if (!last) continue;
      const [, fromSeq, , lastAt] = last;
      const count = Math.min(segment.count * 4, DOCUMENTS_MOST);
      more.push({ ...segment, told: { lastAt, fromSeq }, count, bound: Math.min(lastAt, this.#window.latest) });
    }
    this.#segments.add(more);
    this.#ranges.add(ranges);
  }

  /** A document as messages to be checked: those that the caller did not clear. */
  #range({ conversationId }: Segment, [, fromSeq, toSeq, lastAt]: DocumentRow): Range[] {
    const first = Math.max(fromSeq, (this.#cleared.get(conversationId) ?? 0) + 1);
    if (first > toSeq) return [];
    return [{ conversationId, fromSeq: first, toSeq, rest: null, bound: Math.min(lastAt, this.#window.latest) }];
  }

  /** Checks the messages of the newest ranges. */
  async #check(): Promise<void> {
    const ranges = this.#takeRanges();
    const { userId, senderId, type } = this.#input;
    const result = await this.#client.query<CandidateRow>({
      ...CANDIDATES,
      rowMode: 'array',
      values: [
        ranges.map((range) => range.conversationId),
        ranges.map((range) => range.fromSeq),
        ranges.map((range) => range.toSeq),
        userId,
        this.#longest,
        senderId,
        type,
        ...toParameters(this.#window),
      ],
    });
    await this.#sift(result.rows);
    await this.#continueTails(ranges);
  }

  #takeRanges(): Range[] {
    const floor = this.#segments.bound;
    const taken: Range[] = [];
    let messages = 0;
    while (taken.length < this.#rangeBatch && messages < RANGES.messages) {
      const [range] = this.#ranges.take(1, floor);
      if (!range) break;
      taken.push(range);
      messages += range.toSeq - range.fromSeq + 1;
    }
    this.#rangeBatch = Math.min(this.#rangeBatch * 2, RANGES.most);
    return taken;
  }

  async #sift(rows: readonly CandidateRow[]): Promise<void> {
    const { before, parts } = this.#input;
    const { earliest, latest } = this.#window;
    let units = 0;
    for (const [conversationId, seq, content, createdAt] of rows) {
      const message: FoundMessage = { conversationId, seq, createdAt, content };
      if (createdAt < earliest || createdAt > latest) continue;
      if (before && comparePositions(before, message) >= 0) continue;
      if (units > TURN) {
        units = 0;
        await turn();
      }
      units += content.length;
      const key = `${seq}/${conversationId}`;
      if (this.#seen.has(key) || !matches(fold(content), parts)) continue;
      this.#seen.add(key);
      this.#found.push(message);
    }
    this.#found.sort(comparePositions);
  }

  /** Within a conversation times do not fall as numbers grow: the next message down bounds all that come after it. */
  async #continueTails(ranges: readonly Range[]): Promise<void> {
    const open = ranges.flatMap((range) => (range.rest === null ? [] : [{ range, rest: range.rest }]));
    if (open.length === 0) return;
    const result = await this.#client.query<TimeRow>({
      ...TIMES,
      values: [open.map(({ range }) => range.conversationId), open.map(({ range }) => range.fromSeq - 1)],
    });
    const times = new Map(result.rows.map((row) => [row.conversation_id, row.created_at]));
    const next = open.map(({ range, rest }) => {
      const at = Math.min(times.get(range.conversationId) ?? range.bound, this.#window.latest);
      return continueTail(range, rest, at);
    });
    this.#ranges.add(next.filter(({ bound }) => bound >= this.#window.earliest));
  }
}

function position(message: FoundMessage | undefined): SearchPosition | null {
  return message ? { createdAt: message.createdAt, conversationId: message.conversationId, seq: message.seq } : null;
}

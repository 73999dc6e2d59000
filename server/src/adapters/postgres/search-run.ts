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
import { type Bounded, Frontier } from './search-frontier.ts';
import { documentQuery } from './search-query.ts';
import {
  CANDIDATES,
  type CandidateRow,
  CHANGES_OF_MEMBER,
  CHANGES_OF_ONE,
  type ChangeRow,
  DOCUMENTS,
  type DocumentRow,
  REACH_OF_MEMBER,
  REACH_OF_ONE,
  type ReachRow,
  TIMES,
} from './search-statements.ts';

/** A segment of the index that was not asked yet. */
type Segment = Bounded & { readonly conversationId: string; readonly segment: number; readonly clearedSeq: number };

/** Messages to be checked. `rest`: the numbers below it down to this one are not indexed either and come after it. */
type Range = Bounded & {
  readonly conversationId: string;
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly rest: number | null;
};

/** How many segments and ranges are looked at in one statement, at first and at most. */
const SEGMENTS = { first: 8, most: 512 } as const;
const RANGES = { first: 8, most: 256, messages: 4096 } as const;
/** Messages of the unindexed end of a conversation that are taken at once, at first and at most. */
const TAIL = { first: 64, most: 2048 } as const;
const LAST_TIME = Date.UTC(9999, 11, 31);
/** UTF-16 units that are checked before others get a turn. */
const TURN = 500_000;

/** One search: walks from the newest places on and stops as soon as the page is certain. */
export class SearchRun {
  readonly #client: PoolClient;
  readonly #input: MessageSearchInput;
  readonly #deadline: number;
  readonly #query: (conversationId: string, segment: number) => string;
  readonly #longest: string;
  /** Times that no match may lie outside of. */
  readonly #earliest: number;
  readonly #latest: number;
  #segments = new Frontier<Segment>([]);
  #ranges = new Frontier<Range>([]);
  #cleared = new Map<string, number>();
  #found: FoundMessage[] = [];
  #seen = new Set<string>();
  #segmentBatch: number = SEGMENTS.first;
  #rangeBatch: number = RANGES.first;

  /** `deadline` as `performance.now()` counts. */
  constructor(client: PoolClient, input: MessageSearchInput, deadline: number) {
    this.#client = client;
    this.#input = input;
    this.#deadline = deadline;
    this.#query = documentQuery(input);
    this.#longest = input.parts.reduce((best, { text }) => (text.length > best.length ? text : best), '');
    this.#earliest = input.from ?? Number.NEGATIVE_INFINITY;
    this.#latest = Math.min(input.to ?? Number.POSITIVE_INFINITY, input.before?.createdAt ?? Number.POSITIVE_INFINITY);
  }

  async run(): Promise<MessageSearchPage> {
    await this.#reach();
    const ceiling = Math.min(this.#latest, this.#bound);
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

  /** What is newer than everything that was not looked at; the next page begins there. */
  #shortPage(): MessageSearchPage {
    const bound = this.#bound;
    const messages = this.#found.filter((message) => message.createdAt > bound).slice(0, this.#input.limit);
    return { messages, next: { createdAt: bound, conversationId: '', seq: 0 } };
  }

  /** Finds the conversations, which segments their index has, and what it does not cover. */
  async #reach(): Promise<void> {
    const { userId, conversationId } = this.#input;
    const reach = await this.#client.query<ReachRow>(
      conversationId === null
        ? { ...REACH_OF_MEMBER, values: [userId] }
        : { ...REACH_OF_ONE, values: [userId, conversationId] },
    );
    const segments: Segment[] = [];
    const ranges: Range[] = [];
    const ends = new Map<string, { readonly row: ReachRow; covered: number }>();
    for (const row of reach.rows) {
      const end = ends.get(row.conversation_id) ?? { row, covered: row.cleared_seq };
      ends.set(row.conversation_id, end);
      end.covered = Math.max(end.covered, row.indexed_seq ?? 0);
      const segment = this.#segment(row);
      if (segment) segments.push(segment);
    }
    for (const { row, covered } of ends.values()) {
      this.#cleared.set(row.conversation_id, row.cleared_seq);
      if (row.last_seq <= covered || row.activity_at < this.#earliest) continue;
      const bound = Math.min(row.activity_at, this.#latest);
      ranges.push(tail(row.conversation_id, covered, row.last_seq, bound, TAIL.first));
    }
    const changes = await this.#client.query<ChangeRow>(
      conversationId === null
        ? { ...CHANGES_OF_MEMBER, values: [userId] }
        : { ...CHANGES_OF_ONE, values: [conversationId] },
    );
    for (const { conversation_id, seq } of changes.rows) {
      const cleared = this.#cleared.get(conversation_id);
      if (cleared === undefined || seq <= cleared) continue;
      ranges.push({ conversationId: conversation_id, fromSeq: seq, toSeq: seq, rest: null, bound: Number.MAX_VALUE });
    }
    this.#segments = new Frontier(segments);
    this.#ranges = new Frontier(ranges);
  }

  #segment(row: ReachRow): Segment | null {
    const { segment, indexed_seq, first_at, last_at } = row;
    if (segment === null || indexed_seq === null || first_at === null || last_at === null) return null;
    if (indexed_seq <= row.cleared_seq || last_at < this.#earliest || first_at > this.#latest) return null;
    const bound = Math.min(last_at, this.#latest);
    return { conversationId: row.conversation_id, segment, clearedSeq: row.cleared_seq, bound };
  }

  /** Asks the newest segments for documents. */
  async #ask(): Promise<void> {
    const segments = this.#segments.take(this.#segmentBatch, Number.NEGATIVE_INFINITY);
    this.#segmentBatch = Math.min(this.#segmentBatch * 4, SEGMENTS.most);
    const result = await this.#client.query<DocumentRow>({
      ...DOCUMENTS,
      values: [
        segments.map(({ conversationId }) => conversationId),
        segments.map(({ conversationId, segment }) => this.#query(conversationId, segment)),
        ...this.#times(),
      ],
    });
    const ranges: Range[] = [];
    for (const row of result.rows) {
      const fromSeq = Math.max(row.from_seq, (this.#cleared.get(row.conversation_id) ?? 0) + 1);
      if (fromSeq > row.to_seq) continue;
      const bound = Math.min(row.last_at, this.#latest);
      ranges.push({ conversationId: row.conversation_id, fromSeq, toSeq: row.to_seq, rest: null, bound });
    }
    this.#ranges.add(ranges);
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
        ...this.#times(),
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
    let units = 0;
    for (const [conversationId, seq, content, createdAt] of rows) {
      const message: FoundMessage = { conversationId, seq, createdAt, content };
      if (createdAt < this.#earliest || createdAt > this.#latest) continue;
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

  /** What comes after a part of an unindexed end. Within a conversation times do not fall as numbers grow. */
  async #continueTails(ranges: readonly Range[]): Promise<void> {
    const open = ranges.flatMap((range) => (range.rest === null ? [] : [{ ...range, rest: range.rest }]));
    if (open.length === 0) return;
    const result = await this.#client.query<{ conversation_id: string; created_at: number }>({
      ...TIMES,
      values: [open.map((range) => range.conversationId), open.map((range) => range.fromSeq - 1)],
    });
    const times = new Map(result.rows.map((row) => [row.conversation_id, row.created_at]));
    const next: Range[] = [];
    for (const { conversationId, fromSeq, toSeq, rest, bound } of open) {
      const at = Math.min(times.get(conversationId) ?? bound, this.#latest);
      if (at < this.#earliest) continue;
      next.push(tail(conversationId, rest, fromSeq - 1, at, Math.min((toSeq - fromSeq + 1) * 2, TAIL.most)));
    }
    this.#ranges.add(next);
  }

  /** As parameters, a millisecond wider than the numbers; the exact comparison is made on those. */
  #times(): [string, string] {
    return [timestamp(this.#earliest, -1), timestamp(this.#latest, 1)];
  }
}

function tail(conversationId: string, covered: number, lastSeq: number, bound: number, size: number): Range {
  const fromSeq = Math.max(covered + 1, lastSeq - size + 1);
  return { conversationId, fromSeq, toSeq: lastSeq, rest: fromSeq > covered + 1 ? covered : null, bound };
}

function position(message: FoundMessage | undefined): SearchPosition | null {
  return message ? { createdAt: message.createdAt, conversationId: message.conversationId, seq: message.seq } : null;
}

/** The years 1970 to 9999, which a Date and PostgreSQL write alike and which hold every message. */
function timestamp(milliseconds: number, margin: number): string {
  const inside = Math.min(Math.max(Math.trunc(milliseconds) + margin, -1), LAST_TIME);
  return new Date(inside).toISOString();
}

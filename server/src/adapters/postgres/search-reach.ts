import type { PoolClient } from 'pg';
import type { MessageSearchInput } from '../../core/search/store.ts';
import type { Bounded } from './search-frontier.ts';
import {
  CHANGES_OF_MEMBER,
  CHANGES_OF_ONE,
  type ChangeRow,
  REACH_OF_ONE,
  type ReachRow,
  reachOfMember,
} from './search-statements.ts';
import type { Window } from './search-window.ts';

/** A segment of the index that has not told all its documents. */
export type Segment = Bounded & {
  readonly conversationId: string;
  readonly segment: number;
  /** The last document that it told, by its last time and first number. */
  readonly told: { readonly lastAt: number; readonly fromSeq: number };
  /** How many documents it is asked for next. */
  readonly count: number;
};

/** Messages to be checked. `rest`: those above this number and below `fromSeq` are not indexed either and come after. */
export type Range = Bounded & {
  readonly conversationId: string;
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly rest: number | null;
};

/** Where the caller's matches may be. `cleared`: up to which number each conversation is gone for the caller. */
export type Reach = {
  readonly segments: readonly Segment[];
  readonly ranges: readonly Range[];
  readonly cleared: ReadonlyMap<string, number>;
};

/** Documents that a segment is asked for at first. */
const DOCUMENTS = 16;
/** Messages of the unindexed end of a conversation that are taken at once, at first and at most. */
const TAIL = { first: 64, most: 2048 } as const;

/** Finds the conversations, which segments their index has, and what it does not cover. */
export async function findReach(client: PoolClient, input: MessageSearchInput, window: Window): Promise<Reach> {
  const { userId, conversationId } = input;
  const reach = await client.query<ReachRow>({
    ...(conversationId === null ? reachOfMember(input.scope) : REACH_OF_ONE),
    values: conversationId === null ? [userId] : [userId, conversationId],
    rowMode: 'array',
  });
  const segments: Segment[] = [];
  const ends = new Map<string, { readonly row: ReachRow; covered: number }>();
  for (const row of reach.rows) {
    const [id, clearedSeq, , , , indexedSeq] = row;
    const end = ends.get(id) ?? { row, covered: clearedSeq };
    ends.set(id, end);
    end.covered = Math.max(end.covered, indexedSeq ?? 0);
    const segment = segmentIn(row, window);
    if (segment) segments.push(segment);
  }
  const ranges: Range[] = [];
  const cleared = new Map<string, number>();
  for (const [id, { row, covered }] of ends) {
    const [, clearedSeq, lastSeq, activityAt] = row;
    cleared.set(id, clearedSeq);
    if (lastSeq <= covered || activityAt < window.earliest) continue;
    ranges.push(tail(id, covered, lastSeq, Math.min(activityAt, window.latest), TAIL.first));
  }
  ranges.push(...(await findChanges(client, input, cleared)));
  return { segments, ranges, cleared };
}

/** What comes after a part of an unindexed end; `at` is the time of the next message down, where there is one. */
export function continueTail(range: Range, rest: number, at: number): Range {
  const size = Math.min((range.toSeq - range.fromSeq + 1) * 2, TAIL.most);
  return tail(range.conversationId, rest, range.fromSeq - 1, at, size);
}

function segmentIn(row: ReachRow, { earliest, latest }: Window): Segment | null {
  const [conversationId, clearedSeq, , , segment, indexedSeq, firstAt, lastAt] = row;
  if (segment === null || indexedSeq === null || firstAt === null || lastAt === null) return null;
  if (indexedSeq <= clearedSeq || lastAt < earliest || firstAt > latest) return null;
  const told = { lastAt: Number.POSITIVE_INFINITY, fromSeq: 0 };
  return { conversationId, segment, told, count: DOCUMENTS, bound: Math.min(lastAt, latest) };
}

function tail(conversationId: string, covered: number, lastSeq: number, bound: number, size: number): Range {
  const fromSeq = Math.max(covered + 1, lastSeq - size + 1);
  return { conversationId, fromSeq, toSeq: lastSeq, rest: fromSeq > covered + 1 ? covered : null, bound };
}

/** Messages whose documents are out of date. When they were sent is not known yet, so they are looked at first. */
async function findChanges(
  client: PoolClient,
  { userId, conversationId }: MessageSearchInput,
  cleared: ReadonlyMap<string, number>,
): Promise<Range[]> {
  const changes = await client.query<ChangeRow>(
    conversationId === null
      ? { ...CHANGES_OF_MEMBER, values: [userId] }
      : { ...CHANGES_OF_ONE, values: [conversationId] },
  );
  return changes.rows
    .filter(({ conversation_id, seq }) => seq > (cleared.get(conversation_id) ?? Number.POSITIVE_INFINITY))
    .map(({ conversation_id, seq }) => {
      return { conversationId: conversation_id, fromSeq: seq, toSeq: seq, rest: null, bound: Number.MAX_VALUE };
    });
}

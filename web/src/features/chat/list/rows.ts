import type { ListedMessage, Message } from '@parley/client';
import type { ReactNode } from 'react';

/** Something that is no message, put among the messages by its time (ISO 8601). */
export type Between = { readonly at: string; readonly key: string; readonly node: ReactNode };

/** A line of the list as it is drawn. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'unread'; readonly key: string }
  | { readonly kind: 'event'; readonly key: string; readonly at: number; readonly message: Message }
  | { readonly kind: 'between'; readonly key: string; readonly at: number; readonly node: ReactNode }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly at: number;
      readonly line: ListedMessage;
      readonly isOwn: boolean;
      /** First and last of those that one person said without a pause. */
      readonly opens: boolean;
      readonly closes: boolean;
    };

export type RowOptions = {
  readonly lines: readonly ListedMessage[];
  readonly me: string;
  /** Others' messages above this number were unread when the chat was opened; null for none. */
  readonly unreadAfter: number | null;
  readonly between: readonly Between[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  /** Keys of lines that begin a group whatever stands before them: what has been shown so stays so. */
  readonly breaks: ReadonlySet<string>;
};

/** After a pause of so long the same person begins a new group. */
const GROUP_MS = 5 * 60_000;

/**
 * What the list shows, oldest first. Rows that are there stay what they are when older ones come above them: the first line
 * gets neither day nor unread mark while something older is not loaded.
 */
export function layOut(options: RowOptions): readonly Row[] {
  const { lines, me, hasOlder, breaks } = options;
  const rows: Row[] = [];
  const waiting = placeable(options);
  let { unreadAfter } = options;
  let next = 0;
  let lastDay = Number.NEGATIVE_INFINITY;
  let before: ListedMessage | null = null;

  /** Days only go forward: what waits here was dated by another clock. */
  function beginDay(day: number, at: number, key: string, isShown: boolean): void {
    if (day > lastDay && isShown) rows.push({ kind: 'day', key: `day ${key}`, at });
    lastDay = Math.max(lastDay, day);
  }

  function pushBetween(until: number): void {
    for (let item = waiting[next]; item; item = waiting[next]) {
      const at = Date.parse(item.at);
      if (at >= until) return;
      const key = `between ${item.key}`;
      beginDay(dayOf(at), at, key, true);
      rows.push({ kind: 'between', key, at, node: item.node });
      next += 1;
    }
  }

  for (const line of lines) {
    const { at, day, sender } = factsOf(line, me);
    pushBetween(at);
    const isTop = before === null && hasOlder;
    beginDay(day, at, line.key, !isTop);
    if (unreadAfter !== null && isUnread(line, me, unreadAfter)) {
      if (!isTop) rows.push({ kind: 'unread', key: 'unread' });
      unreadAfter = null;
    }
    const last = rows.at(-1);
    if (line.state === 'sent' && line.message.type === 'system') {
      rows.push({ kind: 'event', key: line.key, at, message: line.message });
    } else {
      const goesOn = last?.kind === 'message' && !breaks.has(line.key) && before !== null && isGroup(before, line, me);
      if (goesOn) rows[rows.length - 1] = { ...last, closes: false };
      rows.push({ kind: 'message', key: line.key, at, line, isOwn: sender === me, opens: !goesOn, closes: true });
    }
    before = line;
  }
  pushBetween(Number.POSITIVE_INFINITY);
  return rows;
}

/** Those that belong into what is loaded, oldest first; what is older or newer comes with its page. */
function placeable({ lines, between, hasOlder, hasNewer }: RowOptions): readonly Between[] {
  if (between.length === 0) return between;
  const stored = lines.filter((line) => line.state === 'sent');
  const [first] = stored;
  const last = stored.at(-1);
  const from = hasOlder && first ? first.message.createdAt : '';
  const to = hasNewer && last ? last.message.createdAt : null;
  return between
    .filter(({ at }) => at >= from && (to === null || at <= to))
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function isUnread(line: ListedMessage, me: string, after: number): boolean {
  if (line.state !== 'sent') return false;
  const { seq, senderId, type } = line.message;
  return seq > after && senderId !== me && type !== 'system';
}

function isGroup(before: ListedMessage, line: ListedMessage, me: string): boolean {
  const one = factsOf(before, me);
  const other = factsOf(line, me);
  return one.sender === other.sender && one.day === other.day && other.at - one.at < GROUP_MS;
}

type Facts = { readonly at: number; readonly day: number; readonly sender: string };
/** Lines are the same objects until they change, and there may be many: each is looked at once. */
const known = new WeakMap<ListedMessage, Facts>();

function factsOf(line: ListedMessage, me: string): Facts {
  const present = known.get(line);
  if (present) return present;
  const at = line.state === 'sent' ? Date.parse(line.message.createdAt) : line.outgoing.createdAt;
  const facts = { at, day: dayOf(at), sender: line.state === 'sent' ? line.message.senderId : me };
  known.set(line, facts);
  return facts;
}

/** The number of the day in the reader's time zone; `at` in milliseconds since 1970. */
export function dayOf(at: number): number {
  return Math.floor((at - new Date(at).getTimezoneOffset() * 60_000) / 86_400_000);
}

/** Where the message of a number stands, or -1. */
export function rowOfSeq(rows: readonly Row[], seq: number): number {
  return rows.findIndex((row) => seqOf(row) === seq);
}

/** The number of the message that a row shows; null where it shows none, or one without a number yet. */
export function seqOf(row: Row | undefined): number | null {
  if (row?.kind === 'event') return row.message.seq;
  return row?.kind === 'message' && row.line.state === 'sent' ? row.line.message.seq : null;
}

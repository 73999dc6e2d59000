import type { Chat, Conversation, ListedMessage, TimelineState } from '@parley/client';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useRoom } from '../room.ts';
import { MOVES } from './aim.ts';
import type { Row } from './rows.ts';
import { seqOf } from './rows.ts';
import { END_REACH, type RowVirtualizer } from './virtual-rows.ts';

type Options = {
  readonly rows: readonly Row[];
  readonly lines: readonly ListedMessage[];
  readonly virtualizer: RowVirtualizer;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly state: Omit<TimelineState, 'messages'>;
  readonly chat: Chat;
  readonly conversation: Conversation;
  readonly toEnd: () => void;
  /** Whether the list goes to a message of its own accord. */
  readonly isJumping: () => boolean;
};

export type Edge = 'older' | 'newer';
type Position = {
  /** Whether the newest message is in view. */
  readonly isAtEnd: boolean;
  /** When the first message in view was written, in milliseconds since 1970. */
  readonly topAt: number | null;
  /** Whether nothing that is loaded stands above what is in view. */
  readonly isAtTop: boolean;
};

/** px: pages are asked for so long before they are needed. */
const AHEAD = 1_500;
const TOP_REACH = 80;
/** px: no further from the end than what rounding leaves. */
const VERY_END = 4;
/** So often in a row the end is gone to while heights become known. */
const MOST_PULLS = 5;
/** ms in which a list that moves does so for its reader. */
const MOVE_MS = 400;

/** Where the reader is, and what follows from it: pages are loaded, marks of what was read are sent, the end is kept in view. */
export function usePosition(options: Options) {
  const { rows, lines, virtualizer, scroller, state, chat, conversation, toEnd, isJumping } = options;
  const { parley } = useRoom();
  const [position, setPosition] = useState<Position>({ isAtEnd: true, topAt: null, isAtTop: false });
  const [failed, setFailed] = useState<Edge | null>(null);
  const wasAtEnd = useRef(false);
  /** As it was when it was last looked at (px). */
  const last = useRef({ top: 0, below: Number.POSITIVE_INFINITY });
  const pulls = useRef(0);
  const movedAt = useRef(Number.NEGATIVE_INFINITY);
  const { hasOlder, hasNewer, loading, status } = state;

  const load = useCallback(
    (edge: Edge) => {
      setFailed(null);
      (edge === 'older' ? chat.loadOlder() : chat.loadNewer()).catch(() => setFailed(edge));
    },
    [chat],
  );

  /** Whether the reader, or a jump, moves the list just now. */
  const hasMoved = useCallback(() => isJumping() || performance.now() - movedAt.current < MOVE_MS, [isJumping]);

  const inspect = useCallback(() => {
    const box = scroller.current;
    if (!box || box.clientHeight === 0) return;
    const { scrollTop, scrollHeight, clientHeight } = box;
    const below = scrollHeight - clientHeight - scrollTop;
    const isLeft = hasMoved() || scrollTop < last.current.top - 1;
    const wasAtVeryEnd = last.current.below <= VERY_END;
    if (below > VERY_END && wasAtVeryEnd && !isLeft && !hasNewer && pulls.current < MOST_PULLS) {
      // The list grew beneath a reader who did not scroll.
      pulls.current += 1;
      virtualizer.scrollToEnd();
      return;
    }
    pulls.current = 0;
    last.current = { top: scrollTop, below };
    wasAtEnd.current = below <= END_REACH;
    const isAtEnd = wasAtEnd.current && !hasNewer;
    chat.follow(isAtEnd);
    const top = rows[virtualizer.getVirtualItemForOffset(scrollTop + 8)?.index ?? 0];
    const topAt = top && 'at' in top ? top.at : null;
    const isAtTop = scrollTop < TOP_REACH;
    setPosition((before) =>
      before.isAtEnd === isAtEnd && before.topAt === topAt && before.isAtTop === isAtTop
        ? before
        : { isAtEnd, topAt, isAtTop },
    );
    if (status === 'ready' && loading === null && failed === null) {
      if (hasOlder && scrollTop < AHEAD) load('older');
      else if (hasNewer && below < AHEAD) load('newer');
    }
    const seen = lastSeen(rows, virtualizer, scrollTop + clientHeight);
    if (seen !== null && isWatched()) parley.conversations.markRead(conversation.id, seen);
  }, [
    rows,
    virtualizer,
    scroller,
    chat,
    hasOlder,
    hasNewer,
    loading,
    status,
    failed,
    load,
    conversation,
    parley,
    hasMoved,
  ]);

  useScrolling(scroller, inspect, () => wasAtEnd.current && virtualizer.scrollToEnd());
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const ending = new AbortController();
    const note = () => {
      movedAt.current = performance.now();
    };
    for (const move of MOVES) box.addEventListener(move, note, { signal: ending.signal, passive: true });
    return () => ending.abort();
  }, [scroller]);
  useOwnMessages(lines, toEnd);
  useLayoutEffect(() => {
    // What is put among the last ones, such as what came while own ones waited, moves nobody from the end.
    const { top, below } = last.current;
    const isLeft = hasMoved() || (scroller.current?.scrollTop ?? 0) < top - 1;
    if (rows.length > 0 && below <= VERY_END && !isLeft && !hasNewer) virtualizer.scrollToEnd();
  }, [rows, virtualizer, scroller, hasNewer, hasMoved]);
  useEffect(() => () => chat.follow(true), [chat]);
  useEffect(() => {
    // A page that did not come is asked for again when the connection is back.
    if (failed === null) return;
    return parley.on('recovered', () => setFailed(null));
  }, [failed, parley]);

  return { ...position, failed, retry: load };
}

/** Calls `inspect` whenever something may have come into view, and `keepEnd` when the place for the list changed its height. */
function useScrolling(scroller: RefObject<HTMLDivElement | null>, inspect: () => void, keepEnd: () => void): void {
  const latest = useRef({ inspect, keepEnd });
  useLayoutEffect(() => {
    latest.current = { inspect, keepEnd };
  });
  // The list is in its place only a frame after it was drawn.
  useEffect(() => {
    const frame = requestAnimationFrame(inspect);
    return () => cancelAnimationFrame(frame);
  }, [inspect]);
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const ending = new AbortController();
    const { signal } = ending;
    let frame = 0;
    const look = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => latest.current.inspect());
    };
    box.addEventListener('scroll', look, { signal, passive: true });
    window.addEventListener('focus', look, { signal });
    document.addEventListener('visibilitychange', look, { signal });
    const resizes = new ResizeObserver(() => {
      latest.current.keepEnd();
      look();
    });
    resizes.observe(box);
    return () => {
      ending.abort();
      resizes.disconnect();
      cancelAnimationFrame(frame);
    };
  }, [scroller]);
}

/** Goes to the end whenever the reader writes something. */
function useOwnMessages(lines: readonly ListedMessage[], toEnd: () => void): void {
  const last = lines.at(-1);
  const key = last?.state === 'pending' ? last.key : null;
  const seen = useRef(key);
  useLayoutEffect(() => {
    if (key === null || key === seen.current) return;
    seen.current = key;
    toEnd();
  }, [key, toEnd]);
}

/** The number of the last message whose end is above `bottom` (px in the list), or that fills the view. */
function lastSeen(rows: readonly Row[], virtualizer: RowVirtualizer, bottom: number): number | null {
  for (const { index, start, end } of virtualizer.getVirtualItems().toReversed()) {
    const isInView = end <= bottom + 4 || (start < bottom - 160 && end - start > 400);
    const seq = isInView ? seqOf(rows[index]) : null;
    if (seq !== null) return seq;
  }
  return null;
}

function isWatched(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

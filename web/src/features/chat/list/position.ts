import type { Chat, Conversation, ListedMessage, TimelineState } from '@parley/client';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useRoom } from '../room.ts';
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

/** Where the reader is, and what follows from it: pages are loaded, marks of what was read are sent, the end is kept in view. */
export function usePosition(options: Options) {
  const { rows, lines, virtualizer, scroller, state, chat, conversation, toEnd, isJumping } = options;
  const { me, parley } = useRoom();
  const [position, setPosition] = useState<Position>({ isAtEnd: true, topAt: null, isAtTop: false });
  const [failed, setFailed] = useState<Edge | null>(null);
  const wasAtEnd = useRef(false);
  const lastTop = useRef(0);
  const { hasOlder, hasNewer, loading, status } = state;

  const load = useCallback(
    (edge: Edge) => {
      setFailed(null);
      (edge === 'older' ? chat.loadOlder() : chat.loadNewer()).catch(() => setFailed(edge));
    },
    [chat],
  );

  const inspect = useCallback(() => {
    const box = scroller.current;
    if (!box || box.clientHeight === 0) return;
    const { scrollTop, scrollHeight, clientHeight } = box;
    const below = scrollHeight - clientHeight - scrollTop;
    const hasMoved = scrollTop < lastTop.current - 1 || isJumping();
    lastTop.current = scrollTop;
    if (below > END_REACH && wasAtEnd.current && !hasMoved && !hasNewer) {
      // The list grew beneath a reader who did not scroll.
      virtualizer.scrollToEnd();
      return;
    }
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
    if (seen !== null && isWatched() && isMember(conversation, me))
      parley.conversations.markRead(conversation.id, seen);
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
    me,
    parley,
    isJumping,
  ]);

  useScrolling(scroller, inspect, () => wasAtEnd.current && virtualizer.scrollToEnd());
  useOwnMessages(lines, toEnd);
  useLayoutEffect(() => {
    // What is put among the last ones, such as what came while own ones waited, moves nobody from the end.
    if (rows.length > 0 && wasAtEnd.current && !hasNewer && !isJumping()) virtualizer.scrollToEnd();
  }, [rows, virtualizer, hasNewer, isJumping]);
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

function isMember({ members, memberCount }: Conversation, me: string): boolean {
  return memberCount > members.length || members.some(({ userId }) => userId === me);
}

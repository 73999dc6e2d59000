import type { Conversation } from '@parley/client';
import { type KeyboardEvent, type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { placeOf, rowHeight, scrollerOf } from './use-visible-range.ts';
import { scrollFor } from './visible.ts';

const PAGE = 8;

export type Roving = {
  /** Place of the one row that Tab leads into; -1 where there are none. */
  readonly stop: number;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  readonly onRowFocus: (id: string) => void;
  /** Takes the keyboard to the row that it was in last, else to the open one or the first. */
  readonly focus: () => void;
};

type Options = {
  readonly rows: readonly Conversation[];
  readonly openId: string | null;
  readonly list: RefObject<HTMLElement | null>;
  /** Up from the first row. */
  readonly onLeave: () => void;
};

/** Makes the rows one stop of the keyboard: arrows, Page keys, Home and End move between them, also to those that are not drawn. */
export function useRoving({ rows, openId, list, onLeave }: Options): Roving {
  const [last, setLast] = useState<string | null>(null);
  const isWanted = useRef(false);
  const stop = stopOf(rows, last, openId);

  const go = useCallback(
    (place: number) => {
      const row = rows[place];
      const outer = scrollerOf(list.current);
      if (!row || !outer || !list.current) return;
      const { above, height } = placeOf(outer, list.current);
      const to = scrollFor(place, { above, height, rowHeight: rowHeight() });
      if (to !== null) outer.scrollTop += to - above;
      isWanted.current = true;
      setLast(row.id);
      linkOf(list.current, row.id)?.focus({ preventScroll: true });
    },
    [rows, list],
  );

  // A row that was not drawn when it was gone to gets the keyboard as soon as it is.
  useLayoutEffect(() => {
    if (!isWanted.current || last === null || !list.current) return;
    const link = linkOf(list.current, last);
    if (!link) return;
    isWanted.current = false;
    link.focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !isLink(event.target)) return;
    const to = target(event.key, stop, rows.length);
    if (to === null) return;
    event.preventDefault();
    if (to < 0) onLeave();
    else go(to);
  };
  return { stop, onKeyDown, onRowFocus: setLast, focus: () => go(stop) };
}

function stopOf(rows: readonly Conversation[], last: string | null, openId: string | null): number {
  const used = rows.findIndex(({ id }) => id === last);
  const open = used < 0 ? rows.findIndex(({ id }) => id === openId) : used;
  return open < 0 ? Math.min(0, rows.length - 1) : open;
}

/** Which row a key leads to; -1 above the first, null for keys that lead nowhere. */
function target(key: string, at: number, count: number): number | null {
  const within = (place: number) => Math.min(count - 1, Math.max(0, place));
  switch (key) {
    case 'ArrowDown':
      return within(at + 1);
    case 'ArrowUp':
      return at - 1;
    case 'PageDown':
      return within(at + PAGE);
    case 'PageUp':
      return within(at - PAGE);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

function linkOf(list: HTMLElement, id: string): HTMLElement | null {
  return list.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"] > a`);
}

function isLink(target: EventTarget): boolean {
  return target instanceof HTMLAnchorElement;
}

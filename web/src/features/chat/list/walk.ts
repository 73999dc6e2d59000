import type { VirtualItem } from '@tanstack/react-virtual';
import { type FocusEvent, type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useRoom } from '../room.ts';
import type { Row } from './rows.ts';

/** Going through the rows by keyboard: Tab leads to one of them, arrows to the others, the way out is Escape. */
export function useWalk(rows: readonly Row[]) {
  const room = useRoom();
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const wanted = useRef<string | null>(null);
  const place = useMemo(() => rows.findIndex(({ key }) => key === activeKey), [rows, activeKey]);
  const activeIndex = place < 0 ? null : place;

  // The row that is gone to may first have to come into the document.
  useEffect(() => {
    if (wanted.current === null) return;
    const row = rowElement(wanted.current);
    if (!row) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: 'nearest' });
  });

  const goTo = useCallback((row: Row | undefined) => {
    if (!row) return;
    wanted.current = row.key;
    setActiveKey(row.key);
  }, []);

  const onKeyDown = (event: KeyboardEvent<HTMLOListElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    const isRow = event.target instanceof HTMLLIElement;
    if (!isRow) return;
    const from = activeIndex ?? rows.length - 1;
    if (event.key === 'ArrowDown') goTo(rows.find((row, index) => index > from && isStop(row)));
    else if (event.key === 'ArrowUp') goTo(rows.findLast((row, index) => index < from && isStop(row)));
    else if (event.key === 'Home') goTo(rows.find(isStop));
    else if (event.key === 'End') goTo(rows.findLast(isStop));
    else if (event.key === 'Escape') room.focusComposer();
    else if (event.key === '?') room.open({ kind: 'keys' });
    else return;
    event.preventDefault();
    // The screen around may have keys of its own.
    event.stopPropagation();
  };
  const onFocus = (event: FocusEvent) => {
    const key = keyOf(event.target);
    if (key !== null) setActiveKey(key);
  };
  const onBlur = (event: FocusEvent<HTMLOListElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget)) setActiveKey(null);
  };

  /** The index of the row that Tab leads to: where the keyboard was, else the last one in the document. */
  const tabStop = (items: readonly VirtualItem[]): number | null => {
    if (activeIndex !== null) return activeIndex;
    return items.findLast(({ index }) => isStop(rows[index]))?.index ?? null;
  };
  return { activeKey, activeIndex, tabStop, goTo, listProps: { onKeyDown, onFocus, onBlur } };
}

function isStop(row: Row | undefined): boolean {
  return row !== undefined && row.kind !== 'day' && row.kind !== 'unread';
}

/** The key of the row that an element is in. */
export function keyOf(element: EventTarget | null): string | null {
  if (!(element instanceof Element)) return null;
  return element.closest<HTMLElement>('[data-row]')?.dataset.row ?? null;
}

/** The row of a key, where it is in the document. */
export function rowElement(key: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`);
}

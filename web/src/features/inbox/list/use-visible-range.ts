import { type RefObject, useLayoutEffect, useState } from 'react';
import { type Range, visibleRange } from './visible.ts';

/** How high a row is, in rem: it grows with the reader's letters. */
export const ROW_REM = 4.25;

/** Pixels of a row. */
export function rowHeight(): number {
  return ROW_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/** The place in which a list scrolls: the nearest one that says so. It may be part of a component that is mounted later than the list. */
export function scrollerOf(list: Element | null): HTMLElement | null {
  return list?.closest<HTMLElement>('[data-scroller]') ?? null;
}

/** How far a list is scrolled out of its place above, and how much of the place is seen, in pixels. */
export function placeOf(scroller: Element, list: Element): { readonly above: number; readonly height: number } {
  const above = scroller.getBoundingClientRect().top - list.getBoundingClientRect().top;
  return { above, height: scroller.clientHeight };
}

/**
 * Which of `count` rows are to be drawn. Where the list was scrolled to is kept while the whole place is hidden, as the list of
 * a phone is while a conversation is open.
 */
export function useVisibleRange(list: RefObject<HTMLElement | null>, count: number): Range {
  const [range, setRange] = useState<Range>({ from: 0, to: 24 });
  useLayoutEffect(() => {
    const outer = scrollerOf(list.current);
    if (!outer) return;
    let kept = outer.scrollTop;
    let isHidden = outer.clientHeight === 0;
    const measure = () => {
      if (!list.current || outer.clientHeight === 0) return;
      const next = visibleRange({ ...placeOf(outer, list.current), rowHeight: rowHeight(), count });
      setRange((before) => (before.from === next.from && before.to === next.to ? before : next));
    };
    const onScroll = () => {
      if (outer.clientHeight > 0 && !isHidden) kept = outer.scrollTop;
      measure();
    };
    const watch = new ResizeObserver(() => {
      const wasHidden = isHidden;
      isHidden = outer.clientHeight === 0;
      if (wasHidden && !isHidden) outer.scrollTop = kept;
      measure();
    });
    measure();
    watch.observe(outer);
    outer.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      watch.disconnect();
      outer.removeEventListener('scroll', onScroll);
    };
  }, [list, count]);
  return range;
}

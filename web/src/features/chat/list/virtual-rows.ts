import { defaultRangeExtractor, type Range, type ReactVirtualizer, useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import type { Row } from './rows.ts';
import { estimatedHeight } from './sizes.ts';

export type RowVirtualizer = ReactVirtualizer<HTMLDivElement, HTMLLIElement>;

/** px from the end that still count as being there. */
export const END_REACH = 64;
/** Above the first row of all there is room for the words that it is the first. */
const BEGINNING_ROOM = 56;
const BOTTOM_ROOM = 12;

type Options = {
  readonly rows: readonly Row[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  /** Stays in the document, wherever the view is. */
  readonly activeIndex: number | null;
};

/**
 * Measures the rows and says which of them are to be in the document. What is put above the view moves nothing in it; what
 * comes below it is followed by whoever is at the end. The row at `activeIndex` stays, as the keyboard is in it.
 */
export function useVirtualRows({ rows, hasOlder, hasNewer, activeIndex }: Options) {
  const scroller = useRef<HTMLDivElement>(null);
  const getItemKey = useCallback((index: number) => rows[index]?.key ?? index, [rows]);
  const rangeExtractor = useCallback(
    (range: Range) => {
      const shown = defaultRangeExtractor(range);
      if (activeIndex === null || activeIndex >= range.count || shown.includes(activeIndex)) return shown;
      return [...shown, activeIndex].sort((a, b) => a - b);
    },
    [activeIndex],
  );
  // A page that was loaded below is no news: it is not run after.
  const hadNewer = useRef(hasNewer);
  const followOnAppend = !hasNewer && !hadNewer.current;
  useEffect(() => {
    hadNewer.current = hasNewer;
  });
  const present = useRef<RowVirtualizer>(null);
  if (present.current?.options.getItemKey !== getItemKey) catchUp(present.current, scroller.current);
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLLIElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey,
    estimateSize: (index) => estimatedHeight(rows[index], scroller.current?.clientWidth ?? 600),
    overscan: 6,
    paddingStart: hasOlder ? 0 : BEGINNING_ROOM,
    paddingEnd: BOTTOM_ROOM,
    scrollPaddingEnd: BOTTOM_ROOM,
    rangeExtractor,
    anchorTo: 'end',
    followOnAppend,
    scrollEndThreshold: END_REACH,
    directDomUpdates: true,
    directDomUpdatesMode: 'position',
  });
  useLayoutEffect(() => {
    present.current = virtualizer;
  }, [virtualizer]);
  // What begins above the view and grows, or turns out higher than it was thought to be, pushes upwards, never what is read.
  virtualizer.shouldAdjustScrollPositionOnItemSizeChange = (item, _delta, { scrollOffset }) =>
    item.start < (scrollOffset ?? 0);
  return { scroller, virtualizer };
}

/**
 * Tells how far the reader has scrolled since it was last heard of. Otherwise the place that is kept when rows come above is
 * that of a frame ago, and what was scrolled meanwhile is lost. (Where fingers scroll, corrections wait until they are lifted.)
 */
function catchUp(virtualizer: RowVirtualizer | null, box: HTMLElement | null): void {
  if (!virtualizer || !box || matchMedia('(pointer: coarse)').matches) return;
  virtualizer.scrollOffset = box.scrollTop;
}

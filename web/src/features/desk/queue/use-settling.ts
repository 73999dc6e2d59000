import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import { useHand } from './hand.ts';
import type { Queue } from './use-queue.ts';

/** So near to its beginning a list shows what comes there. */
const atTop = 8;

type Anchor = { readonly row: HTMLElement; readonly top: number };

/**
 * Lets the list move when something came or changed, but never under somebody's hand (`isHeld`: nor while tickets are picked
 * in it), and so that what is in view stays there. Whoever has scrolled down is not given new rows above.
 */
export function useSettling(place: RefObject<HTMLElement | null>, queue: Queue, isHeld: boolean): void {
  const latest = useRef<() => void>(() => {});
  const anchor = useRef<Anchor | null>(null);
  const onLeave = useCallback(() => latest.current(), []);
  const isUnderHand = useHand(place, onLeave);
  const { added, isMoving } = queue.stir;
  useEffect(() => {
    latest.current = () => {
      const list = place.current;
      const isScrolled = list !== null && list.scrollTop > atTop;
      if ((added === 0 && !isMoving) || isHeld || isUnderHand() || (added > 0 && isScrolled)) return;
      anchor.current = isScrolled ? anchorIn(list) : null;
      queue.settle();
    };
    latest.current();
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the rows that move
  useLayoutEffect(() => {
    const list = place.current;
    if (list && anchor.current?.row.isConnected)
      list.scrollTop += anchor.current.row.getBoundingClientRect().top - anchor.current.top;
    anchor.current = null;
  }, [place, queue.items]);
}

/** The row to hold on to: the open one where it is in view, else the first that is. */
function anchorIn(list: HTMLElement): Anchor | null {
  const { top, bottom } = list.getBoundingClientRect();
  const isInView = (row: HTMLElement) => {
    const box = row.getBoundingClientRect();
    return box.bottom > top && box.top < bottom;
  };
  const rows = [...list.querySelectorAll<HTMLElement>('li')].filter(isInView);
  const row = rows.find((one) => one.querySelector('[aria-current]')) ?? rows[0];
  return row ? { row, top: row.getBoundingClientRect().top } : null;
}

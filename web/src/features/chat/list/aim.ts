import { useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import type { Row } from './rows.ts';
import type { RowVirtualizer } from './virtual-rows.ts';

type Align = 'start' | 'center';
type Aim = { readonly key: string; readonly align: Align; readonly index: number; readonly until: number };

/** ms in which the heights around a row that was gone to become known. */
const SETTLE_MS = 2_000;
/** What readers move a list by. */
export const MOVES = ['wheel', 'touchstart', 'touchmove', 'pointerdown', 'keydown'] as const;

/**
 * Goes to rows, and stays with them while the heights around them become known: older rows that come above meanwhile give the
 * row another place, and the list would go to what stands in its old one. Whoever scrolls, or goes elsewhere, ends it.
 */
export function useAim(rows: readonly Row[], virtualizer: RowVirtualizer) {
  const aim = useRef<Aim | null>(null);
  const end = useCallback(() => {
    aim.current = null;
  }, []);
  const goTo = useCallback(
    (index: number, align: Align) => {
      const key = rows[index]?.key;
      aim.current = key === undefined ? null : { key, align, index, until: performance.now() + SETTLE_MS };
      virtualizer.scrollToIndex(index, { align });
    },
    [rows, virtualizer],
  );
  useLayoutEffect(() => {
    const { current } = aim;
    if (current === null || rows[current.index]?.key === current.key) return;
    const index = rows.findIndex(({ key }) => key === current.key);
    if (index < 0 || performance.now() > current.until) aim.current = null;
    else {
      aim.current = { ...current, index };
      virtualizer.scrollToIndex(index, { align: current.align });
    }
  }, [rows, virtualizer]);
  useEffect(() => {
    const box = virtualizer.scrollElement;
    if (!box) return;
    const ending = new AbortController();
    for (const move of MOVES) box.addEventListener(move, end, { signal: ending.signal, passive: true });
    return () => ending.abort();
  }, [virtualizer, end]);
  /** Whether a row is being gone to. */
  const isOn = useCallback(() => aim.current !== null && performance.now() <= aim.current.until, []);
  return { goTo, end, isOn };
}

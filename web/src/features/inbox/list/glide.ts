import type { Conversation } from '@parley/client';
import { type RefObject, useLayoutEffect, useRef } from 'react';
import { rowHeight } from './use-visible-range.ts';

const DURATION_MS = 220;
/** Rows that come from further away than this start here: what moves through the whole list is a blur. */
const FURTHEST = 9;

/**
 * Lets rows that changed places move there. `list` holds an element with `data-id` for each row that is drawn. Nothing moves when
 * `reason` changes with them: another list is shown then.
 */
export function useGlide(list: RefObject<HTMLElement | null>, rows: readonly Conversation[], reason: string): void {
  const before = useRef<{ readonly reason: string; readonly places: ReadonlyMap<string, number> } | null>(null);
  useLayoutEffect(() => {
    const known = before.current;
    before.current = { reason, places: new Map(rows.map(({ id }, place) => [id, place])) };
    if (known?.reason !== reason || !list.current) return;
    if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    for (const element of list.current.children) {
      if (!(element instanceof HTMLElement)) continue;
      const { id = '' } = element.dataset;
      const was = known.places.get(id);
      const is = before.current.places.get(id);
      if (was === undefined || is === undefined || was === is) continue;
      const rowsAway = Math.max(-FURTHEST, Math.min(FURTHEST, was - is));
      element.animate([{ translate: `0 ${rowsAway * rowHeight()}px` }, { translate: '0 0' }], {
        duration: DURATION_MS,
        easing: 'cubic-bezier(0.2, 0, 0, 1)',
      });
    }
  }, [list, rows, reason]);
}

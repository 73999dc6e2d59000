import { type RefObject, useCallback, useEffect, useRef } from 'react';
import { useHand } from './hand.ts';
import type { Queue } from './use-queue.ts';

/** Lets the list move when something came or changed, but never under somebody's hand. */
export function useSettling(place: RefObject<HTMLElement | null>, queue: Queue, isHeld: boolean): void {
  const latest = useRef<() => void>(() => {});
  const onLeave = useCallback(() => latest.current(), []);
  const isUnderHand = useHand(place, onLeave);
  const { added, isMoving } = queue.stir;
  useEffect(() => {
    latest.current = () => {
      if ((added > 0 || isMoving) && !isHeld && !isUnderHand()) queue.settle();
    };
    latest.current();
  });
}

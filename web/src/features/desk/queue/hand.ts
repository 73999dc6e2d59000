import { type RefObject, useCallback, useEffect, useRef } from 'react';

const touchMs = 3_000;

/**
 * Whether somebody has their hand on a list: points at it, touched it just now, or moves in it by keyboard. Then nothing in it
 * may move by itself. `onLeave` hears when the hand may have gone.
 */
export function useHand(place: RefObject<HTMLElement | null>, onLeave: () => void): () => boolean {
  const state = useRef({ isPointing: false, touchedAt: Number.NEGATIVE_INFINITY });
  useEffect(() => {
    const list = place.current;
    if (!list) return;
    const ending = new AbortController();
    const { signal } = ending;
    const point = (event: PointerEvent) => {
      if (event.pointerType !== 'touch') state.current.isPointing = true;
    };
    const touch = () => {
      state.current.touchedAt = performance.now();
      setTimeout(onLeave, touchMs + 50);
    };
    const leave = () => {
      state.current.isPointing = false;
      onLeave();
    };
    list.addEventListener('pointerenter', point, { signal });
    list.addEventListener('pointermove', point, { signal, passive: true });
    list.addEventListener('pointerleave', leave, { signal });
    list.addEventListener('touchstart', touch, { signal, passive: true });
    list.addEventListener('focusout', () => setTimeout(onLeave), { signal });
    list.addEventListener('scroll', onLeave, { signal, passive: true });
    return () => ending.abort();
  }, [place, onLeave]);
  return useCallback(() => {
    const { isPointing, touchedAt } = state.current;
    const hasKeyboard = place.current?.querySelector(':focus-visible') ?? null;
    return isPointing || hasKeyboard !== null || performance.now() - touchedAt < touchMs;
  }, [place]);
}

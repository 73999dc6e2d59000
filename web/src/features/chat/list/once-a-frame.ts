import { useEffect, useLayoutEffect, useRef, useState } from 'react';

const FRAME_MS = 16;

/**
 * The latest of a value that may change faster than it can be drawn: at once where nothing was drawn within the last frame, else
 * with the next. Not a deferred value of React: those are drawn in pieces, and the list moves the view between them.
 */
export function useOnceAFrame<T>(value: T): T {
  const [shown, setShown] = useState(value);
  const latest = useRef(value);
  const drawnAt = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useLayoutEffect(() => {
    latest.current = value;
    if (value === shown) return;
    const draw = () => {
      timer.current = undefined;
      drawnAt.current = performance.now();
      setShown(latest.current);
    };
    const waits = FRAME_MS - (performance.now() - drawnAt.current);
    if (waits > 0) timer.current ??= setTimeout(draw, waits);
    else {
      clearTimeout(timer.current);
      draw();
    }
  }, [value, shown]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return shown;
}

import { type RefObject, useEffect, useState } from 'react';
import { classNames } from '../../../ui/class-names.ts';
import { DayName } from './lines.tsx';

type FloatingDayProps = { readonly at: number | null; readonly scroller: RefObject<HTMLElement | null> };

/** ms that it stays after the last movement. */
const STAY_MS = 1_200;

/** The day of what is in view, above it while it is being scrolled; the lines between the days say it to everybody. */
export function FloatingDay({ at, scroller }: FloatingDayProps) {
  const isMoving = useMoving(scroller);
  if (at === null) return null;
  return (
    <div
      aria-hidden="true"
      className={classNames(
        'pointer-events-none absolute inset-x-0 top-2 z-20 flex justify-center transition-opacity duration-200',
        isMoving ? 'opacity-100' : 'opacity-0',
      )}
    >
      <span className="rounded-full border border-line bg-surface px-2.5 py-0.5 text-xs font-medium text-muted shadow-float">
        <DayName at={at} />
      </span>
    </div>
  );
}

/** Whether the reader is moving through the list; that it moves by itself is nothing. */
function useMoving(scroller: RefObject<HTMLElement | null>): boolean {
  const [isMoving, setMoving] = useState(false);
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const move = () => {
      setMoving(true);
      clearTimeout(timer);
      timer = setTimeout(() => setMoving(false), STAY_MS);
    };
    for (const name of ['wheel', 'touchmove'] as const) box.addEventListener(name, move, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const name of ['wheel', 'touchmove'] as const) box.removeEventListener(name, move);
    };
  }, [scroller]);
  return isMoving;
}

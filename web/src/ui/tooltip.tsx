import { Suspense, useEffect, useState } from 'react';
import { lazyExtra } from '../common/patient.ts';

const Tooltips = lazyExtra(() => import('./tooltips.tsx'));

/**
 * The one tooltip of the page: shows `data-tooltip` (and `data-tooltip-keys`) of whatever is pointed at or focused by
 * keyboard. One for all costs rows of a long list nothing. It repeats accessible names, so readers of the screen skip it.
 * Escape hides it. It comes when something that has one is first reached.
 */
export function TooltipLayer() {
  const [first, setFirst] = useState<Element | null>(null);
  useEffect(() => {
    if (first) return;
    const reach = (event: Event) => {
      const { target } = event;
      if (event instanceof PointerEvent && event.pointerType === 'touch') return;
      if (target instanceof Element && target.closest('[data-tooltip]')) setFirst(target);
    };
    const ending = new AbortController();
    const { signal } = ending;
    document.addEventListener('pointerover', reach, { signal });
    document.addEventListener('focusin', reach, { signal });
    return () => ending.abort();
  }, [first]);
  return (
    first && (
      <Suspense>
        <Tooltips first={first} />
      </Suspense>
    )
  );
}

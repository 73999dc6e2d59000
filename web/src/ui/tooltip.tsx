import { Suspense, useEffect, useState } from 'react';
import { lazyPart } from '../common/patient.ts';
import type { Shown } from './tooltip-bubble.tsx';

/** Fetched when something that has a tooltip is first pointed at; it stands before the time to show it has come. */
const load = () => import('./tooltip-bubble.tsx');
const TooltipBubble = lazyPart(load);

const delayMs = 500;

/**
 * The one tooltip of the page: shows `data-tooltip` (and `data-tooltip-keys`) of whatever is pointed at or focused by
 * keyboard. One for all costs rows of a long list nothing. It repeats accessible names, so readers of the screen skip it.
 * Escape hides it.
 */
export function TooltipLayer() {
  const shown = useTarget();
  return (
    shown && (
      <Suspense>
        <TooltipBubble key={`${shown.text} ${shown.box.x} ${shown.box.y}`} {...shown} />
      </Suspense>
    )
  );
}

function useTarget(): Shown | null {
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let lastHidden = Number.NEGATIVE_INFINITY;
    const ending = new AbortController();
    const { signal } = ending;
    const hide = () => {
      clearTimeout(timer);
      setShown((before) => {
        if (before) lastHidden = performance.now();
        return null;
      });
    };
    const show = (target: EventTarget | null, wait: number) => {
      hide();
      const element = target instanceof Element ? target.closest<HTMLElement>('[data-tooltip]') : null;
      if (!element || element.getAttribute('aria-expanded') === 'true') return;
      load().catch(() => {}); // tried again when it is shown
      timer = setTimeout(() => {
        const { tooltip = '', tooltipKeys = null } = element.dataset;
        if (element.isConnected) setShown({ text: tooltip, keys: tooltipKeys, box: element.getBoundingClientRect() });
      }, wait);
    };
    const onPointer = (event: PointerEvent) => {
      if (event.pointerType === 'touch') return;
      show(event.target, performance.now() - lastHidden < 300 ? 0 : delayMs);
    };
    const onFocus = (event: FocusEvent) => {
      const { target } = event;
      if (target instanceof Element && target.matches(':focus-visible')) show(target, delayMs);
    };
    document.addEventListener('pointerover', onPointer, { signal });
    document.addEventListener('pointerdown', hide, { signal, capture: true });
    document.addEventListener('focusin', onFocus, { signal });
    document.addEventListener('focusout', hide, { signal });
    document.addEventListener('keydown', hide, { signal, capture: true });
    document.addEventListener('scroll', hide, { signal, capture: true });
    document.documentElement.addEventListener('pointerleave', hide, { signal });
    return () => {
      ending.abort();
      clearTimeout(timer);
    };
  }, []);
  return shown;
}

import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Kbd } from './kbd.tsx';

type Shown = { readonly text: string; readonly keys: string | null; readonly box: DOMRect };

const delayMs = 500;
const gap = 6;

/** See tooltip.tsx; `first` is what was pointed at or focused before this was there. */
export default function Tooltips({ first }: { readonly first: Element }) {
  const shown = useTarget(first);
  return shown && <Bubble key={`${shown.text} ${shown.box.x} ${shown.box.y}`} {...shown} />;
}

function Bubble({ text, keys, box }: Shown) {
  const bubble = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<{ readonly left: number; readonly top: number } | null>(null);
  useEffect(() => {
    const size = bubble.current?.getBoundingClientRect();
    if (!size) return;
    const isBelow = box.bottom + gap + size.height < window.innerHeight;
    const middle = box.left + box.width / 2 - size.width / 2;
    setPlace({
      left: Math.max(gap, Math.min(middle, window.innerWidth - size.width - gap)),
      top: isBelow ? box.bottom + gap : box.top - gap - size.height,
    });
  }, [box]);
  const content: ReactNode = keys ? <Kbd>{keys}</Kbd> : null;
  return (
    <div
      ref={bubble}
      aria-hidden="true"
      className="pointer-events-none fixed z-60 flex max-w-64 items-center gap-2 rounded-md bg-ink px-2 py-1 text-xs font-medium text-surface motion-safe:animate-appear"
      style={place ?? { left: 0, top: 0, visibility: 'hidden' }}
    >
      {text}
      {content}
    </div>
  );
}

function useTarget(first: Element): Shown | null {
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
    if (first.matches(':hover, :focus-visible')) show(first, delayMs);
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
  }, [first]);
  return shown;
}

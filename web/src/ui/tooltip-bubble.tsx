import { useEffect, useRef, useState } from 'react';
import { Kbd } from './kbd.tsx';

/** What a tooltip says, and the place on the page that it is about. */
export type Shown = { readonly text: string; readonly keys: string | null; readonly box: DOMRect };

/** px */
const gap = 6;

/** A tooltip beside its place: below, or above where there is no room. */
export default function TooltipBubble({ text, keys, box }: Shown) {
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
  return (
    <div
      ref={bubble}
      aria-hidden="true"
      className="pointer-events-none fixed z-60 flex max-w-64 items-center gap-2 rounded-md bg-ink px-2 py-1 text-xs font-medium text-surface motion-safe:animate-appear"
      style={place ?? { left: 0, top: 0, visibility: 'hidden' }}
    >
      {text}
      {keys && <Kbd>{keys}</Kbd>}
    </div>
  );
}

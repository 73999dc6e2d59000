import { useLayoutEffect } from 'react';

/** While something that was asked for is on its way: what is typed for it already presses nothing in the place where it was asked for. */
export function Hush() {
  useLayoutEffect(() => {
    const place = document.activeElement;
    if (place?.matches('input, textarea')) return;
    const hear = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey } = event;
      // Who went on to another place does not wait.
      if (ctrlKey || metaKey || altKey || document.activeElement !== place) return;
      if (key.length > 1 && key !== 'Enter') return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('keydown', hear, true);
    return () => window.removeEventListener('keydown', hear, true);
  }, []);
  return null;
}

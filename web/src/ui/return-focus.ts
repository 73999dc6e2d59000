import { useRef } from 'react';

/**
 * Where the keyboard was before a window opened, and back there when it closes: for windows that no button of their own opens. In
 * one where something is looked for the keyboard is in that field at once, so that the first letter counts.
 */
export function useReturnFocus(): {
  readonly onOpenAutoFocus: (event: Event) => void;
  readonly onCloseAutoFocus: (event: Event) => void;
} {
  const before = useRef<Element | null>(null);
  return {
    onOpenAutoFocus(event) {
      before.current = document.activeElement;
      const { target } = event;
      const field = target instanceof Element ? target.querySelector<HTMLElement>('input[type=search]') : null;
      if (!field) return;
      event.preventDefault();
      field.focus({ preventScroll: true });
    },
    onCloseAutoFocus(event) {
      event.preventDefault();
      if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
    },
  };
}

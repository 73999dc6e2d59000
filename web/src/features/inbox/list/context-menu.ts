import { type MouseEvent, type RefObject, useCallback, useRef } from 'react';

/**
 * Opens the menu of a row where a menu is asked for: the other button of a mouse, a long press, or Shift+F10. A menu that was
 * opened so gives the keyboard back to the row's link and not to its own button.
 */
export function useContextMenu(row: RefObject<HTMLElement | null>): {
  readonly onContextMenu: (event: MouseEvent) => void;
  readonly onOpenChange: (isOpen: boolean) => void;
} {
  const isByContext = useRef(false);
  const onContextMenu = useCallback(
    (event: MouseEvent) => {
      event.preventDefault();
      isByContext.current = true;
      row.current?.querySelector('button')?.click();
    },
    [row],
  );
  const onOpenChange = useCallback(
    (isOpen: boolean) => {
      if (isOpen || !isByContext.current) return;
      isByContext.current = false;
      requestAnimationFrame(() => {
        // What was chosen may have taken the keyboard elsewhere.
        const { activeElement } = document;
        if (activeElement === document.body || activeElement === row.current?.querySelector('button'))
          row.current?.querySelector('a')?.focus({ preventScroll: true });
      });
    },
    [row],
  );
  return { onContextMenu, onOpenChange };
}

import { type FocusEvent, type MouseEvent, type RefObject, useCallback, useRef } from 'react';

/**
 * Opens the menu of a row where a menu is asked for: the other button of a mouse, a long press, or Shift+F10. A menu that was
 * opened so gives the keyboard back to the row's link and not to its own button.
 */
export function useContextMenu(row: RefObject<HTMLElement | null>): {
  readonly onContextMenu: (event: MouseEvent) => void;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly onFocus: (event: FocusEvent) => void;
} {
  const state = useRef<'other' | 'opened' | 'closed'>('other');
  const onContextMenu = useCallback(
    (event: MouseEvent) => {
      event.preventDefault();
      state.current = 'opened';
      row.current?.querySelector('button')?.click();
    },
    [row],
  );
  const onOpenChange = useCallback((isOpen: boolean) => {
    if (!isOpen && state.current === 'opened') state.current = 'closed';
  }, []);
  const onFocus = useCallback(
    ({ target }: FocusEvent) => {
      const isReturned = state.current === 'closed' && target === row.current?.querySelector('button');
      if (state.current === 'closed') state.current = 'other';
      if (isReturned) row.current?.querySelector('a')?.focus({ preventScroll: true });
    },
    [row],
  );
  return { onContextMenu, onOpenChange, onFocus };
}

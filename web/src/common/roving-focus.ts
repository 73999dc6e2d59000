import { type KeyboardEvent, useCallback, useState } from 'react';

export type RovingFocus = {
  /** Of the place around the rows. */
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  /** Of each row: one alone is reached by Tab, the others by arrow keys. */
  readonly rowProps: (id: string) => {
    readonly 'data-roving': '';
    readonly tabIndex: 0 | -1;
    readonly onFocus: () => void;
  };
};

/** Makes rows one stop of the keyboard: arrows, Home and End move between them. `preferred` is where it begins, such as the open one. */
export function useRovingFocus(ids: readonly string[], preferred: string | null): RovingFocus {
  const [last, setLast] = useState<string | null>(null);
  const stop = [last, preferred].find((id) => id !== null && ids.includes(id)) ?? ids[0] ?? null;
  const onKeyDown = useCallback((event: KeyboardEvent<HTMLElement>) => {
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-roving]')];
    const at = event.target instanceof HTMLElement ? rows.indexOf(event.target) : -1;
    const next = at < 0 ? undefined : rows[target(event.key, at, rows.length)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }, []);
  const rowProps = (id: string) =>
    ({ 'data-roving': '', tabIndex: id === stop ? 0 : -1, onFocus: () => setLast(id) }) as const;
  return { onKeyDown, rowProps };
}

function target(key: string, at: number, count: number): number {
  switch (key) {
    case 'ArrowDown':
      return Math.min(at + 1, count - 1);
    case 'ArrowUp':
      return Math.max(at - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return -1;
  }
}

import { useEffect, useState } from 'react';
import type { ComposerExtension, SlashItem } from './extension.ts';

export type Slash = {
  readonly items: readonly SlashItem[];
  readonly active: number;
  readonly isOpen: boolean;
  readonly isLoading: boolean;
  move(step: 1 | -1): void;
  setActive(index: number): void;
  close(): void;
};

const PAUSE_MS = 120;
const NOTHING: readonly SlashItem[] = [];

/** The ready answers that are offered while a text is nothing but `/` and a few words. */
export function useSlash(text: string, find: ComposerExtension['onSlash']): Slash {
  const query = find && /^\/[^\n]{0,60}$/.test(text) ? text.slice(1) : null;
  const [found, setFound] = useState<{ readonly query: string; readonly items: readonly SlashItem[] } | null>(null);
  const [active, setActive] = useState(0);
  const [closedAt, setClosedAt] = useState<string | null>(null);

  useEffect(() => {
    if (query === null || !find) return;
    let isOver = false;
    const timer = setTimeout(() => {
      find(query).then(
        (items) => {
          if (isOver) return;
          setFound({ query, items });
          setActive(0);
        },
        () => !isOver && setFound({ query, items: NOTHING }),
      );
    }, PAUSE_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [query, find]);
  useEffect(() => {
    if (query === null) setClosedAt(null);
  }, [query]);

  const isOpen = query !== null && closedAt === null;
  const items = isOpen ? (found?.items ?? NOTHING) : NOTHING;
  return {
    items,
    active: Math.min(active, Math.max(0, items.length - 1)),
    isOpen,
    isLoading: isOpen && found?.query !== query,
    move: (step) => items.length > 0 && setActive((before) => (before + step + items.length) % items.length),
    setActive,
    close: () => setClosedAt(query),
  };
}

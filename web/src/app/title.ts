import { useEffect, useSyncExternalStore } from 'react';
import { useT } from '../i18n/use-t.ts';
import { useUnreadTotal } from '../session/unread.ts';

/** What the page in view calls itself. */
let current = '';
const listeners = new Set<() => void>();

/** Gives the page its name while the component is there: in the tab, and where readers of the screen arrive. */
export function useTitle(title: string): void {
  useEffect(() => {
    current = title;
    for (const listener of listeners) listener();
  }, [title]);
}

/** The name of the page in view. */
export function useCurrentTitle(): string {
  return useSyncExternalStore(subscribe, () => current);
}

/** Keeps the tab's title: how much is unread, the page, the product. Once, for all pages. */
export function useDocumentTitle(): void {
  const t = useT('app');
  const title = useCurrentTitle();
  const unread = useUnreadTotal();
  useEffect(() => {
    const name = title === '' ? t('name') : `${title} · ${t('name')}`;
    showSoon(unread > 0 ? `(${unread}) ${name}` : name);
  }, [title, unread, t]);
}

/** What the tab is to say; undefined when it says it. */
let wanted: string | undefined;
const SOON_MS = 50;

/** Each change of the tab's title takes the browser a while, and what comes in changes it many times at once. */
function showSoon(text: string): void {
  if (wanted === undefined)
    setTimeout(() => {
      if (wanted !== undefined) document.title = wanted;
      wanted = undefined;
    }, SOON_MS);
  wanted = text;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

import { useEffect, useState } from 'react';
import { draftKey } from '../../chat/composer/draft-key.ts';

const MOST = 160;
/** The composer keeps its text when it goes, which is about when another row becomes the open one. */
const SETTLE_MS = 60;

/** What `me` began to write there and did not send; null where that is nothing, and while it is being written. */
export function useDraft(me: string, conversationId: string, isOpen: boolean): string | null {
  const [draft, setDraft] = useState<string | null>(null);
  useEffect(() => {
    if (isOpen) return setDraft(null);
    const key = draftKey(me, conversationId);
    const look = () => setDraft(read(key));
    const onStorage = (event: StorageEvent) => {
      if (event.key === key) look();
    };
    const timer = setTimeout(look, SETTLE_MS);
    window.addEventListener('storage', onStorage);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('storage', onStorage);
    };
  }, [me, conversationId, isOpen]);
  return draft;
}

function read(key: string): string | null {
  try {
    const text = localStorage.getItem(key)?.slice(0, MOST).replaceAll(/\s+/gu, ' ').trim();
    return text ? text : null;
  } catch {
    return null; // storage is forbidden: nothing was kept
  }
}

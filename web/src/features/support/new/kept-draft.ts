import { useCallback, useEffect, useRef, useState } from 'react';
import { type Draft, emptyDraft, isEmpty, parseDraft } from './draft.ts';

const pauseMs = 400;
/** Tells every form of a person that their draft was sent, also those that were opened while it was on its way. */
const sent = new EventTarget();

export type KeptDraft = {
  readonly draft: Draft;
  readonly change: (change: Partial<Draft> | ((draft: Draft) => Partial<Draft>)) => void;
  /** It was sent, or is not wanted any more. */
  readonly discard: () => void;
};

/** The draft of a ticket, kept in this browser for its person; `subject` begins one where there is none. */
export function useKeptDraft(userId: string, subject: string): KeptDraft {
  const name = `parley.request.${userId}`;
  const [draft, setDraft] = useState<Draft>(() => {
    const kept = parseDraft(read(name), Date.now());
    return isEmpty(kept) && subject !== '' ? { ...kept, subject } : kept;
  });
  const latest = useRef(draft);
  const change = useCallback<KeptDraft['change']>((wanted) => {
    setDraft((known) => ({ ...known, ...(typeof wanted === 'function' ? wanted(known) : wanted) }));
  }, []);
  const discard = useCallback(() => {
    write(name, emptyDraft);
    sent.dispatchEvent(new Event(name));
  }, [name]);
  useEffect(() => {
    const empty = () => {
      latest.current = emptyDraft;
      setDraft(emptyDraft);
    };
    sent.addEventListener(name, empty);
    return () => sent.removeEventListener(name, empty);
  }, [name]);
  useEffect(() => {
    latest.current = draft;
    const timer = setTimeout(() => write(name, draft), pauseMs);
    return () => clearTimeout(timer);
  }, [name, draft]);
  useEffect(() => {
    const save = () => write(name, latest.current);
    window.addEventListener('pagehide', save);
    return () => {
      window.removeEventListener('pagehide', save);
      save();
    };
  }, [name]);
  return { draft, change, discard };
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function write(name: string, draft: Draft): void {
  try {
    if (isEmpty(draft)) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(draft));
  } catch {
    // Storage is forbidden or full: the draft lives as long as the form.
  }
}

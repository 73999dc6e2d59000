import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

const PAUSE_MS = 400;

/** What puts words into the drafts that are being written now, by name. */
const open = new Map<string, (words: string) => void>();

/** Puts words into a draft behind what is there. Answers whether somebody is writing it now. */
export function addToDraft(name: string, words: string): boolean {
  const add = open.get(name) ?? ((more) => write(name, joined(read(name), more)));
  add(words);
  return open.has(name);
}

/** What somebody began to write and did not send: kept in the browser under `name`. */
export function useDraft(name: string): readonly [string, (text: string) => void] {
  const [text, setText] = useState(() => read(name));
  const unsaved = useRef<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const save = useCallback(() => {
    clearTimeout(timer.current);
    if (unsaved.current !== null) write(name, unsaved.current);
    unsaved.current = null;
  }, [name]);
  const change = useCallback(
    (next: string) => {
      setText(next);
      unsaved.current = next;
      clearTimeout(timer.current);
      // What was sent is no draft for a moment longer.
      if (next === '') save();
      else timer.current = setTimeout(save, PAUSE_MS);
    },
    [save],
  );
  useEffect(() => {
    window.addEventListener('pagehide', save);
    return () => {
      window.removeEventListener('pagehide', save);
      save();
    };
  }, [save]);
  useLayoutEffect(() => {
    open.set(name, (words) => change(joined(text, words)));
    return () => void open.delete(name);
  }, [name, text, change]);
  return [text, change];
}

function joined(before: string, words: string): string {
  return before.trim() === '' ? words : `${before.trimEnd()}\n\n${words}`;
}

function read(name: string): string {
  try {
    return localStorage.getItem(name) ?? '';
  } catch {
    return '';
  }
}

function write(name: string, text: string): void {
  try {
    if (text.trim() === '') localStorage.removeItem(name);
    else localStorage.setItem(name, text);
  } catch {
    // Storage is forbidden or full: the draft lives as long as the page.
  }
}

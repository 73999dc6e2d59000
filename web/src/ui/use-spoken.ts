import { useEffect, useState } from 'react';

/** ms that words for readers of the screen stand, so that the same ones can be said again. */
const SAID_MS = 4_000;

/** Words to stand in a live region for a moment, and the way to have some said. */
export function useSpoken(): readonly [words: string, speak: (words: string) => void] {
  const [words, setWords] = useState('');
  useEffect(() => {
    if (words === '') return;
    const timer = setTimeout(() => setWords(''), SAID_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return [words, setWords];
}

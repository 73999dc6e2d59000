import { useCallback, useEffect, useRef, useState } from 'react';

type Choice<T> = { readonly value: T };

/**
 * What is shown of something that is chosen and stored at once: the last choice while it is being stored, otherwise what is
 * `known`. One choice is stored after the other, and of those that wait only the last. `store` says itself what was refused.
 */
export function useChosen<T>(known: T, store: (value: T) => Promise<unknown>): readonly [T, (value: T) => void] {
  const [chosen, setChosen] = useState<Choice<T> | null>(null);
  const waiting = useRef<Choice<T> | null>(null);
  const isStoring = useRef(false);
  const latest = useRef(store);
  useEffect(() => {
    latest.current = store;
  });
  const choose = useCallback((value: T) => {
    const choice = { value };
    waiting.current = choice;
    setChosen(choice);
    if (!isStoring.current) void run();

    async function run(): Promise<void> {
      isStoring.current = true;
      while (waiting.current !== null) {
        const next = waiting.current;
        waiting.current = null;
        try {
          await latest.current(next.value);
        } catch (error) {
          reportError(error); // it must not hold up the choices after it
        }
        setChosen((now) => (now === next ? null : now));
      }
      isStoring.current = false;
    }
  }, []);
  return [chosen === null ? known : chosen.value, choose];
}

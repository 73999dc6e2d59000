import { useCallback, useEffect, useRef } from 'react';

/** Asks whether a component is still shown: an answer that it waited for may come after it is gone. */
export function useIsThere(): () => boolean {
  const isThere = useRef(false);
  useEffect(() => {
    isThere.current = true;
    return () => {
      isThere.current = false;
    };
  }, []);
  return useCallback(() => isThere.current, []);
}

import { useEffect, useEffectEvent } from 'react';

/**
 * Calls `close` when the window gets another width: what stands at a place of the page has none any more. Height alone changes as the
 * keyboard of a phone comes and goes.
 */
export function useTurned(close: () => void): void {
  const turned = useEffectEvent(close);
  useEffect(() => {
    const { innerWidth } = window;
    const check = () => {
      if (window.innerWidth !== innerWidth) turned();
    };
    addEventListener('resize', check);
    return () => removeEventListener('resize', check);
  }, []);
}

import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

/** How long to wait before a part that could not be fetched is asked for again, where the browser does not say that it is back online. */
const AGAIN_MS = 2_000;
/** While there is a network: after so many tries the part is taken for gone. */
const TRIES = 3;

/** A module that is fetched when it is needed. While the network is away it is waited for: nothing on the page breaks meanwhile. */
export async function patient<T>(load: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += navigator.onLine ? 1 : 0) {
    try {
      return await load();
    } catch (error) {
      if (tried >= TRIES) throw error;
      await networkOrPause();
    }
  }
}

/** A component that is fetched when it is first shown, as patiently. */
export function lazyPart<P extends object>(
  load: () => Promise<{ readonly default: ComponentType<P> }>,
): LazyExoticComponent<ComponentType<P>> {
  return lazy(() => patient(load));
}

/** One that the page can do without: where it cannot be had nothing is shown in its place. */
export function lazyExtra<P extends object>(
  load: () => Promise<{ readonly default: ComponentType<P> }>,
): LazyExoticComponent<ComponentType<P>> {
  return lazy(() => patient(load).catch(() => ({ default: () => null })));
}

function networkOrPause(): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, AGAIN_MS);
    window.addEventListener('online', done);
  });
}

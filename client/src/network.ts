export type NetworkHandlers = {
  /** The network may be back, or the page is looked at again. */
  readonly onBack: () => void;
  readonly onGone: () => void;
};

/** Tells what the browser says of its network; the answer ends that. Elsewhere there is nothing to tell. */
export function watchNetwork({ onBack, onGone }: NetworkHandlers): () => void {
  const { window, document } = globalThis;
  if (window === undefined || document === undefined) return () => {};
  const seen = () => {
    if (document.visibilityState === 'visible') onBack();
  };
  window.addEventListener('online', onBack);
  window.addEventListener('offline', onGone);
  document.addEventListener('visibilitychange', seen);
  return () => {
    window.removeEventListener('online', onBack);
    window.removeEventListener('offline', onGone);
    document.removeEventListener('visibilitychange', seen);
  };
}

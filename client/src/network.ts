/** Calls `back` when the browser says that the network is back or the page is looked at again; the answer ends that. */
export function watchNetwork(back: () => void): () => void {
  const { window, document } = globalThis;
  if (window === undefined || document === undefined) return () => {};
  const seen = () => {
    if (document.visibilityState === 'visible') back();
  };
  window.addEventListener('online', back);
  document.addEventListener('visibilitychange', seen);
  return () => {
    window.removeEventListener('online', back);
    document.removeEventListener('visibilitychange', seen);
  };
}

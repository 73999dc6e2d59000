/**
 * Loads the page anew when the server has got a newer one, whose files have other names: a part that is asked for then is gone. A part
 * that is missing because the network is away is no reason: the page would be lost with all that is on it.
 */
export function renewWhenOutdated(): void {
  window.addEventListener('vite:preloadError', () => void renew());
}

async function renew(): Promise<void> {
  const own = document.querySelector<HTMLScriptElement>('script[type="module"]')?.src;
  if (!navigator.onLine || own === undefined) return;
  const page = await fetch('/', { cache: 'no-store' }).then(
    (answer) => (answer.ok ? answer.text() : null),
    () => null,
  );
  if (page !== null && !page.includes(new URL(own).pathname)) location.reload();
}

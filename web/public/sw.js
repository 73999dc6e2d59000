// Shows what the server pushes while no page of ours is in view, and leads to it.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('push', (event) => event.waitUntil(show(event.data)));
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(lead(event.notification.data));
});

/** A browser that lets nothing be shown for a push may end the subscription: something is always shown. */
async function show(data) {
  const { title, body, tag, data: about } = read(data);
  await self.registration.showNotification(title ?? 'Parley', {
    body: body ?? '',
    icon: '/favicon.svg',
    ...(tag !== undefined && { tag }),
    data: about ?? {},
  });
}

function read(data) {
  try {
    return data?.json() ?? {};
  } catch {
    return {};
  }
}

async function lead({ ticketId, conversationId }) {
  const path = ticketId ? `/support/${ticketId}` : conversationId ? `/inbox/${conversationId}` : '/inbox';
  const url = new URL(path, self.location.origin).href;
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find((one) => new URL(one.url).origin === self.location.origin);
  if (!page) return self.clients.openWindow(url);
  await page.focus();
  return page.navigate(url);
}

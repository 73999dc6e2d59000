import type { Parley } from '@parley/client';

const WORKER = '/sw.js';

/** Whether this browser can be notified while no page is open; over plain HTTP it cannot. */
export function isPushPossible(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
}

/** What this browser is subscribed with; null where it is not, or not any more. */
export async function currentSubscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration(WORKER);
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** Asks for leave and subscribes; false where leave was not given. @throws ParleyError, DOMException */
export async function subscribe(parley: Parley): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false;
  const registration = await navigator.serviceWorker.register(WORKER);
  const { publicKey } = await parley.request('get', '/api/notifications/push-subscriptions/key', {});
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: publicKey,
  });
  const { endpoint, keys } = subscription.toJSON();
  if (!endpoint || !keys?.p256dh || !keys.auth) throw new Error('The browser gave no keys');
  await parley.request('post', '/api/notifications/push-subscriptions', {
    body: { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } },
  });
  return true;
}

/** Ends it, here and at the server; always answers false: it is off. @throws ParleyError */
export async function unsubscribe(parley: Parley): Promise<boolean> {
  const subscription = await currentSubscription();
  if (subscription) {
    const { endpoint } = subscription;
    await subscription.unsubscribe();
    await parley.request('delete', '/api/notifications/push-subscriptions', { body: { endpoint } });
  }
  return false;
}

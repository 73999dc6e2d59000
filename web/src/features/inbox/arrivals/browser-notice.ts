import type { Parley } from '@parley/client';

/** What a notice of the browser says; a later one of the same id takes its place. */
export type Notice = {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly icon: string | null;
};

/**
 * Whether new messages may be told by the browser: it was allowed before (nobody is asked here), and the person's preferences
 * do not say otherwise.
 */
export async function mayNotify(parley: Parley): Promise<boolean> {
  if (!('Notification' in window) || Notification.permission !== 'granted') return false;
  await parley.notifications.preferences.load();
  const { value } = parley.notifications.preferences.state.get();
  return value === null || (value.channels.push && value.categories.messages.push);
}

/** Shows a notice without a sound. Pressed, it brings the page to the front and does `onOpen`. */
export function showNotice({ id, title, body, icon }: Notice, onOpen: () => void): void {
  let notice: Notification;
  try {
    notice = new Notification(title, { body, tag: `parley-${id}`, silent: true, ...(icon !== null && { icon }) });
  } catch {
    return; // browsers of phones show notices of service workers only: those come by push
  }
  notice.onclick = () => {
    window.focus();
    notice.close();
    onOpen();
  };
}

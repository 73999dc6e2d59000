import type { Http, RequestInput } from './http.ts';
import { createResource, type Resource } from './resource.ts';
import type { Notification, Preferences } from './types.ts';

export type Feed = {
  readonly items: readonly Notification[];
  readonly unreadCount: number;
  readonly next: string | null;
};
export type PreferenceChanges = Exclude<RequestInput<'put', '/api/notifications'>['body'], undefined>;

/** What the person was notified of, and what they want to be notified of. All requests refuse with ParleyError. */
export type NotificationCenter = {
  /** The feed, newest first; what comes in is added by itself. */
  readonly feed: Resource<Feed>;
  loadMore(): Promise<void>;
  markRead(id: string): Promise<void>;
  markAllRead(): Promise<void>;
  readonly preferences: Resource<Preferences>;
  /** Changes what is named and leaves the rest. */
  change(changes: PreferenceChanges): Promise<Preferences>;
};

export type NotificationInlet = {
  heard(notification: Notification): void;
  /** Reads anew what is watched, as nothing was heard for a while; `failed`: what could not be read. */
  refresh(which?: 'failed'): void;
};

export function createNotifications(http: Http): NotificationCenter & NotificationInlet {
  const feed = createResource<Feed>(async () => page(null));
  const preferences = createResource<Preferences>(() => http.request('get', '/api/notifications', {}));

  async function page(cursor: string | null): Promise<Feed> {
    const answer = await http.request('get', '/api/notifications/feed', { query: cursor === null ? {} : { cursor } });
    return { items: answer.data, unreadCount: answer.unreadCount, next: answer.page.next };
  }

  function change(update: (known: Feed) => Feed): void {
    const { value } = feed.state.get();
    if (value) feed.set(update(value));
  }

  return {
    feed,
    preferences,
    async loadMore() {
      const { value } = feed.state.get();
      if (!value || value.next === null) return;
      const more = await page(value.next);
      // Asked for twice, or begun anew meanwhile.
      change((known) => (known.next === value.next ? { ...more, items: [...known.items, ...more.items] } : known));
    },
    async markRead(id) {
      const read = await http.request('put', '/api/notifications/feed/{id}/read', { params: { id } });
      change((known) => ({
        ...known,
        items: known.items.map((item) => (item.id === id ? read : item)),
        unreadCount: known.unreadCount - (known.items.some((item) => item.id === id && item.readAt === null) ? 1 : 0),
      }));
    },
    async markAllRead() {
      await http.request('post', '/api/notifications/feed/read-all', {});
      feed.refresh();
    },
    async change(changes) {
      const changed = await http.request('put', '/api/notifications', { body: changes });
      preferences.set(changed);
      return changed;
    },
    heard(notification) {
      change((known) =>
        known.items.some(({ id }) => id === notification.id)
          ? known
          : { ...known, items: [notification, ...known.items], unreadCount: known.unreadCount + 1 },
      );
    },
    refresh(which) {
      feed.refresh(which);
      preferences.refresh('failed');
    },
  };
}

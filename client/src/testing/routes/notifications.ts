import { feedOf, readAll, readEntry } from '../feed.ts';
import { mergeDeeply } from '../preferences.ts';
import type { Router } from '../router.ts';
import { now, type State } from '../state.ts';

/** The feed of what somebody was notified of, and what they want to be notified of. */
export function notificationRoutes({ on }: Router, state: State): void {
  on('get', '/api/notifications/feed', ({ person, query }) => feedOf(person, query?.cursor));
  on('put', '/api/notifications/feed/{id}/read', ({ person, params }) => readEntry(state, person, params.id));
  on('post', '/api/notifications/feed/read-all', ({ person }) => {
    readAll(state, person);
    return { unreadCount: 0 };
  });
  on('get', '/api/notifications', ({ person }) => person.preferences);
  on('put', '/api/notifications', ({ person, body }) => {
    person.preferences = { ...mergeDeeply(person.preferences, body), updatedAt: now(state) };
    return person.preferences;
  });
}

import type { Notification } from '../types.ts';
import { tell } from './lines.ts';
import { Refusal } from './refusal.ts';
import { makeId, now, type Person, type State } from './state.ts';

export type NewNotification = Pick<Notification, 'title'> &
  Partial<Pick<Notification, 'category' | 'type' | 'body' | 'data'>>;

/** Puts something into somebody's feed, and tells them. */
export function notify(state: State, person: Person, made: NewNotification): Notification {
  const plain = { category: 'account', type: 'account.noted', body: '', data: {} } as const;
  const entry = { ...plain, ...made, id: makeId(state, 'e'), readAt: null, createdAt: now(state) };
  person.feed.unshift(entry);
  tell(state, [person.id], 'notification', entry);
  return entry;
}

const PAGE = 20;

export function feedOf(person: Person, cursor: string | undefined) {
  const from = cursor === undefined ? 0 : person.feed.findIndex(({ id }) => id === cursor) + 1;
  const data = person.feed.slice(from, from + PAGE);
  const hasMore = person.feed.length > from + PAGE;
  return { data, page: { next: hasMore ? (data.at(-1)?.id ?? null) : null }, unreadCount: unreadOf(person) };
}

function unreadOf({ feed }: Person): number {
  return feed.filter(({ readAt }) => readAt === null).length;
}

export function readEntry(state: State, person: Person, id: string): Notification {
  const index = person.feed.findIndex((entry) => entry.id === id);
  const entry = person.feed[index];
  if (!entry) throw new Refusal('not_found', 'There is no such notification');
  const read = { ...entry, readAt: entry.readAt ?? now(state) };
  person.feed[index] = read;
  return read;
}

export function readAll(state: State, person: Person): void {
  for (const { id } of person.feed) readEntry(state, person, id);
}

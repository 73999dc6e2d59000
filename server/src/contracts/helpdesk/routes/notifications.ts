import { ParleyError } from '../../../core/errors.ts';
import { listFeed, readEntry, readFeed } from '../../../core/notifications/feed.ts';
import type { FeedCursor } from '../../../core/notifications/store.ts';
import { subscribePush, unsubscribePush } from '../../../core/notifications/subscriptions.ts';
import { decodeCursor, encodeCursor } from '../../../wire/cursor.ts';
import type { Routes } from '../../../wire/route.ts';
import type { HelpdeskContext } from '../context.ts';
import { presentNotification, presentSubscription } from '../present/notifications.ts';
import * as schema from '../schema/notifications.ts';

const TAG = 'Notifications';
const SCOPE = 'feed';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** @throws `invalid_cursor`. */
function readCursor(text: string): FeedCursor {
  const [createdAt, id] = decodeCursor(SCOPE, text, 'string', 'string');
  if (!TIME.test(createdAt) || Number.isNaN(Date.parse(createdAt)))
    throw new ParleyError('invalid_cursor', 'cursor is not a cursor of this list');
  return { createdAt, id };
}

/** The routes of the feed, and of browsers that take notices. */
export function notificationRoutes(routes: Routes, { core }: HelpdeskContext): void {
  routes.add({
    method: 'GET',
    path: '/api/notifications/feed',
    summary: 'What happened to you, newest first, and how much of it is unread',
    tag: TAG,
    query: schema.feedQuery,
    response: schema.feedAnswer,
    handler: async ({ actor, query }) => {
      const { unread, category = null, cursor, limit } = query;
      const after = cursor === undefined ? null : readCursor(cursor);
      const { entries, next, unreadCount } = await listFeed(core, actor, { unread, category, after, limit });
      return {
        data: entries.map(presentNotification),
        page: { next: next && encodeCursor(SCOPE, [next.createdAt, next.id]) },
        unreadCount,
      };
    },
  });

  routes.add({
    method: 'PUT',
    path: '/api/notifications/feed/:id/read',
    summary: 'Mark a notification of your own as read',
    tag: TAG,
    params: schema.entryParams,
    response: schema.notification,
    handler: async ({ actor, params }) => presentNotification(await readEntry(core, actor, params.id)),
  });

  routes.add({
    method: 'POST',
    path: '/api/notifications/feed/read-all',
    summary: 'Mark all of your notifications as read',
    tag: TAG,
    response: schema.feedRead,
    handler: async ({ actor }) => {
      await readFeed(core, actor);
      return { unreadCount: 0 };
    },
  });

  routes.add({
    method: 'GET',
    path: '/api/notifications/push-subscriptions/key',
    summary: 'The key (VAPID) that a browser subscribes to push with',
    tag: TAG,
    response: schema.pushKeyAnswer,
    handler: () => ({ publicKey: core.pushKey }),
  });

  routes.add({
    method: 'POST',
    path: '/api/notifications/push-subscriptions',
    summary: 'Let this browser take notices',
    tag: TAG,
    status: 201,
    otherSuccess: { status: 200, when: 'the same endpoint was there, and has the new keys now' },
    body: schema.subscribePush,
    response: schema.subscriptionAnswer,
    handler: async ({ actor, body, reply }) => {
      const { subscription, created } = await subscribePush(core, actor, body);
      if (!created) reply.code(200);
      return presentSubscription(subscription);
    },
  });

  routes.add({
    method: 'DELETE',
    path: '/api/notifications/push-subscriptions',
    summary: 'Let a browser take no more notices',
    tag: TAG,
    status: 204,
    body: schema.unsubscribePush,
    response: null,
    handler: ({ actor, body }) => unsubscribePush(core, actor, body.endpoint),
  });
}

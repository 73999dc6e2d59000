import type { z } from 'zod';
import type { PushSubscription } from '../../../core/notifications/channels.ts';
import type { Notification } from '../../../core/notifications/types.ts';
import type { notification, subscriptionAnswer } from '../schema/notifications.ts';

/** An entry of somebody's own feed. */
export function presentNotification(entry: Notification): z.infer<typeof notification> {
  const { id, category, type, title, body, data, readAt, createdAt } = entry;
  return { id, category, type, title, body, data, readAt, createdAt };
}

/** A subscription of one's own browser, without its keys. */
export function presentSubscription({ id, endpoint, createdAt }: PushSubscription): z.infer<typeof subscriptionAnswer> {
  return { id, endpoint, createdAt };
}

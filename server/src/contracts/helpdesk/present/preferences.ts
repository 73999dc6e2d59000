import type { z } from 'zod';
import type { NoticeExport } from '../../../core/preferences/own.ts';
import type { Preferences, Switches } from '../../../core/preferences/types.ts';
import type { exportAnswer, preferencesAnswer } from '../schema/preferences.ts';

/** Somebody's preferences, essential channels as they were set and not as the masters leave them. */
export function presentPreferences(preferences: Preferences): z.infer<typeof preferencesAnswer> {
  const { userId, channels, categories, quietHours, digest, marketingOptOut, updatedAt } = preferences;
  const { messages, groups, tickets, bookings, account, security, product, marketing } = categories;
  return {
    userId,
    channels: presentSwitches(channels),
    categories: {
      messages: presentSwitches(messages),
      groups: presentSwitches(groups),
      tickets: presentSwitches(tickets),
      bookings: presentSwitches(bookings),
      account: presentSwitches(account),
      security: presentSwitches(security),
      product: presentSwitches(product),
      marketing: presentSwitches(marketing),
    },
    quietHours: {
      enabled: quietHours.enabled,
      start: quietHours.start,
      end: quietHours.end,
      timeZone: quietHours.timeZone,
    },
    digest: { frequency: digest.frequency, hour: digest.hour },
    marketingOptOut: { optedOut: marketingOptOut.optedOut, at: marketingOptOut.at, source: marketingOptOut.source },
    updatedAt,
  };
}

/** An export as the person gets it. */
export function presentExport(data: NoticeExport): z.infer<typeof exportAnswer> {
  return {
    userId: data.userId,
    exportedAt: data.exportedAt,
    preferences: presentPreferences(data.preferences),
    history: data.history.map(({ at, source, changes }) => ({ at, source, changes })),
    feed: data.feed.map(({ id, category, type, title, body, data: about, readAt, createdAt }) => ({
      id,
      category,
      type,
      title,
      body,
      data: about,
      readAt,
      createdAt,
    })),
    unsubscribeTokens: data.unsubscribeTokens.map(({ scope, createdAt }) => ({ scope, createdAt })),
    pushSubscriptions: data.pushSubscriptions.map(({ endpoint, p256dh, auth, createdAt }) => ({
      endpoint,
      keys: { p256dh, auth },
      createdAt,
    })),
  };
}

function presentSwitches({ email, sms, push, inApp }: Switches): Switches {
  return { email, sms, push, inApp };
}

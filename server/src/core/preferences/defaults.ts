import type { Category, Preferences, Switches } from './types.ts';

function on(...channels: readonly (keyof Switches)[]): Switches {
  const has = (channel: keyof Switches) => channels.includes(channel);
  return { email: has('email'), sms: has('sms'), push: has('push'), inApp: has('inApp') };
}

/** No channel at all. */
export const NO_CHANNELS: Switches = on();

const CATEGORIES: { readonly [C in Category]: Switches } = {
  messages: on('email', 'push', 'inApp'),
  groups: on('push', 'inApp'),
  tickets: on('email', 'push', 'inApp'),
  bookings: on('email', 'push', 'inApp'),
  account: on('email', 'inApp'),
  security: on('email', 'sms', 'push', 'inApp'),
  product: on('inApp'),
  marketing: NO_CHANNELS,
};

/** What holds for somebody who never set anything. */
export function defaultPreferences(userId: string): Preferences {
  return {
    userId,
    channels: on('email', 'sms', 'push', 'inApp'),
    categories: CATEGORIES,
    quietHours: { enabled: false, start: '22:00', end: '07:00', timeZone: 'UTC' },
    digest: { frequency: 'off', hour: 8 },
    marketingOptOut: { optedOut: false, at: null, source: null },
    updatedAt: null,
  };
}

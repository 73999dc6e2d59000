import { isRecord } from '../errors.ts';
import type { Preferences } from '../types.ts';

const switches = (email: boolean, sms: boolean, push: boolean, inApp: boolean) => ({ email, sms, push, inApp });

/** What somebody wants to be notified of who never said so. */
export function defaultPreferences(userId: string): Preferences {
  return {
    userId,
    channels: switches(true, true, true, true),
    categories: {
      messages: switches(true, false, true, true),
      groups: switches(false, false, true, true),
      tickets: switches(true, false, true, true),
      bookings: switches(true, false, true, true),
      account: switches(true, false, false, true),
      security: switches(true, true, true, true),
      product: switches(false, false, false, true),
      marketing: switches(false, false, false, false),
    },
    quietHours: { enabled: false, start: '22:00', end: '07:00', timeZone: 'UTC' },
    digest: { frequency: 'off', hour: 8 },
    marketingOptOut: { optedOut: false, at: null, source: null },
    updatedAt: null,
  };
}

/** `known` with what is named in `changes`, at any depth; what `known` does not have is left out. */
export function mergeDeeply<T>(known: T, changes: unknown): T {
  if (!isRecord(known) || !isRecord(changes)) return changes === undefined ? known : (changes as T);
  const merged = Object.entries(known).map(([key, value]) => [key, mergeDeeply(value, changes[key])]);
  return Object.fromEntries(merged) as T;
}

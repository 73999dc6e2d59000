/** Ways in which a notice can reach somebody. */
export const CHANNELS = ['email', 'sms', 'push', 'inApp'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What notices are about. */
export const CATEGORIES = [
  'messages',
  'groups',
  'tickets',
  'bookings',
  'account',
  'security',
  'product',
  'marketing',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** Categories whose e-mail and feed entries nobody can switch off. */
export const ESSENTIAL: ReadonlySet<Category> = new Set<Category>(['account', 'security']);

export type Switches = { readonly [C in Channel]: boolean };

/** When push and SMS are held back: from `start` to `end` (`HH:MM`), each day, on the clocks of `timeZone` (IANA). */
export type QuietHours = {
  readonly enabled: boolean;
  readonly start: string;
  readonly end: string;
  readonly timeZone: string;
};

export type Digest = { readonly frequency: 'off' | 'daily' | 'weekly'; readonly hour: number };

/** Who changed something: the person, a link that was mailed to the person, or an admin. */
export type PreferenceSource = 'user' | 'unsubscribe' | 'admin';

export type MarketingOptOut = {
  readonly optedOut: boolean;
  readonly at: string | null;
  readonly source: PreferenceSource | null;
};

/** What somebody wants to hear of, and how. */
export type Preferences = {
  readonly userId: string;
  /** Master switches. */
  readonly channels: Switches;
  readonly categories: { readonly [C in Category]: Switches };
  readonly quietHours: QuietHours;
  readonly digest: Digest;
  readonly marketingOptOut: MarketingOptOut;
  /** Null when nothing was ever set. */
  readonly updatedAt: string | null;
};

/** What an unsubscribe token switches off: everything that can be, all of marketing, or the e-mail of one category. */
export const UNSUBSCRIBE_SCOPES = [
  'marketing',
  'all-non-essential',
  'messages',
  'groups',
  'tickets',
  'bookings',
  'product',
] as const;
export type UnsubscribeScope = (typeof UNSUBSCRIBE_SCOPES)[number];

/** Whether a notice of `category` goes out by `channel`: master and category both on; essential e-mail and feed always. */
export function isOn(preferences: Preferences, category: Category, channel: Channel): boolean {
  if (ESSENTIAL.has(category) && (channel === 'email' || channel === 'inApp')) return true;
  return preferences.channels[channel] && preferences.categories[category][channel];
}

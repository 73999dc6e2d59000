import { NO_CHANNELS } from './defaults.ts';
import {
  CATEGORIES,
  type Category,
  CHANNELS,
  type Digest,
  ESSENTIAL,
  type PreferenceSource,
  type Preferences,
  type QuietHours,
  type Switches,
  type UnsubscribeScope,
} from './types.ts';

type Some<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** What to set; what is missing stays as it is. */
export type PreferenceChanges = {
  readonly channels?: Some<Switches> | undefined;
  readonly categories?: { readonly [C in Category]?: Some<Switches> | undefined } | undefined;
  readonly quietHours?: Some<QuietHours> | undefined;
  readonly digest?: Some<Digest> | undefined;
};

/** A change as the history keeps it: the values that became others, each at its place. */
export type Difference = { readonly [key: string]: string | number | boolean | null | Difference };

/** True when the changes turn a channel of marketing on. */
export function turnsMarketingOn({ categories }: PreferenceChanges): boolean {
  return CHANNELS.some((channel) => categories?.marketing?.[channel] === true);
}

/** True when any channel of marketing is on. */
export function hasMarketing({ categories }: Preferences): boolean {
  return CHANNELS.some((channel) => categories.marketing[channel]);
}

/**
 * The preferences with `changes` laid over them, field by field. Turning a channel of marketing on ends an opt-out of it.
 * The very same object where nothing is given.
 */
export function withChanges(present: Preferences, changes: PreferenceChanges, at: string): Preferences {
  if (isEmpty(changes)) return present;
  const categories = { ...present.categories };
  for (const category of CATEGORIES)
    categories[category] = over(present.categories[category], changes.categories?.[category]);
  return {
    ...present,
    channels: over(present.channels, changes.channels),
    categories,
    quietHours: over(present.quietHours, changes.quietHours),
    digest: over(present.digest, changes.digest),
    marketingOptOut: turnsMarketingOn(changes) ? { optedOut: false, at: null, source: null } : present.marketingOptOut,
    updatedAt: at,
  };
}

/** Without marketing, and said so; the same object where that was said before. */
export function withoutMarketing(present: Preferences, source: PreferenceSource, at: string): Preferences {
  if (present.marketingOptOut.optedOut) return present;
  return {
    ...present,
    categories: { ...present.categories, marketing: NO_CHANNELS },
    marketingOptOut: { optedOut: true, at, source },
    updatedAt: at,
  };
}

/** Only what is essential: every other category off in every channel, no digest, opted out of marketing. */
export function withEssentialsOnly(present: Preferences, source: PreferenceSource, at: string): Preferences {
  const categories = { ...present.categories };
  for (const category of CATEGORIES) if (!ESSENTIAL.has(category)) categories[category] = NO_CHANNELS;
  const next = withoutMarketing(
    { ...present, categories, digest: { ...present.digest, frequency: 'off' } },
    source,
    at,
  );
  return isEmpty(differences(present, next)) ? present : { ...next, updatedAt: at };
}

/** What an unsubscribe link of this scope leaves; the same object where it was off already. */
export function withoutScope(present: Preferences, scope: UnsubscribeScope, at: string): Preferences {
  if (scope === 'marketing') return withoutMarketing(present, 'unsubscribe', at);
  if (scope === 'all-non-essential') return withEssentialsOnly(present, 'unsubscribe', at);
  if (!present.categories[scope].email) return present;
  const categories = { ...present.categories, [scope]: { ...present.categories[scope], email: false } };
  return { ...present, categories, updatedAt: at };
}

/** The values of `after` that differ from `before`'s, but for `updatedAt`, which differs always. */
export function differences(before: Preferences, after: Preferences): Difference {
  const { updatedAt: _before, ...old } = before;
  const { updatedAt: _after, ...next } = after;
  return compare(old, next);
}

function compare(before: Difference, after: Difference): Difference {
  const changed: Record<string, Difference[string]> = {};
  for (const [key, value] of Object.entries(after)) {
    const old = before[key];
    if (typeof value === 'object' && value !== null && typeof old === 'object' && old !== null) {
      const inner = compare(old, value);
      if (!isEmpty(inner)) changed[key] = inner;
    } else if (old !== value) changed[key] = value;
  }
  return changed;
}

/** True when there is no value in it, however deep it is. */
export function isEmpty(tree: object): boolean {
  return Object.values(tree).every(
    (value) => value === undefined || (typeof value === 'object' && value !== null && isEmpty(value)),
  );
}

function over<T extends object>(present: T, changes: Some<T> | undefined): T {
  const given = Object.entries(changes ?? {}).filter(([, value]) => value !== undefined);
  return { ...present, ...Object.fromEntries(given) };
}

import type { PreferenceChanges, Preferences } from '@parley/client';
import { type Category, categories } from './categories.ts';

type Wanted = Partial<Record<Category, Partial<Preferences['categories'][Category]>>>;

/** Preferences as they are after a change: what it does not name stays. */
export function withChanges(preferences: Preferences, changes: PreferenceChanges): Preferences {
  const wanted: Wanted = changes.categories ?? {};
  const changed = { ...preferences.categories };
  for (const category of categories) changed[category] = { ...changed[category], ...wanted[category] };
  return {
    ...preferences,
    channels: { ...preferences.channels, ...changes.channels },
    categories: changed,
    quietHours: { ...preferences.quietHours, ...changes.quietHours },
    digest: { ...preferences.digest, ...changes.digest },
  };
}

/** Two changes as one: where both name the same thing, the later one counts. */
export function together(earlier: PreferenceChanges, later: PreferenceChanges): PreferenceChanges {
  const [before, after]: readonly [Wanted, Wanted] = [earlier.categories ?? {}, later.categories ?? {}];
  const wanted: Wanted = { ...before };
  for (const category of categories)
    if (after[category]) wanted[category] = { ...before[category], ...after[category] };
  return {
    channels: { ...earlier.channels, ...later.channels },
    categories: wanted,
    quietHours: { ...earlier.quietHours, ...later.quietHours },
    digest: { ...earlier.digest, ...later.digest },
  };
}

import type { PreferenceChanges, Preferences } from '@parley/client';
import { type Category, categories } from './categories.ts';

/** Preferences as they are after a change: what it does not name stays. */
export function withChanges(preferences: Preferences, changes: PreferenceChanges): Preferences {
  const wanted: Partial<Record<Category, Partial<Preferences['categories'][Category]>>> = changes.categories ?? {};
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

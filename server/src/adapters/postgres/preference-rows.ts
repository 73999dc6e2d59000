import { defaultPreferences } from '../../core/preferences/defaults.ts';
import { CATEGORIES, type PreferenceSource, type Preferences } from '../../core/preferences/types.ts';

export const PREFERENCE_COLUMNS =
  'p.user_id, p.channels, p.categories, p.quiet_hours, p.digest_frequency, p.digest_hour, p.marketing_opt_out_at, p.marketing_opt_out_source, p.updated_at';

/** As it was written; what a later version added to the switches is not in it. */
export type PreferenceRow = {
  user_id: string;
  channels: Partial<Preferences['channels']>;
  categories: { [C in keyof Preferences['categories']]?: Partial<Preferences['categories'][C]> };
  quiet_hours: Preferences['quietHours'];
  digest_frequency: Preferences['digest']['frequency'];
  digest_hour: number;
  marketing_opt_out_at: Date | null;
  marketing_opt_out_source: PreferenceSource | null;
  updated_at: Date;
};

/** The preferences of a row; what it does not hold is as by default. */
export function toPreferences(row: PreferenceRow): Preferences {
  const preset = defaultPreferences(row.user_id);
  const categories = { ...preset.categories };
  for (const category of CATEGORIES) categories[category] = { ...categories[category], ...row.categories[category] };
  return {
    userId: row.user_id,
    channels: { ...preset.channels, ...row.channels },
    categories,
    quietHours: row.quiet_hours,
    digest: { frequency: row.digest_frequency, hour: row.digest_hour },
    marketingOptOut: {
      optedOut: row.marketing_opt_out_at !== null,
      at: row.marketing_opt_out_at?.toISOString() ?? null,
      source: row.marketing_opt_out_source,
    },
    updatedAt: row.updated_at.toISOString(),
  };
}

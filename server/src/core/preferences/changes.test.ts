import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../../test/support/seeds.ts';
import { differences, hasMarketing, isEmpty, withChanges, withEssentialsOnly, withoutScope } from './changes.ts';
import { defaultPreferences } from './defaults.ts';
import { CATEGORIES, CHANNELS, ESSENTIAL, isOn, UNSUBSCRIBE_SCOPES } from './types.ts';

const AT = '2026-11-21T12:00:00.000Z';

const someSwitches = fc.record(Object.fromEntries(CHANNELS.map((channel) => [channel, fc.boolean()])), {
  requiredKeys: [],
});
const someChanges = fc.record(
  {
    channels: someSwitches,
    categories: fc.record(Object.fromEntries(CATEGORIES.map((category) => [category, someSwitches])), {
      requiredKeys: [],
    }),
    quietHours: fc.record({ enabled: fc.boolean(), start: fc.constantFrom('01:00', '22:00') }, { requiredKeys: [] }),
    digest: fc.record({ frequency: fc.constantFrom('off', 'daily'), hour: fc.nat(23) }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const somePreferences = someChanges.map((changes) => withChanges(defaultPreferences('ann'), changes, AT));

test('PREF-2 what is given holds, and nothing else changed', () => {
  fc.assert(
    fc.property(somePreferences, someChanges, (before, changes) => {
      const after = withChanges(before, changes, AT);
      const { marketingOptOut: _, ...rest } = differences(before, after);
      expect(after).toMatchObject(changes);
      expect(changes).toMatchObject(rest);
    }),
    runs(300),
  );
});

test('PREF-17 the differences laid over what was before give what is after', () => {
  fc.assert(
    fc.property(somePreferences, somePreferences, (before, after) => {
      const { marketingOptOut: _, ...changes } = differences(before, after);
      expect(withChanges(before, changes, AT).categories).toEqual(after.categories);
      expect(isEmpty(differences(after, after))).toBe(true);
    }),
    runs(300),
  );
});

test('PREF-7 no scope turns anything on, and again changes nothing', () => {
  fc.assert(
    fc.property(somePreferences, fc.constantFrom(...UNSUBSCRIBE_SCOPES), (before, scope) => {
      const after = withoutScope(before, scope, AT);
      for (const category of CATEGORIES) {
        for (const channel of CHANNELS) {
          if (after.categories[category][channel]) expect(before.categories[category][channel]).toBe(true);
        }
      }
      expect(withoutScope(after, scope, AT)).toBe(after);
      if (scope === 'marketing' || scope === 'all-non-essential') expect(hasMarketing(after)).toBe(false);
      else expect(after.categories[scope].email).toBe(false);
    }),
    runs(300),
  );
});

test('PREF-4 what is essential goes out whatever the masters say; all else needs master and category', () => {
  fc.assert(
    fc.property(somePreferences, (preferences) => {
      for (const category of CATEGORIES) {
        for (const channel of CHANNELS) {
          const always = ESSENTIAL.has(category) && (channel === 'email' || channel === 'inApp');
          const both = preferences.channels[channel] && preferences.categories[category][channel];
          expect(isOn(preferences, category, channel)).toBe(always || both);
        }
      }
      const least = withEssentialsOnly(preferences, 'user', AT);
      const left = CATEGORIES.filter((category) => CHANNELS.some((channel) => isOn(least, category, channel)));
      expect(left).toEqual(['account', 'security']);
    }),
    runs(200),
  );
});

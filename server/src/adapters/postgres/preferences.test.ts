import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { createDatabase } from '../../../test/support/postgres.ts';
import { withChanges, withoutMarketing } from '../../core/preferences/changes.ts';
import { defaultPreferences } from '../../core/preferences/defaults.ts';
import type { PreferenceStore } from '../../core/preferences/store.ts';
import { isOn } from '../../core/preferences/types.ts';
import { createPool } from './pool.ts';
import { createPreferenceStore } from './preferences.ts';
import { loadSite } from './site.ts';

let pool: Pool;
let drop: () => Promise<void>;
let store: PreferenceStore;
beforeAll(async () => {
  const database = await createDatabase(inject('postgresUrl'), inject('templateDatabase'));
  pool = createPool(database.url, 4);
  drop = database.drop;
  store = createPreferenceStore(pool, (await loadSite(pool)).suppressionSalt);
});
beforeEach(async () => {
  await pool.query('TRUNCATE notification_preferences, preference_changes, unsubscribe_tokens, marketing_suppressions');
  await pool.query(
    "INSERT INTO users (id, name) VALUES ('ann', 'Ann'), ('bo', 'Bo'), ('cy', 'Cy') ON CONFLICT DO NOTHING",
  );
});
afterAll(async () => {
  await pool.end();
  await drop();
});

const AT = '2026-11-21T12:00:00.000Z';
const MARK = { source: 'user', at: AT } as const;
const MARKETING_ON = { categories: { marketing: { email: true } } };

test('the salt is secret by its length, and the same for every process', async () => {
  const { suppressionSalt } = await loadSite(pool);
  expect(suppressionSalt.length).toBe(32);
  expect((await loadSite(pool)).suppressionSalt).toEqual(suppressionSalt);
});

test('PREF-1 whoever is asked for has preferences, once each', async () => {
  await store.edit(['bo'], (present) => withChanges(present, { channels: { sms: false } }, AT), MARK);
  const found = await store.getMany(['ann', 'bo', 'ann', 'nobody']);
  expect([...found.keys()].sort()).toEqual(['ann', 'bo', 'nobody']);
  expect(found.get('ann')).toEqual(defaultPreferences('ann'));
  expect(found.get('bo')).toMatchObject({ channels: { sms: false }, updatedAt: AT });
  expect((await store.getMany([])).size).toBe(0);
});

test('a category or channel that came later is as by default', async () => {
  await store.edit(['ann'], (present) => withChanges(present, { channels: { sms: false } }, AT), MARK);
  await pool.query(
    `UPDATE notification_preferences SET channels = '{"sms": false}', categories = '{"tickets": {"email": false}}'`,
  );
  const preset = defaultPreferences('ann');
  expect((await store.getMany(['ann'])).get('ann')).toMatchObject({
    channels: { ...preset.channels, sms: false },
    categories: { ...preset.categories, tickets: { ...preset.categories.tickets, email: false } },
  });
});

test('an edit that changes nothing writes nothing, and nobody is made up', async () => {
  const edited = await store.edit(['ann', 'nobody'], (present) => present, MARK);
  expect([...edited.keys()]).toEqual(['ann']);
  const { rowCount } = await pool.query('SELECT 1 FROM notification_preferences');
  expect(rowCount).toBe(0);
});

test('an edit that fails for one leaves all as they were', async () => {
  const edit = store.edit(
    ['ann', 'bo', 'cy'],
    (present) => {
      if (present.userId === 'bo') throw new Error('no');
      return withChanges(present, { channels: { sms: false } }, AT);
    },
    MARK,
  );
  await expect(edit).rejects.toThrow('no');
  expect((await store.getMany(['ann'])).get('ann')?.updatedAt).toBeNull();
});

test('PREF-14 marketing never goes to who is suppressed, whatever the preferences say', async () => {
  await store.edit(['ann'], (present) => withoutMarketing(present, 'user', AT), MARK);
  await store.forget('ann', AT);
  await pool.query(
    `INSERT INTO notification_preferences (user_id, channels, categories, quiet_hours, digest_frequency, digest_hour, updated_at)
     VALUES ('ann', '{}', '{"marketing": {"email": true, "push": true}}', '{}', 'off', 8, now())`,
  );
  const ann = (await store.getMany(['ann'])).get('ann') ?? defaultPreferences('ann');
  expect([isOn(ann, 'marketing', 'email'), isOn(ann, 'marketing', 'push')]).toEqual([false, false]);
  await store.edit(['ann'], (present) => withChanges(present, MARKETING_ON, AT), MARK);
  const back = (await store.getMany(['ann'])).get('ann') ?? defaultPreferences('ann');
  expect(isOn(back, 'marketing', 'email')).toBe(true);
  expect((await pool.query('SELECT 1 FROM marketing_suppressions')).rowCount).toBe(0);
});

test('PREF-14 another site keeps other hashes', async () => {
  const elsewhere = createPreferenceStore(pool, Buffer.alloc(32, 7));
  await store.edit(['ann'], (present) => withoutMarketing(present, 'user', AT), MARK);
  await store.forget('ann', AT);
  const suppressed: boolean[] = [];
  for (const one of [store, elsewhere]) {
    const note = (is: boolean) => suppressed.push(is);
    await one.edit(['ann'], (present, is) => (note(is) > 0 ? present : 'opted_out'), MARK);
  }
  expect(suppressed).toEqual([true, false]);
});

test('PREF-19 who takes digests is listed, page by page', async () => {
  const daily = { digest: { frequency: 'daily' as const } };
  await store.edit(['ann', 'bo', 'cy'], (present) => withChanges(present, daily, AT), MARK);
  await store.edit(['bo'], (present) => withChanges(present, { digest: { frequency: 'off' } }, AT), MARK);
  const first = await store.listDigests(null, 1);
  expect(first.map(({ userId }) => userId)).toEqual(['ann']);
  expect((await store.listDigests('ann', 5)).map(({ userId }) => userId)).toEqual(['cy']);
});

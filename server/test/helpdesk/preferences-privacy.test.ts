import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import type { Person } from '../support/person.ts';
import {
  bulkShape,
  exportShape,
  linkOf,
  OFF,
  PREFERENCES,
  prefer,
  preferencesOf,
  preferencesShape,
  tokenFor,
} from '../support/preferences.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';

let databaseUrl = '';
const server = await startServer({}, async (url) => {
  databaseUrl = url;
  return url;
});
const database = new pg.Client({ connectionString: databaseUrl });
database.on('error', () => {});
await database.connect();
afterAll(async () => {
  await database.end();
  await server.stop();
});
const admin = await server.person('Root', { role: 'admin' });

const MARKETING_ON = { categories: { marketing: { email: true } } };
const exported = async (who: Person) => (await who.get(`${PREFERENCES}/export`)).as(exportShape);
const optOut = (who: Person) => who.post(`${PREFERENCES}/opt-out/marketing`);
const bulk = async (changes: object, ...who: readonly { readonly id: string }[]) =>
  (await admin.post(`${PREFERENCES}/bulk`, { userIds: who.map(({ id }) => id), changes })).as(bulkShape);

/** An entry in somebody's feed and a browser that gets pushes, as they are stored. */
async function addNotices(who: Person, title: string): Promise<void> {
  await database.query(
    `INSERT INTO notifications (id, user_id, category, type, title, body, data, created_at)
     VALUES ($1, $2, 'tickets', 'ticket.commented', $3, 'body', '{"ticketId": "t1"}', now())`,
    [`n-${who.id}-${title}`, who.id, title],
  );
  await database.query(
    `INSERT INTO push_subscriptions (id, user_id, endpoint, p256dh, auth, created_at)
     VALUES ($1, $2, $3, 'key', 'secret', now())`,
    [`p-${who.id}-${title}`, who.id, `https://push.example/${title}`],
  );
}

test('PREF-12 an export holds all of one’s own and nothing of others', async () => {
  const { ann, bo } = await server.people('ann', 'bo');
  await prefer(ann, { channels: { sms: false } });
  const token = await tokenFor(ann, 'tickets');
  await addNotices(ann, 'ann-1');
  await addNotices(ann, 'ann-2');
  await addNotices(bo, 'bo-1');
  await tokenFor(bo, 'marketing');
  await prefer(bo, { quietHours: { enabled: true } });
  const answer = await ann.get(`${PREFERENCES}/export`);
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="notifications.json"');
  expect(answer.text).not.toContain(token);
  expect(answer.text).not.toContain(bo.id);
  expect(answer.text).not.toContain('bo-1');
  const all = answer.as(exportShape);
  expect(all.userId).toBe(ann.id);
  expect(all.preferences).toEqual(await preferencesOf(ann));
  expect(all.history).toEqual([
    { at: all.preferences.updatedAt, source: 'user', changes: { channels: { sms: false } } },
  ]);
  expect(all.feed.map(({ title, category, data }) => ({ title, category, data }))).toEqual(
    ['ann-2', 'ann-1'].map((title) => ({ title, category: 'tickets', data: { ticketId: 't1' } })),
  );
  expect(all.unsubscribeTokens.map(({ scope }) => scope)).toEqual(['tickets']);
  expect(all.pushSubscriptions.map(({ endpoint, keys }) => ({ endpoint, keys }))).toEqual(
    ['ann-1', 'ann-2'].map((name) => ({
      endpoint: `https://push.example/${name}`,
      keys: { p256dh: 'key', auth: 'secret' },
    })),
  );
});

test('PREF-12 an export of nothing is empty', async () => {
  const ann = await server.person('Ann');
  const all = await exported(ann);
  expect(all.preferences).toEqual(await preferencesOf(ann));
  expect([all.history, all.feed, all.unsubscribeTokens, all.pushSubscriptions]).toEqual([[], [], [], []]);
});

test('PREF-17 the history tells what changed, when and by whom, and of nothing that did not', async () => {
  const ann = await server.person('Ann');
  await prefer(ann, { categories: { tickets: { email: false, sms: false }, marketing: { push: true } } });
  await prefer(ann, { categories: { tickets: { email: false } } });
  await admin.put(`${PREFERENCES}/users/${ann.id}`, { digest: { frequency: 'daily', hour: 8 } });
  await server.anonymous.get(linkOf(await tokenFor(ann, 'marketing')));
  await optOut(ann);
  await prefer(ann, { categories: { marketing: { sms: true } } });
  const { history } = await exported(ann);
  const at = history[2]?.at ?? '';
  expect(history.map(({ source, changes }) => ({ source, changes }))).toEqual([
    { source: 'user', changes: { categories: { tickets: { email: false }, marketing: { push: true } } } },
    { source: 'admin', changes: { digest: { frequency: 'daily' } } },
    {
      source: 'unsubscribe',
      changes: {
        categories: { marketing: { push: false } },
        marketingOptOut: { optedOut: true, at, source: 'unsubscribe' },
      },
    },
    {
      source: 'user',
      changes: {
        categories: { marketing: { sms: true } },
        marketingOptOut: { optedOut: false, at: null, source: null },
      },
    },
  ]);
  expect(history.map((entry) => entry.at)).toEqual(history.map((entry) => entry.at).sort());
});

test('PREF-13 what is deleted is gone: defaults hold, links are dead, the feed is empty', async () => {
  const { ann, bo } = await server.people('ann', 'bo');
  const fresh = await preferencesOf(ann);
  await prefer(ann, { channels: OFF, digest: { frequency: 'weekly' } });
  const token = await tokenFor(ann, 'tickets');
  await addNotices(ann, 'gone');
  await addNotices(bo, 'kept');
  const answer = await ann.delete(PREFERENCES);
  expect(answer.status).toBe(204);
  expect(await preferencesOf(ann)).toEqual(fresh);
  const all = await exported(ann);
  expect([all.history, all.feed, all.unsubscribeTokens, all.pushSubscriptions]).toEqual([[], [], [], []]);
  expectRefusal(await server.anonymous.get(linkOf(token)), 404, 'not_found');
  expect(await preferencesOf(ann)).toEqual(fresh);
  expect((await ann.delete(PREFERENCES)).status).toBe(204);
  expect((await exported(bo)).feed).toHaveLength(1);
  for (const table of [
    'notification_preferences',
    'preference_changes',
    'unsubscribe_tokens',
    'notifications',
    'push_subscriptions',
  ]) {
    const { rowCount } = await database.query(`SELECT 1 FROM ${table} WHERE user_id = $1`, [ann.id]);
    expect(rowCount, table).toBe(0);
  }
});

test('PREF-13 a deletion and links used at the same time leave either all or nothing', async () => {
  for (let round = 0; round < 10; round++) {
    const ann = await server.person('Ann');
    const token = await tokenFor(ann, 'messages');
    const [deleted, ...clicks] = await Promise.all([
      ann.delete(PREFERENCES),
      server.anonymous.get(linkOf(token)),
      server.anonymous.get(linkOf(token)),
    ]);
    expect(deleted.status).toBe(204);
    for (const click of clicks) expect([200, 404]).toContain(click.status);
    expect((await preferencesOf(ann)).updatedAt).toBeNull();
    expect((await exported(ann)).history).toEqual([]);
  }
});

test('PREF-14 an opt-out of marketing outlives the deletion until the person turns marketing on', async () => {
  const { ann, bo } = await server.people('ann', 'bo');
  await optOut(ann);
  await ann.delete(PREFERENCES);
  expect((await preferencesOf(ann)).marketingOptOut).toEqual({ optedOut: false, at: null, source: null });
  const skipped = { updated: 1, skipped: [{ userId: ann.id, code: 'opted_out' }] };
  expect(await bulk(MARKETING_ON, ann, bo)).toEqual(skipped);
  expectRefusal(await admin.put(`${PREFERENCES}/users/${ann.id}`, MARKETING_ON), 409, 'conflict');
  expect((await preferencesOf(ann)).categories.marketing).toEqual(OFF);

  await ann.delete(PREFERENCES);
  await prefer(ann, { categories: { product: { email: true } } });
  expect(await bulk(MARKETING_ON, ann, bo)).toEqual(skipped);

  expect((await prefer(ann, MARKETING_ON)).categories.marketing.email).toBe(true);
  expect(await bulk({ categories: { marketing: { push: true } } }, ann)).toEqual({ updated: 1, skipped: [] });
  expect((await preferencesOf(ann)).categories.marketing).toEqual({ ...OFF, email: true, push: true });
});

test('PREF-14 who turned marketing on again before deleting is not kept out', async () => {
  const ann = await server.person('Ann');
  await optOut(ann);
  await prefer(ann, MARKETING_ON);
  await ann.delete(PREFERENCES);
  expect(await bulk(MARKETING_ON, ann)).toEqual({ updated: 1, skipped: [] });
});

test('PREF-14 what stays of the opt-out does not tell who it was', async () => {
  const ann = await server.person('Ann');
  await optOut(ann);
  await ann.delete(PREFERENCES);
  const { rows } = await database.query<{ hash: string }>(
    "SELECT encode(user_hash, 'hex') AS hash FROM marketing_suppressions",
  );
  const { createHash } = await import('node:crypto');
  const plain = createHash('sha256').update(ann.id).digest('hex');
  expect(rows.length).toBeGreaterThan(0);
  for (const { hash } of rows) {
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(hash).not.toBe(plain);
    expect(hash).not.toContain(Buffer.from(ann.id).toString('hex'));
  }
});

test('PREF-15 admins read and change anybody’s preferences', async () => {
  const ann = await server.person('Ann');
  const path = `${PREFERENCES}/users/${ann.id}`;
  expect((await admin.get(path)).as(preferencesShape)).toEqual(await preferencesOf(ann));
  const changed = (await admin.put(path, { channels: { push: false } })).as(preferencesShape);
  expect(changed).toMatchObject({ userId: ann.id, channels: { push: false } });
  expect(await preferencesOf(ann)).toEqual(changed);
  expect((await preferencesOf(admin)).updatedAt).toBeNull();
});

test('PREF-15 nobody else does', async () => {
  const { ann, bo } = await server.people('ann', 'bo');
  const agent = await server.person('Ag', { role: 'agent' });
  const path = `${PREFERENCES}/users/${ann.id}`;
  for (const nosy of [ann, bo, agent]) {
    expectRefusal(await nosy.get(path), 403, 'forbidden');
    expectRefusal(await nosy.put(path, { channels: { push: false } }), 403, 'forbidden');
    expectRefusal(
      await nosy.post(`${PREFERENCES}/bulk`, { userIds: [nosy.id], changes: { channels: { push: false } } }),
      403,
      'forbidden',
    );
  }
  expect((await preferencesOf(ann)).updatedAt).toBeNull();
  for (const id of ['unknown-person', '%00', 'x'.repeat(400)]) {
    expectRefusal(await admin.get(`${PREFERENCES}/users/${id}`), 404, 'not_found');
    expectRefusal(await admin.put(`${PREFERENCES}/users/${id}`, {}), 404, 'not_found');
  }
});

test('PREF-15 an admin’s changes pass the same checks', async () => {
  const ann = await server.person('Ann');
  const path = `${PREFERENCES}/users/${ann.id}`;
  const wrong = { channels: { push: false }, categories: { security: { email: false } } };
  expectRefusal(await admin.put(path, wrong), 400, 'validation_failed', 'categories.security.email');
  const answer = await admin.post(`${PREFERENCES}/bulk`, { userIds: [ann.id], changes: wrong });
  expectRefusal(answer, 400, 'validation_failed', 'changes.categories.security.email');
  expect((await preferencesOf(ann)).updatedAt).toBeNull();
});

test('PREF-15 an admin may end an opt-out that stands in the preferences, and the history says who it was', async () => {
  const ann = await server.person('Ann');
  await optOut(ann);
  const changed = (await admin.put(`${PREFERENCES}/users/${ann.id}`, MARKETING_ON)).as(preferencesShape);
  expect(changed.marketingOptOut.optedOut).toBe(false);
  expect((await exported(ann)).history.at(-1)?.source).toBe('admin');
});

test('PREF-16 many people are changed at once; who cannot be is named with the reason', async () => {
  const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
  await optOut(bo);
  const changes = { ...MARKETING_ON, channels: { sms: false } };
  const ghost = { id: 'unknown-person' };
  const odd = { id: 'a\tb' };
  expect(await bulk(changes, ann, ghost, bo, cy, ann, odd)).toEqual({
    updated: 2,
    skipped: [
      { userId: ghost.id, code: 'user_not_found' },
      { userId: bo.id, code: 'opted_out' },
      { userId: odd.id, code: 'user_not_found' },
    ],
  });
  for (const one of [ann, cy]) {
    expect(await preferencesOf(one)).toMatchObject({
      channels: { sms: false },
      categories: { marketing: { email: true } },
    });
  }
  expect(await preferencesOf(bo)).toMatchObject({ channels: { sms: true }, categories: { marketing: OFF } });
  expect((await exported(ann)).history.map(({ source }) => source)).toEqual(['admin']);
});

test('PREF-16 who opted out takes part in every change that turns no marketing on', async () => {
  const ann = await server.person('Ann');
  await optOut(ann);
  const changes = { categories: { marketing: { email: false }, tickets: { sms: true } } };
  expect(await bulk(changes, ann)).toEqual({ updated: 1, skipped: [] });
  expect(await preferencesOf(ann)).toMatchObject({
    categories: { tickets: { sms: true } },
    marketingOptOut: { optedOut: true, source: 'user' },
  });
});

test('PREF-16 a thousand people at most', async () => {
  const ids = (count: number) => Array.from({ length: count }, (_, index) => `nobody-${index}`);
  const post = (userIds: unknown, changes: unknown = {}) => admin.post(`${PREFERENCES}/bulk`, { userIds, changes });
  expect((await post(ids(1000))).as(bulkShape)).toMatchObject({ updated: 0 });
  expectRefusal(await post(ids(1001)), 400, 'validation_failed', 'userIds');
  expectRefusal(await post([]), 400, 'validation_failed', 'userIds');
  expectRefusal(await post(['a', 5]), 400, 'validation_failed', 'userIds.1');
  expectRefusal(await post(['a\u0000']), 400, 'validation_failed', 'userIds.0');
  expectRefusal(await post(['a'], null), 400, 'validation_failed', 'changes');
});

test('PREF-16 changes of many and of one at the same time do not lose each other', async () => {
  const everybody = await Promise.all(Array.from({ length: 6 }, () => server.person('One')));
  const backwards = [...everybody].reverse();
  await Promise.all([
    bulk({ channels: { sms: false } }, ...everybody),
    bulk({ channels: { push: false } }, ...backwards),
    ...everybody.map((one) => prefer(one, { channels: { inApp: false } })),
  ]);
  for (const one of everybody) {
    expect((await preferencesOf(one)).channels).toEqual({ ...OFF, email: true });
  }
});

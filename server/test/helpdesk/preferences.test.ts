import { afterAll, expect, test } from 'vitest';
import { CATEGORIES, OFF, PREFERENCES, prefer, preferencesOf, preferencesShape } from '../support/preferences.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());

const MARKETING = `${PREFERENCES}/opt-out/marketing`;
const EVERYTHING = `${PREFERENCES}/opt-out/all-non-essential`;
const ALL = { email: true, sms: true, push: true, inApp: true };

test('PREF-1 who never set anything has the defaults', async () => {
  const ann = await server.person('Ann');
  expect(await preferencesOf(ann)).toEqual({
    userId: ann.id,
    channels: ALL,
    categories: {
      messages: { ...ALL, sms: false },
      groups: { ...OFF, push: true, inApp: true },
      tickets: { ...ALL, sms: false },
      bookings: { ...ALL, sms: false },
      account: { ...OFF, email: true, inApp: true },
      security: ALL,
      product: { ...OFF, inApp: true },
      marketing: OFF,
    },
    quietHours: { enabled: false, start: '22:00', end: '07:00', timeZone: 'UTC' },
    digest: { frequency: 'off', hour: 8 },
    marketingOptOut: { optedOut: false, at: null, source: null },
    updatedAt: null,
  });
});

test('PREF-2 what is sent is laid over what is there, at any depth', async () => {
  const ann = await server.person('Ann');
  const before = await preferencesOf(ann);
  const changed = await prefer(ann, {
    channels: { sms: false },
    categories: { tickets: { email: false }, groups: { email: true, push: false } },
    quietHours: { start: '23:30' },
    digest: { hour: 0 },
  });
  const { categories } = before;
  expect(changed).toEqual({
    ...before,
    channels: { ...ALL, sms: false },
    categories: {
      ...categories,
      tickets: { ...categories.tickets, email: false },
      groups: { ...categories.groups, email: true, push: false },
    },
    quietHours: { ...before.quietHours, start: '23:30' },
    digest: { frequency: 'off', hour: 0 },
    updatedAt: changed.updatedAt,
  });
  expect(changed.updatedAt).not.toBeNull();
  const again = await prefer(ann, {
    quietHours: { enabled: true, timeZone: 'Asia/Kathmandu' },
    digest: { frequency: 'weekly' },
  });
  expect(again).toEqual({
    ...changed,
    quietHours: { enabled: true, start: '23:30', end: '07:00', timeZone: 'Asia/Kathmandu' },
    digest: { frequency: 'weekly', hour: 0 },
    updatedAt: again.updatedAt,
  });
  expect(await preferencesOf(ann)).toEqual(again);
});

test('PREF-2 what was read can be sent back; what is not for setting is left alone', async () => {
  const ann = await server.person('Ann');
  await ann.post(MARKETING);
  const whole = await preferencesOf(ann);
  expect({ ...(await prefer(ann, whole)), updatedAt: null }).toEqual({ ...whole, updatedAt: null });
  const forged = { userId: 'bo', updatedAt: null, marketingOptOut: { optedOut: false }, role: 'admin', theme: 'dark' };
  expect(await prefer(ann, forged)).toMatchObject({ userId: ann.id, marketingOptOut: whole.marketingOptOut });
});

test('PREF-2 sending nothing sets nothing', async () => {
  const ann = await server.person('Ann');
  for (const nothing of [{}, { channels: {} }, { categories: { tickets: {} }, digest: {} }]) {
    expect((await prefer(ann, nothing)).updatedAt).toBeNull();
  }
});

test('PREF-2 of changes made at the same time none is lost', async () => {
  const ann = await server.person('Ann');
  const changes = CATEGORIES.filter((category) => category !== 'marketing').flatMap((category) => [
    { categories: { [category]: { sms: category !== 'security' } } },
    { categories: { [category]: { push: category === 'product' } } },
  ]);
  const answers = await Promise.all(changes.map((change) => ann.put(PREFERENCES, change)));
  expect(answers.map(({ status }) => status)).toEqual(changes.map(() => 200));
  const { categories } = await preferencesOf(ann);
  for (const change of changes) expect(categories).toMatchObject(change.categories);
});

test('PREF-2 nobody is touched by what another sets', async () => {
  const { ann, bo } = await server.people('ann', 'bo');
  await prefer(ann, { channels: { email: false } });
  expect((await preferencesOf(bo)).channels.email).toBe(true);
});

const good = { channels: { email: false }, digest: { frequency: 'daily', hour: 5 } };

test.each([
  ['channels', { channels: true }],
  ['channels', { channels: null }],
  ['channels.fax', { channels: { fax: true } }],
  ['channels.email', { channels: { email: 'true' } }],
  ['channels.email', { channels: { email: null } }],
  ['channels.inApp', { channels: { inApp: 1 } }],
  ['categories', { categories: [] }],
  ['categories.weather', { categories: { weather: { email: true } } }],
  ['categories.toString', { categories: { toString: { email: true } } }],
  ['categories.tickets', { categories: { tickets: false } }],
  ['categories.tickets.pigeon', { categories: { tickets: { pigeon: true } } }],
  ['categories.tickets.email', { categories: { tickets: { email: 0 } } }],
  ['categories.security.fax', { categories: { security: { fax: true } } }],
  ['quietHours', { quietHours: 'night' }],
  ['quietHours.enabled', { quietHours: { enabled: 'yes' } }],
  ['quietHours.start', { quietHours: { start: '24:00' } }],
  ['quietHours.start', { quietHours: { start: '7:00' } }],
  ['quietHours.start', { quietHours: { start: '12:60' } }],
  ['quietHours.start', { quietHours: { start: '22:00:00' } }],
  ['quietHours.start', { quietHours: { start: ' 22:00' } }],
  ['quietHours.start', { quietHours: { start: '22:00\n' } }],
  ['quietHours.start', { quietHours: { start: '２２:00' } }],
  ['quietHours.end', { quietHours: { end: 700 } }],
  ['quietHours.end', { quietHours: { end: '' } }],
  ['quietHours.timeZone', { quietHours: { timeZone: 'Mars/Olympus' } }],
  ['quietHours.timeZone', { quietHours: { timeZone: '+01:00' } }],
  ['quietHours.timeZone', { quietHours: { timeZone: '' } }],
  ['quietHours.timeZone', { quietHours: { timeZone: null } }],
  ['quietHours.timeZone', { quietHours: { timeZone: 'UTC\u0000' } }],
  ['digest', { digest: 'daily' }],
  ['digest.frequency', { digest: { frequency: 'hourly' } }],
  ['digest.frequency', { digest: { frequency: null } }],
  ['digest.hour', { digest: { hour: 24 } }],
  ['digest.hour', { digest: { hour: -1 } }],
  ['digest.hour', { digest: { hour: 8.5 } }],
  ['digest.hour', { digest: { hour: '8' } }],
])('PREF-3 a wrong %s is 400 and nothing changes: %j', async (field, wrong) => {
  const ann = await server.person('Ann');
  const before = await preferencesOf(ann);
  expectRefusal(await ann.put(PREFERENCES, { ...good, ...wrong }), 400, 'validation_failed', field);
  expect(await preferencesOf(ann)).toEqual(before);
});

test('PREF-3 all that is wrong is named at once', async () => {
  const ann = await server.person('Ann');
  const answer = await ann.put(PREFERENCES, { channels: { fax: true, pigeon: true }, digest: { hour: 99 } });
  const paths = (answer.problem().errors ?? []).map(({ path }) => path);
  expect(paths.sort()).toEqual(['channels.fax', 'channels.pigeon', 'digest.hour']);
});

test.each(['account', 'security'])('PREF-4 %s keeps e-mail and feed', async (category) => {
  const ann = await server.person('Ann');
  for (const channel of ['email', 'inApp']) {
    const answer = await ann.put(PREFERENCES, { ...good, categories: { [category]: { [channel]: false } } });
    expectRefusal(answer, 400, 'validation_failed', `categories.${category}.${channel}`);
  }
  expect((await preferencesOf(ann)).updatedAt).toBeNull();
  const rest = { email: true, sms: false, push: false, inApp: true };
  expect((await prefer(ann, { categories: { [category]: rest } })).categories).toMatchObject({ [category]: rest });
});

test('PREF-4 masters may all be off', async () => {
  const ann = await server.person('Ann');
  const { channels, categories } = await prefer(ann, { channels: OFF });
  expect(channels).toEqual(OFF);
  expect(categories.security).toEqual(ALL);
});

test('PREF-5 opting out of marketing turns all of it off and says so; turning a channel on ends it', async () => {
  const ann = await server.person('Ann');
  await prefer(ann, { categories: { marketing: { email: true, push: true } } });
  const out = (await ann.post(MARKETING)).as(preferencesShape);
  expect(out.categories.marketing).toEqual(OFF);
  expect(out.marketingOptOut).toEqual({ optedOut: true, at: out.updatedAt, source: 'user' });
  expect((await ann.post(MARKETING)).as(preferencesShape)).toEqual(out);
  const still = await prefer(ann, { categories: { marketing: { sms: false }, product: { email: true } } });
  expect(still.marketingOptOut).toEqual(out.marketingOptOut);
  const back = await prefer(ann, { categories: { marketing: { push: true } } });
  expect(back.categories.marketing).toEqual({ ...OFF, push: true });
  expect(back.marketingOptOut).toEqual({ optedOut: false, at: null, source: null });
});

test('PREF-6 opting out of everything leaves what is essential', async () => {
  const ann = await server.person('Ann');
  await prefer(ann, {
    categories: { marketing: { sms: true }, account: { push: true } },
    digest: { frequency: 'weekly', hour: 17 },
    quietHours: { enabled: true },
  });
  const out = (await ann.post(EVERYTHING)).as(preferencesShape);
  for (const category of CATEGORIES) {
    if (category !== 'account' && category !== 'security') expect(out.categories[category], category).toEqual(OFF);
  }
  expect(out.categories.account).toEqual({ ...ALL, sms: false });
  expect(out.categories.security).toEqual(ALL);
  expect(out.channels).toEqual(ALL);
  expect(out.digest).toEqual({ frequency: 'off', hour: 17 });
  expect(out.quietHours.enabled).toBe(true);
  expect(out.marketingOptOut).toEqual({ optedOut: true, at: out.updatedAt, source: 'user' });
  expect((await ann.post(EVERYTHING)).as(preferencesShape)).toEqual(out);
});

test('PREF-6 an earlier opt-out of marketing keeps its date', async () => {
  const ann = await server.person('Ann');
  const first = (await ann.post(MARKETING)).as(preferencesShape);
  const out = (await ann.post(EVERYTHING)).as(preferencesShape);
  expect(out.marketingOptOut).toEqual(first.marketingOptOut);
  expect(out.categories.messages).toEqual(OFF);
});

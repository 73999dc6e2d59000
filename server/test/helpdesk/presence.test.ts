import { afterAll, expect, test } from 'vitest';
import { makeDirect, makeGroup } from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { expectFailedAck } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { presenceShape } from '../support/shapes.ts';
import { quiet } from '../support/wire.ts';

const server = await startServer();
afterAll(() => server.stop());
const cast = async () => {
  const people = await server.people('ann', 'bo', 'stranger');
  await makeDirect(people.ann, people.bo);
  await makeGroup(people.ann, [people.bo]);
  return people;
};
const presenceOf = async (asker: Person, who: Person) =>
  (await asker.get(`/api/users/${who.id}/presence`)).as(presenceShape);

test('PRES-1 the first connection makes one online, the last one to go offline', async () => {
  const { ann, bo, stranger } = await cast();
  const [hers, foreign] = [await ann.connect(), await stranger.connect()];
  const first = await bo.connect();
  const online = { userId: bo.id, status: 'online', statusText: null, isOnline: true };
  expect(await hers.waitFor('presence_update')).toMatchObject(online);
  expect(await presenceOf(ann, bo)).toMatchObject(online);
  const second = await bo.connect();
  await first.close();
  await quiet([hers, foreign, second]);
  expect(hers.of('presence_update')).toHaveLength(1);
  hers.forget();
  const before = Date.now();
  await second.close();
  const gone = await hers.waitFor('presence_update');
  expect(gone).toMatchObject({ userId: bo.id, status: 'offline', isOnline: false });
  expect(Date.parse(gone.lastSeen ?? '')).toBeGreaterThan(before - 2000);
  expect(await presenceOf(ann, bo)).toEqual(gone);
  expect(foreign.heard).toEqual([]);
});

test('PRES-2 a chosen status goes to those who share a conversation and to one’s other connections, once each', async () => {
  const { ann, bo, stranger } = await cast();
  const [hers, foreign, one, two] = [
    await ann.connect(),
    await stranger.connect(),
    await bo.connect(),
    await bo.connect(),
  ];
  await quiet([hers, foreign, one, two]);
  for (const wire of [hers, foreign, one, two]) wire.forget();
  const ack = await one.ask('update_presence', { status: 'busy', statusText: 'in <surgery>' });
  const busy = { userId: bo.id, status: 'busy', statusText: 'in <surgery>', isOnline: true };
  expect(ack.raw).toMatchObject({ ok: true, presence: { ...busy, status: 'online' } });
  // The other connection is online still, and the most present one counts: so nothing but the text has changed.
  await quiet([hers, foreign, one, two]);
  expect(hers.of('presence_update').length).toBeLessThanOrEqual(1);
  await two.close();
  await quiet([hers, foreign, one]);
  expect(await presenceOf(ann, bo)).toMatchObject(busy);
  expect(hers.of('presence_update').at(-1)).toMatchObject(busy);
  expect(foreign.heard).toEqual([]);
});

test('PRES-2 with one connection each status is told as it is', async () => {
  const { ann, bo } = await cast();
  const [hers, his] = [await ann.connect(), await bo.connect()];
  await hers.waitFor('presence_update', (one) => one.status === 'online');
  for (const status of ['away', 'busy', 'online'] as const) {
    hers.forget();
    await his.ask('update_presence', { status });
    expect(await hers.waitFor('presence_update')).toMatchObject({ userId: bo.id, status, isOnline: true });
    expect(await presenceOf(ann, bo)).toMatchObject({ status, isOnline: true });
  }
  expect(his.of('presence_update').filter((one) => one.userId === bo.id)).toEqual([]);
});

test('PRES-3 who chooses offline appears offline while connected', async () => {
  const { ann, bo } = await cast();
  const [hers, his] = [await ann.connect(), await bo.connect()];
  await hers.waitFor('presence_update', (one) => one.isOnline);
  hers.forget();
  await his.ask('update_presence', { status: 'offline' });
  expect(await hers.waitFor('presence_update')).toMatchObject({ userId: bo.id, status: 'offline', isOnline: false });
  expect(await presenceOf(ann, bo)).toMatchObject({ status: 'offline', isOnline: false });
  hers.forget();
  await his.ask('update_presence', { status: 'online' });
  expect(await hers.waitFor('presence_update')).toMatchObject({ status: 'online', isOnline: true });
});

test('PRES-4 of several connections the most present one counts', async () => {
  const { ann, bo } = await cast();
  const [one, two] = [await bo.connect(), await bo.connect()];
  const status = async () => (await presenceOf(ann, bo)).status;
  await one.ask('update_presence', { status: 'away' });
  expect(await status()).toBe('online');
  await two.ask('update_presence', { status: 'busy' });
  expect(await status()).toBe('busy');
  await two.ask('update_presence', { status: 'offline' });
  expect(await status()).toBe('away');
  await one.close();
  await quiet([two]);
  expect(await status()).toBe('offline');
});

test('PRES-5 the text of a status is kept when the status changes', async () => {
  const { ann, bo } = await cast();
  const his = await bo.connect();
  await his.ask('update_presence', { status: 'busy', statusText: '😀'.repeat(140) });
  await his.ask('update_presence', { status: 'online' });
  expect((await presenceOf(ann, bo)).statusText).toBe('😀'.repeat(140));
  await his.close();
  expect((await presenceOf(ann, bo)).statusText).toBe('😀'.repeat(140));
});

test.each([
  {},
  { status: 'asleep' },
  { status: null },
  { status: 5 },
  { status: 'ONLINE' },
  { status: 'online', statusText: 5 },
  { status: 'online', statusText: 'x'.repeat(141) },
  { status: 'online', statusText: 'a\u0000' },
])('PRES-6 a wrong status is refused: %j', async (payload) => {
  const { bo } = await cast();
  const his = await bo.connect();
  expectFailedAck(await his.ask('update_presence', payload), 'validation_failed');
});

test('PRES-7 members are shown as online or not inside a conversation', async () => {
  const { ann, bo } = await cast();
  const chat = await makeDirect(ann, bo);
  const member = async () =>
    (await ann.get(`/api/messaging/conversations/${chat.id}`)).json as {
      members: { userId: string; isOnline: boolean; lastSeen: string | null }[];
    };
  const his = await bo.connect();
  expect((await member()).members.find((one) => one.userId === bo.id)).toMatchObject({ isOnline: true });
  await his.close();
  await quiet([his]);
  const away = (await member()).members.find((one) => one.userId === bo.id);
  expect(away?.isOnline).toBe(false);
  expect(away?.lastSeen).not.toBeNull();
});

test('PRES-2 with the last shared conversation the news of each other end', async () => {
  const { ann, bo } = await server.people('ann', 'bo');
  const group = await makeGroup(ann, [bo]);
  const [hers, his] = [await ann.connect(), await bo.connect()];
  await hers.waitFor('presence_update', (one) => one.userId === bo.id);
  await bo.delete(`/api/messaging/conversations/${group.id}/members/me`);
  await quiet([hers, his]);
  for (const wire of [hers, his]) wire.forget();
  await his.ask('update_presence', { status: 'busy' });
  await hers.ask('update_presence', { status: 'away' });
  await quiet([hers, his]);
  for (const wire of [hers, his]) expect(wire.of('presence_update')).toEqual([]);
});

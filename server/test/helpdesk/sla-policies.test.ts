import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { slaPoliciesShape } from '../support/sla-shapes.ts';

const server = await startServer();
afterAll(() => server.stop());
const admin = await server.person('Root', { role: 'admin' });

const PATH = '/api/tickets/sla-policies';
const hours = { timeZone: 'Europe/Berlin', days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00' };
const targets = { firstResponseMinutes: 30, resolutionMinutes: 480 };
const nothing = { low: null, medium: null, high: null, urgent: null, businessHours: null };
const read = async () => (await admin.get(PATH)).as(slaPoliciesShape);

beforeEach(async () => {
  expect((await admin.put(PATH, nothing)).status).toBe(200);
});

test('SLA-11 at first nothing is promised', async () => {
  const fresh = await startServer();
  const root = await fresh.person('Root', { role: 'admin' });
  expect((await root.get(PATH)).as(slaPoliciesShape)).toEqual({ ...nothing, updatedAt: null });
  await fresh.stop();
});

test('SLA-11 admins set what they send and leave the rest', async () => {
  const first = await admin.put(PATH, { urgent: targets, businessHours: hours });
  expect(first.status).toBe(200);
  expect(first.as(slaPoliciesShape)).toMatchObject({ ...nothing, urgent: targets, businessHours: hours });
  const second = (await admin.put(PATH, { low: { ...targets, resolutionMinutes: 9000 } })).as(slaPoliciesShape);
  expect(second).toMatchObject({
    urgent: targets,
    low: { resolutionMinutes: 9000 },
    businessHours: hours,
    medium: null,
  });
  const third = (await admin.put(PATH, { urgent: null, businessHours: null })).as(slaPoliciesShape);
  expect(third).toMatchObject({ urgent: null, low: { resolutionMinutes: 9000 }, businessHours: null });
  expect(await read()).toEqual(third);
});

test('SLA-11 what changes nothing is no new version', async () => {
  const first = (await admin.put(PATH, { urgent: targets, businessHours: hours })).as(slaPoliciesShape);
  for (const same of [{}, { urgent: targets }, { businessHours: { ...hours, unknown: 1 } }, { color: 'red' }])
    expect((await admin.put(PATH, same)).as(slaPoliciesShape)).toEqual(first);
  const other = (await admin.put(PATH, { businessHours: { ...hours, end: '24:00' } })).as(slaPoliciesShape);
  expect(Date.parse(other.updatedAt ?? '')).toBeGreaterThan(Date.parse(first.updatedAt ?? ''));
});

test('SLA-11 admins who change it at once follow one another', async () => {
  const changes = ['low', 'medium', 'high', 'urgent'].map((priority) => ({ [priority]: targets }));
  const answers = await Promise.all(changes.map((change) => admin.put(PATH, change)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(await read()).toMatchObject({ low: targets, medium: targets, high: targets, urgent: targets });
});

test('SLA-12 only admins see and set it', async () => {
  const agent = await server.person('Ag', { role: 'agent' });
  const user = await server.person('Ann');
  for (const one of [agent, user]) {
    expectRefusal(await one.get(PATH), 403, 'forbidden');
    expectRefusal(await one.put(PATH, { urgent: targets }), 403, 'forbidden');
  }
  expect((await read()).urgent).toBeNull();
});

describe('what cannot be', () => {
  test.each([
    ['urgent.firstResponseMinutes', { urgent: { ...targets, firstResponseMinutes: 0 } }],
    ['urgent.firstResponseMinutes', { urgent: { ...targets, firstResponseMinutes: -5 } }],
    ['urgent.firstResponseMinutes', { urgent: { ...targets, firstResponseMinutes: 1.5 } }],
    ['urgent.firstResponseMinutes', { urgent: { ...targets, firstResponseMinutes: '30' } }],
    ['urgent.firstResponseMinutes', { urgent: { resolutionMinutes: 480 } }],
    ['urgent.resolutionMinutes', { urgent: { ...targets, resolutionMinutes: 525_601 } }],
    ['urgent.resolutionMinutes', { urgent: { ...targets, resolutionMinutes: 1e300 } }],
    ['urgent.resolutionMinutes', { urgent: { ...targets, resolutionMinutes: null } }],
    ['urgent', { urgent: 30 }],
    ['urgent', { urgent: [] }],
    ['businessHours', { businessHours: [hours, hours] }],
    ['businessHours', { businessHours: 'always' }],
    ['businessHours.timeZone', { businessHours: { ...hours, timeZone: 'Mars/Olympus' } }],
    ['businessHours.timeZone', { businessHours: { ...hours, timeZone: '+01:00' } }],
    ['businessHours.timeZone', { businessHours: { ...hours, timeZone: '' } }],
    ['businessHours.timeZone', { businessHours: { ...hours, timeZone: undefined } }],
    ['businessHours.days', { businessHours: { ...hours, days: [] } }],
    ['businessHours.days', { businessHours: { ...hours, days: [1, 2, 1] } }],
    ['businessHours.days', { businessHours: { ...hours, days: 'weekdays' } }],
    ['businessHours.days.1', { businessHours: { ...hours, days: [1, 8] } }],
    ['businessHours.days.0', { businessHours: { ...hours, days: [0] } }],
    ['businessHours.days.0', { businessHours: { ...hours, days: ['monday'] } }],
    ['businessHours.start', { businessHours: { ...hours, start: '24:00' } }],
    ['businessHours.start', { businessHours: { ...hours, start: '9:00' } }],
    ['businessHours.start', { businessHours: { ...hours, start: 9 } }],
    ['businessHours.end', { businessHours: { ...hours, end: '17:60' } }],
    ['businessHours.end', { businessHours: { ...hours, end: '09:00' } }],
    ['businessHours.end', { businessHours: { ...hours, start: '22:00', end: '06:00' } }],
  ])('SLA-10 %s is named and nothing is changed: %j', async (field, wrong) => {
    const before = (await admin.put(PATH, { urgent: targets, businessHours: hours })).as(slaPoliciesShape);
    expectRefusal(await admin.put(PATH, { low: targets, ...wrong }), 400, 'validation_failed', field);
    expect(await read()).toEqual(before);
  });

  test('SLA-10 a target that few business hours put years ahead is refused, whichever of the two is sent', async () => {
    const few = { ...hours, days: [7], end: '09:10' };
    await admin.put(PATH, { high: { firstResponseMinutes: 5, resolutionMinutes: 4000 } });
    expectRefusal(await admin.put(PATH, { businessHours: few }), 400, 'validation_failed', 'high.resolutionMinutes');
    expect(await read()).toMatchObject({ businessHours: null, high: { resolutionMinutes: 4000 } });
    expect((await admin.put(PATH, { businessHours: few, high: targets })).status).toBe(200);
  });
});

import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSlaSite, type TicketTurn } from '../../../test/support/sla-site.ts';
import { SlaKeeper } from '../../core/sla/keeper.ts';
import { advance } from '../../core/sla/ledger.ts';
import type { Escalation } from '../../core/sla/store.ts';
import type { SlaTargets } from '../../core/sla/types.ts';
import { transaction } from './pool.ts';
import { recomputeSla } from './sla.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-11-20T08:00:00Z');
const minutes = (count: number) => START + count * MINUTE;
const promise = (firstResponseMinutes: number, resolutionMinutes: number): SlaTargets => ({
  firstResponseMinutes,
  resolutionMinutes,
});

let site: Awaited<ReturnType<typeof createSlaSite>>;
let pool: Pool;
beforeAll(async () => {
  site = await createSlaSite();
  pool = site.pool;
  await site.promise(START, { medium: promise(30, 240), high: promise(20, 120), urgent: promise(10, 60) });
});
afterAll(() => site.end());

test('SLA-13 an account is written with the changes of its ticket, stretch by stretch', async () => {
  const id = await site.make(START);
  await site.alter(id, minutes(10), { answered: true });
  await site.alter(id, minutes(20), { status: 'pending' });
  await site.alter(id, minutes(100), { status: 'in_progress' });
  await site.alter(id, minutes(130), { status: 'resolved' });
  const report = await site.report(id, minutes(500));
  expect(report).toMatchObject({
    policy: { priority: 'medium', resolutionMinutes: 240 },
    firstResponse: { targetMinutes: 30, countedMinutes: 10, dueAt: minutes(30), breachedAt: null },
    resolution: { targetMinutes: 240, countedMinutes: 50, dueAt: minutes(320), breachedAt: null },
    pausedAt: null,
  });
  expect(report?.intervals.map(({ from, to, counted, reason }) => [from, to, counted, reason])).toEqual([
    [START, minutes(20), true, 'created'],
    [minutes(20), minutes(100), false, 'pending'],
    [minutes(100), minutes(130), true, 'resumed'],
    [minutes(130), null, false, 'resolved'],
  ]);
  await site.alter(id, minutes(600), { status: 'open' });
  expect(await site.report(id, minutes(610))).toMatchObject({
    resolution: { countedMinutes: 60, dueAt: minutes(790) },
  });
});

test('SLA-13 what is written is the same as what the whole past would give', async () => {
  const id = await site.make(START);
  const changes: TicketTurn[] = [
    { priority: 'urgent' },
    { status: 'pending' },
    { answered: true },
    { status: 'open' },
    { status: 'closed' },
    { status: 'open', priority: 'high' },
    {},
    { status: 'resolved' },
    { status: 'in_progress' },
  ];
  for (const [i, change] of changes.entries()) await site.alter(id, minutes(7 * (i + 1)), change);
  const written = await site.store.account(id);
  await pool.query('DELETE FROM ticket_sla_intervals WHERE ticket_id = $1', [id]);
  await pool.query('DELETE FROM ticket_sla WHERE ticket_id = $1', [id]);
  await transaction(pool, (client) => recomputeSla(client, id, new Date(minutes(100))));
  const rebuilt = await site.store.account(id);
  const at = (account: typeof written) => account && { ...advance(account.ledger, minutes(100)).ledger };
  expect(at(rebuilt)).toEqual(at(written));
  expect(rebuilt?.ended).toEqual(written?.ended);
});

test('SLA-13 a change that is rolled back leaves no trace in the account', async () => {
  const id = await site.make(START);
  const before = await site.store.account(id);
  const undone = transaction(pool, async (client) => {
    await client.query(`UPDATE tickets SET status = 'pending' WHERE id = $1`, [id]);
    await recomputeSla(client, id, new Date(minutes(5)));
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect(await site.store.account(id)).toEqual(before);
});

test('SLA-8 tickets under way come under a new policy, finished ones stay under theirs', async () => {
  const own = await createSlaSite();
  const [early, done, paused] = [await own.make(START), await own.make(START), await own.make(START)];
  await own.alter(done, minutes(5), { status: 'resolved' });
  await own.alter(paused, minutes(5), { status: 'pending' });
  expect(await own.report(early, minutes(5))).toBeNull();
  const keeper = new SlaKeeper({
    store: own.store,
    now: () => minutes(11),
    announce: async () => {},
    onFault: (error) => expect.fail(String(error)),
  });
  keeper.start();
  await own.promise(minutes(10), { medium: promise(30, 240) });
  await keeper.adopt();
  expect(await own.report(early, minutes(15))).toMatchObject({
    firstResponse: { countedMinutes: 5, dueAt: minutes(40) },
    intervals: [
      { from: START, to: minutes(10), reason: 'no_policy', policyVersion: null },
      { from: minutes(10), to: null, reason: 'policy_changed', policyVersion: 1 },
    ],
  });
  expect(await own.report(paused, minutes(15))).toMatchObject({
    pausedAt: minutes(5),
    resolution: { countedMinutes: 0 },
  });
  expect(await own.report(done, minutes(15))).toBeNull();
  // Reopened much later, it has all of its time.
  await own.alter(done, minutes(900), { status: 'open' });
  expect(await own.report(done, minutes(910))).toMatchObject({
    resolution: { countedMinutes: 10, dueAt: minutes(1140) },
  });
  await own.promise(minutes(20), { medium: promise(30, 500) });
  await keeper.adopt();
  expect(await own.report(early, minutes(25))).toMatchObject({
    policy: { version: 2 },
    resolution: { targetMinutes: 500, countedMinutes: 15, dueAt: minutes(510) },
  });
  await keeper.stop();
  await own.end();
});

test('SLA-14 a missed target raises the priority by a step, once, and the history tells so', async () => {
  const id = await site.make(START);
  expect(await site.store.escalate(id, minutes(30) - 1)).toBeNull();
  expect(await site.store.due(minutes(30) - 1, 50)).not.toContain(id);
  expect(await site.store.due(minutes(30), 50)).toContain(id);
  const changes = [{ field: 'priority', from: 'medium', to: 'high' }];
  expect(await site.store.escalate(id, minutes(30))).toEqual({ ticketId: id, changes });
  expect(await site.store.escalate(id, minutes(31))).toBeNull();
  expect(await site.history(id)).toEqual([{ actor_id: null, old_value: 'medium', new_value: 'high' }]);
  // The other target is that of the new priority, and is missed by itself later.
  expect(await site.report(id, minutes(31))).toMatchObject({
    firstResponse: { breachedAt: minutes(30) },
    resolution: { targetMinutes: 120, dueAt: minutes(120) },
  });
  expect(await site.store.escalate(id, minutes(120))).toMatchObject({ changes: [{ from: 'high', to: 'urgent' }] });
  expect(await site.store.escalate(id, minutes(900))).toBeNull();
  expect(await site.priority(id)).toBe('urgent');
});

test('SLA-14 the highest priority stays, and the history tells of the escalation all the same', async () => {
  const id = await site.make(START, 'urgent');
  expect(await site.store.escalate(id, minutes(10))).toEqual({ ticketId: id, changes: [] });
  expect(await site.history(id)).toEqual([{ actor_id: null, old_value: 'urgent', new_value: 'urgent' }]);
});

test('SLA-14 many processes at once escalate once', async () => {
  const id = await site.make(START);
  const tries = await Promise.all(Array.from({ length: 8 }, () => site.store.escalate(id, minutes(45))));
  expect(tries.filter((one) => one !== null)).toHaveLength(1);
  expect(await site.history(id)).toHaveLength(1);
});

test('SLA-14 a ticket that somebody has in hand is left for later', async () => {
  const id = await site.make(START);
  await transaction(pool, async (client) => {
    await client.query('SELECT 1 FROM tickets WHERE id = $1 FOR NO KEY UPDATE', [id]);
    expect(await site.store.escalate(id, minutes(45))).toBeNull();
  });
  expect(await site.store.escalate(id, minutes(46))).not.toBeNull();
});

test('SLA-14 a change that comes between the deadline and the watch takes nothing away', async () => {
  const id = await site.make(START);
  await site.alter(id, minutes(31), { status: 'in_progress', answered: true });
  expect(await site.store.due(minutes(31), 50)).toContain(id);
  expect(await site.store.escalate(id, minutes(32))).not.toBeNull();
  expect(await site.history(id)).toHaveLength(1);
});

test('SLA-7 a ticket resolved before anybody was called, and reopened, is not escalated for it', async () => {
  const id = await site.make(START);
  await site.alter(id, minutes(500), { status: 'resolved', answered: true });
  expect(await site.store.escalate(id, minutes(501))).toBeNull();
  await site.alter(id, minutes(510), { status: 'open' });
  expect(await site.store.escalate(id, minutes(9000))).toBeNull();
  expect(await site.history(id)).toEqual([]);
  expect(await site.report(id, minutes(9000))).toMatchObject({ resolution: { breachedAt: minutes(240) } });
});

test('SLA-14 what became due while nobody watched is done at the start, and the watch goes on from deadline to deadline', async () => {
  const own = await createSlaSite();
  await own.promise(START, { medium: promise(30, 240), high: promise(20, 120) });
  const [first, second] = [await own.make(START), await own.make(minutes(30))];
  let now = minutes(59);
  const told: Escalation[] = [];
  const watch = () =>
    new SlaKeeper({
      store: own.store,
      now: () => now,
      announce: async (escalation) => void told.push(escalation),
      onFault: (error) => expect.fail(String(error)),
    });
  const keeper = watch();
  keeper.start();
  await expect.poll(() => told.map(({ ticketId }) => ticketId)).toEqual([first]);
  await keeper.stop();
  now = minutes(60) - 200;
  const next = watch();
  next.start();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(told).toHaveLength(1);
  now = minutes(60);
  // It sleeps for the two hundred milliseconds that were left, and not until its next glance.
  await expect.poll(() => told.map(({ ticketId }) => ticketId), { timeout: 3000 }).toEqual([first, second]);
  await next.stop();
  expect(await own.history(first)).toHaveLength(1);
  await own.end();
});

test('SLA-13 without a policy nothing is written', async () => {
  const own = await createSlaSite();
  const id = await own.make(START);
  await own.alter(id, minutes(5), { status: 'pending' });
  const { rows } = await own.pool.query('SELECT 1 FROM ticket_sla');
  expect(rows).toEqual([]);
  expect(await own.store.nextCheck()).toBeNull();
  await own.end();
});

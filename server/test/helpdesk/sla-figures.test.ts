import { expect, test } from 'vitest';
import { startAgingServer } from '../support/aging.ts';
import { statsShape } from '../support/ticket-shapes.ts';
import { comment, openTicket, setStatus, TICKETS } from '../support/tickets.ts';

const MINUTE = 60_000;
const urgent = { firstResponseMinutes: 10, resolutionMinutes: 60 };

test('SLA-17 of the promises that were kept or broken, the share that was broken', async () => {
  const fresh = await startAgingServer();
  const people = { root: await fresh.person('Root', { role: 'admin' }), cy: await fresh.person('Cy') };
  const stats = async (query = '') => (await people.root.get(`${TICKETS}/stats${query}`)).as(statsShape);
  expect((await stats()).sla).toEqual({ firstResponseBreachRate: null, resolutionBreachRate: null });
  await people.root.put(`${TICKETS}/sla-policies`, { urgent });
  const make = () => openTicket(people.cy, { priority: 'urgent' });
  const [answered, resolved, late, open] = [await make(), await make(), await make(), await make()];
  await openTicket(people.cy, { priority: 'low' });
  for (const ticket of [answered, resolved]) await comment(people.root, ticket, 'Hello');
  await setStatus(people.root, resolved, 'resolved');
  await fresh.age(late, 11);
  expect(open.sla?.firstResponseBreached).toBe(false);
  expect((await stats()).sla).toEqual({ firstResponseBreachRate: 1 / 3, resolutionBreachRate: 0 });
  await fresh.age(late, 60);
  expect((await stats()).sla).toEqual({ firstResponseBreachRate: 1 / 3, resolutionBreachRate: 0.5 });
  expect((await stats('?to=2020-01-01T00:00:00Z')).sla.firstResponseBreachRate).toBeNull();
  await fresh.stop();
});

test('SLA-17 the backlog is what was open at the end of each day, reckoned from the history', async () => {
  const fresh = await startAgingServer();
  const people = { root: await fresh.person('Root', { role: 'admin' }), cy: await fresh.person('Cy') };
  const DAY = 24 * 60;
  const backlog = async (query = '') => (await people.root.get(`${TICKETS}/stats${query}`)).as(statsShape).backlog;
  const dayBefore = (days: number) => new Date(Date.now() - days * DAY * MINUTE).toISOString().slice(0, 10);
  const [still, done, again] = [await openTicket(people.cy), await openTicket(people.cy), await openTicket(people.cy)];
  // Made five days ago; one resolved three days ago, one closed then and reopened two days ago.
  await setStatus(people.root, done, 'resolved');
  await setStatus(people.root, again, 'closed');
  await fresh.age(again, DAY);
  await setStatus(people.root, again, 'open');
  await fresh.age(again, 2 * DAY);
  await fresh.age(done, 3 * DAY);
  for (const ticket of [still, done, again]) await fresh.made(ticket, 5 * DAY);
  const days = await backlog();
  expect(days).toHaveLength(30);
  expect(days.slice(-7)).toEqual([0, 3, 3, 1, 2, 2, 2].map((open, index) => ({ date: dayBefore(6 - index), open })));
  const [from, to] = [`${dayBefore(4)}T10:00:00Z`, `${dayBefore(3)}T10:00:00Z`];
  expect((await backlog(`?from=${from}&to=${to}`)).map(({ open }) => open)).toEqual([3, 1]);
  expect(await backlog('?from=2001-01-01T00:00:00Z')).toHaveLength(366);
  expect(await backlog('?from=2100-01-01T00:00:00Z')).toEqual([]);
  await fresh.stop();
});

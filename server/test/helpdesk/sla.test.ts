import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAgingServer } from '../support/aging.ts';
import { expectRefusal } from '../support/refusals.ts';
import { slaShape } from '../support/sla-shapes.ts';
import { type Ticket, ticketShape } from '../support/ticket-shapes.ts';
import { comment, historyOfTicket, lookAtTicket, openTicket, setStatus, TICKETS } from '../support/tickets.ts';

const server = await startAgingServer();
afterAll(() => server.stop());
const { ann, bo } = await server.people('ann', 'bo');
const ada = await server.person('Ada', { role: 'agent' });
const root = await server.person('Root', { role: 'admin' });

const POLICIES = `${TICKETS}/sla-policies`;
const MINUTE = 60_000;
const promise = (firstResponseMinutes: number, resolutionMinutes: number) => ({
  firstResponseMinutes,
  resolutionMinutes,
});
const account = async (ticket: Ticket) => (await ada.get(`${TICKETS}/${ticket.id}/sla`)).as(slaShape);
/** Minutes from the creation to a deadline. */
const after = (ticket: Ticket, due: string | null | undefined) =>
  due ? (Date.parse(due) - Date.parse(ticket.createdAt)) / MINUTE : null;

beforeAll(async () => {
  const policy = { low: null, medium: promise(30, 240), high: promise(20, 120), urgent: promise(10, 60) };
  expect((await root.put(POLICIES, { ...policy, businessHours: null })).status).toBe(200);
});

describe('what a ticket shows', () => {
  test('SLA-3 a ticket has its deadlines from the beginning; without a promise it has none', async () => {
    const ticket = await openTicket(ann);
    expect(after(ticket, ticket.sla?.firstResponseDueAt)).toBe(30);
    expect(after(ticket, ticket.sla?.resolutionDueAt)).toBe(240);
    expect(ticket.sla).toMatchObject({ firstResponseBreached: false, resolutionBreached: false, pausedAt: null });
    expect((await openTicket(ann, { priority: 'low' })).sla).toBeNull();
    expect((await lookAtTicket(ann, ticket)).sla).toEqual(ticket.sla);
  });

  test('SLA-3 an agent’s answer keeps the first promise, whichever way it comes; others’ words do not', async () => {
    for (const answer of ['ticket', 'message'] as const) {
      const ticket = await openTicket(ann);
      await comment(ann, ticket, 'And another thing');
      await comment(ada, ticket, 'Between us', { internal: true });
      expect((await account(ticket)).firstResponse?.countedMinutes).toBe(0);
      await server.age(ticket, 12);
      if (answer === 'ticket') await comment(ada, ticket, 'Hello');
      else await ada.post('/api/messaging/messages', { conversationId: ticket.conversationId, content: 'Hello' });
      await server.age(ticket, 5);
      expect(await account(ticket)).toMatchObject({
        firstResponse: { countedMinutes: 12, breachedAt: null },
        resolution: { countedMinutes: 17 },
      });
    }
  });

  test('SLA-3 an answer that resolves the ticket keeps both promises at the same moment', async () => {
    const ticket = await openTicket(ann);
    await server.age(ticket, 12);
    const resolved = await setStatus(ada, ticket, 'resolved', { comment: 'Done' });
    expect(resolved.firstRespondedAt).toBe(resolved.resolvedAt);
    await server.age(ticket, 50);
    const report = await account(ticket);
    expect(report).toMatchObject({
      firstResponse: { countedMinutes: 12, breachedAt: null },
      resolution: { countedMinutes: 12, breachedAt: null },
    });
    expect(report.intervals.map(({ counted, reason }) => [counted, reason])).toEqual([
      [true, 'created'],
      [false, 'resolved'],
    ]);
  });

  test('SLA-8 another priority has its own deadlines at once', async () => {
    const ticket = await openTicket(ann);
    const raised = (await ada.put(`${TICKETS}/${ticket.id}`, { priority: 'urgent' })).as(ticketShape);
    expect(after(ticket, raised.sla?.firstResponseDueAt)).toBe(10);
    const none = (await ada.put(`${TICKETS}/${ticket.id}`, { priority: 'low' })).as(ticketShape);
    expect(none.sla).toBeNull();
  });

  test('SLA-8 another policy holds for tickets under way at once', async () => {
    const ticket = await openTicket(ann, { priority: 'high' });
    await root.put(POLICIES, { high: promise(25, 500) });
    expect(after(ticket, (await lookAtTicket(ann, ticket)).sla?.resolutionDueAt)).toBe(500);
    expect((await account(ticket)).policy).toMatchObject({
      ...promise(25, 500),
      priority: 'high',
      businessHours: null,
    });
    await root.put(POLICIES, { high: promise(20, 120) });
    expect(after(ticket, (await lookAtTicket(ann, ticket)).sla?.resolutionDueAt)).toBe(120);
  });
});

describe('pauses', () => {
  test('SLA-4 pending pauses, and the requester’s answer ends it', async () => {
    const ticket = await openTicket(ann);
    await comment(ada, ticket, 'What do you see?');
    await server.age(ticket, 10);
    const pending = await setStatus(ada, ticket, 'pending');
    expect(pending.sla?.pausedAt).toBe(pending.updatedAt);
    await server.age(ticket, 600);
    const paused = await lookAtTicket(ann, ticket);
    expect(paused.sla).toMatchObject({ resolutionBreached: false });
    expect((await account(ticket)).resolution?.countedMinutes).toBe(10);
    await comment(ann, ticket, 'Nothing at all');
    const resumed = await lookAtTicket(ann, ticket);
    expect(resumed.status).toBe('open');
    expect(resumed.sla?.pausedAt).toBeNull();
    const left = (Date.parse(resumed.sla?.resolutionDueAt ?? '') - Date.now()) / MINUTE;
    expect(left).toBeGreaterThan(229.5);
    expect(left).toBeLessThanOrEqual(230);
  });

  test('SLA-7 a ticket that is resolved and reopened goes on where it stopped, and escalates nothing', async () => {
    const ticket = await openTicket(ann);
    await comment(ada, ticket, 'Hello');
    await server.age(ticket, 100);
    await setStatus(ada, ticket, 'resolved');
    await server.age(ticket, 5000);
    await setStatus(ann, ticket, 'open');
    const report = await account(ticket);
    expect(report.resolution).toMatchObject({ countedMinutes: 100, breachedAt: null });
    expect(report.intervals.map(({ counted, reason }) => [counted, reason])).toEqual([
      [true, 'created'],
      [false, 'resolved'],
      [true, 'reopened'],
    ]);
    expect((await historyOfTicket(ada, ticket)).filter(({ action }) => action === 'escalated')).toEqual([]);
  });
});

describe('the account', () => {
  test('SLA-15 agents see what counted and why the rest did not, without gaps', async () => {
    const ticket = await openTicket(ann);
    await server.age(ticket, 5);
    await setStatus(ada, ticket, 'pending');
    await server.age(ticket, 7);
    await setStatus(ada, ticket, 'in_progress');
    const report = await account(ticket);
    expect(report).toMatchObject({
      policy: { ...promise(30, 240), priority: 'medium' },
      firstResponse: { targetMinutes: 30, countedMinutes: 5, breachedAt: null },
      resolution: { targetMinutes: 240, countedMinutes: 5, breachedAt: null },
      pausedAt: null,
    });
    expect(report.intervals.map(({ counted, reason }) => [counted, reason])).toEqual([
      [true, 'created'],
      [false, 'pending'],
      [true, 'resumed'],
    ]);
    const [first, second, third] = report.intervals;
    expect([first?.to, second?.to, third?.to]).toEqual([second?.from, third?.from, null]);
    const shown = (await lookAtTicket(ada, ticket)).sla;
    expect(shown?.resolutionDueAt).toBe(report.resolution?.dueAt);
    expect(shown?.firstResponseDueAt).toBe(report.firstResponse?.dueAt);
  });

  test('SLA-15 it is for agents alone, and empty where nothing was ever promised', async () => {
    const ticket = await openTicket(ann);
    expectRefusal(await ann.get(`${TICKETS}/${ticket.id}/sla`), 403, 'forbidden');
    expectRefusal(await bo.get(`${TICKETS}/${ticket.id}/sla`), 403, 'forbidden');
    expectRefusal(await ada.get(`${TICKETS}/t${'x'.repeat(22)}/sla`), 404, 'not_found');
    expect((await root.get(`${TICKETS}/${ticket.id}/sla`)).status).toBe(200);
    expect(await account(await openTicket(ann, { priority: 'low' }))).toMatchObject({
      policy: null,
      firstResponse: null,
      resolution: null,
      intervals: [{ counted: false, reason: 'no_policy' }],
    });
  });
});

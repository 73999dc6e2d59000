import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAgingServer } from '../support/aging.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { countedListShape, type Ticket, ticketShape } from '../support/ticket-shapes.ts';
import { historyOfTicket, lookAtTicket, openTicket, setStatus, TICKETS } from '../support/tickets.ts';

const server = await startAgingServer();
afterAll(() => server.stop());
const { ann, bo } = await server.people('ann', 'bo');
const ada = await server.person('Ada', { role: 'agent' });
const max = await server.person('Max', { role: 'agent' });
const root = await server.person('Root', { role: 'admin' });

const promise = (firstResponseMinutes: number, resolutionMinutes: number) => ({
  firstResponseMinutes,
  resolutionMinutes,
});
beforeAll(async () => {
  const policy = { medium: promise(30, 240), high: promise(20, 120), urgent: promise(10, 60) };
  expect((await root.put(`${TICKETS}/sla-policies`, policy)).status).toBe(200);
});

describe('missed targets', () => {
  /** Once the watch has seen it. */
  const escalations = async (ticket: Ticket) =>
    (await historyOfTicket(ada, ticket)).filter(({ action }) => action === 'escalated');

  /** Half a second before its first deadline the watch hears of it by a change of something else. */
  async function almostDue(ticket: Ticket): Promise<void> {
    await server.age(ticket, 30 - 0.5 / 60);
    await ada.put(`${TICKETS}/${ticket.id}`, { tags: ['late'] });
  }

  test('SLA-14 a missed target raises the priority by a step, once, by nobody, and everybody concerned is told', async () => {
    const ticket = await openTicket(ann);
    const [own, desk] = [await ann.connect(), await ada.connect()];
    await almostDue(ticket);
    const isIt = (event: { id: string; priority: string }) => event.id === ticket.id && event.priority === 'high';
    const told = await desk.waitFor('ticket_updated', isIt);
    expect(told.changes).toEqual([{ field: 'priority', from: 'medium', to: 'high' }]);
    expect(told.sla).toMatchObject({ firstResponseBreached: true, resolutionBreached: false });
    await own.waitFor('ticket_updated', isIt);
    expect(await escalations(ticket)).toMatchObject([
      { actorId: null, actor: null, field: 'priority', from: 'medium', to: 'high' },
    ]);
    // Another one becomes due later, so that the watch has certainly looked again.
    const other = await openTicket(bo);
    await almostDue(other);
    await desk.waitFor('ticket_updated', (event) => event.id === other.id && event.priority === 'high');
    expect(await escalations(ticket)).toHaveLength(1);
    expect((await lookAtTicket(ann, ticket)).priority).toBe('high');
  });

  test('SLA-14 servers that share a database, and one that starts later, escalate once', async () => {
    const ticket = await openTicket(ann, { priority: 'high' });
    await server.age(ticket, 60);
    const others = await Promise.all([1, 2].map(() => startServer({}, async () => server.databaseUrl)));
    await expect.poll(() => escalations(ticket), { timeout: 12_000 }).toHaveLength(1);
    await Promise.all(others.map((one) => one.stop()));
    expect(await escalations(ticket)).toHaveLength(1);
    expect((await lookAtTicket(ann, ticket)).priority).toBe('urgent');
  }, 40_000);

  test('SLA-16 lists show those that missed a target, or did not, and how many they are', async () => {
    const { cy } = await server.people('cy');
    const [late, good, none] = [await openTicket(cy), await openTicket(cy), await openTicket(cy, { priority: 'low' })];
    await server.age(late, 300);
    const ids = async (who: typeof ada, path: string) => {
      const page = (await who.get(path)).as(countedListShape(ticketShape));
      expect(page.page.total).toBe(page.data.length);
      return page.data.map(({ id }) => id).sort();
    };
    for (const [who, list] of [
      [ada, `${TICKETS}?requesterId=${cy.id}&`],
      [cy, `${TICKETS}/my-tickets?`],
    ] as const) {
      expect(await ids(who, `${list}slaBreached=true`)).toEqual([late.id]);
      expect(await ids(who, `${list}slaBreached=false`)).toEqual([good.id, none.id].sort());
    }
    expectRefusal(await ada.get(`${TICKETS}?slaBreached=yes`), 400, 'validation_failed', 'slaBreached');
  });
});

describe('escalation by hand', () => {
  const escalate = (who: typeof ada, ticket: Ticket, body: object = { reason: 'The customer is without service' }) =>
    who.post(`${TICKETS}/${ticket.id}/escalate`, body);

  test('SLA-18 an agent raises the priority by a step; the reason is an internal note', async () => {
    const ticket = await openTicket(ann);
    const [own, desk] = [await ann.connect(), await max.connect()];
    const answer = await escalate(ada, ticket);
    expect(answer.status).toBe(200);
    const raised = answer.as(ticketShape);
    expect(raised).toMatchObject({ priority: 'high', assigneeId: null, commentCount: 0, status: 'open' });
    expect(Date.parse(raised.sla?.resolutionDueAt ?? '')).toBe(Date.parse(ticket.createdAt) + 120 * 60_000);
    expect((await historyOfTicket(ada, ticket)).filter(({ action }) => action === 'escalated')).toMatchObject([
      { actorId: ada.id, field: 'priority', from: 'medium', to: 'high' },
    ]);
    const { comments } = await lookAtTicket(max, ticket);
    expect(comments).toMatchObject([{ internal: true, authorId: ada.id, content: 'The customer is without service' }]);
    expect((await lookAtTicket(ann, ticket)).comments).toEqual([]);
    await desk.waitFor('ticket_comment', (event) => event.ticketId === ticket.id && event.internal);
    await desk.waitFor('ticket_updated', (event) => event.id === ticket.id && event.priority === 'high');
    await own.waitFor('ticket_updated', (event) => event.id === ticket.id && event.priority === 'high');
    expect(own.of('ticket_comment')).toEqual([]);
  });

  test('SLA-18 it may give the ticket to somebody, who becomes a member', async () => {
    const ticket = await openTicket(ann, { priority: 'urgent' });
    const raised = (await escalate(ada, ticket, { reason: 'r', assigneeId: max.id })).as(ticketShape);
    expect(raised).toMatchObject({ priority: 'urgent', assigneeId: max.id });
    const actions = (await historyOfTicket(ada, ticket)).map(({ action }) => action);
    expect(actions.filter((action) => action !== 'commented')).toEqual(['created', 'escalated', 'assigned']);
    const conversation = await max.get(`/api/messaging/conversations/${ticket.conversationId}`);
    expect(conversation.json).toMatchObject({ memberCount: 2 });
  });

  test('SLA-18 it is for agents, names who is to have it, says why, and leaves closed tickets alone', async () => {
    const ticket = await openTicket(ann);
    expectRefusal(await escalate(ann, ticket), 403, 'forbidden');
    expectRefusal(await escalate(bo, ticket), 403, 'forbidden');
    expectRefusal(await escalate(ada, { ...ticket, id: `t${'x'.repeat(22)}` }), 404, 'not_found');
    for (const reason of [undefined, null, '', ' ', 5, 'x'.repeat(2001), 'a\u0000b'])
      expectRefusal(await escalate(ada, ticket, { reason }), 400, 'validation_failed', 'reason');
    expectRefusal(
      await escalate(ada, ticket, { reason: 'r', assigneeId: bo.id }),
      400,
      'validation_failed',
      'assigneeId',
    );
    expectRefusal(
      await escalate(ada, ticket, { reason: 'r', assigneeId: 'nobody' }),
      404,
      'user_not_found',
      'assigneeId',
    );
    expect(await lookAtTicket(ada, ticket)).toMatchObject({ priority: 'medium', comments: [] });
    await setStatus(ada, ticket, 'closed');
    expectRefusal(await escalate(ada, ticket, { reason: 'r', assigneeId: bo.id }), 409, 'ticket_closed');
    expectRefusal(await escalate(ada, ticket), 409, 'ticket_closed');
    expect(await lookAtTicket(ada, ticket)).toMatchObject({ priority: 'medium', comments: [] });
  });
});

import { afterAll, describe, expect, test } from 'vitest';
import { CONVERSATIONS, look, say, upload } from '../support/factories.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { conversationShape } from '../support/shapes.ts';
import { countedListShape, statsShape, ticketShape } from '../support/ticket-shapes.ts';
import { assign, comment, historyOfTicket, lookAtTicket, openTicket, setStatus, TICKETS } from '../support/tickets.ts';

const server = await startServer();
afterAll(() => server.stop());
const { ann, bo } = await server.people('ann', 'bo');
const ada = await server.person('Ada', { role: 'agent' });
const max = await server.person('Max', { role: 'agent' });
const root = await server.person('Root', { role: 'admin' });

describe('opening', () => {
  test('TICK-1 a ticket starts open and unassigned, with a conversation of its requester', async () => {
    const answer = await ann.post(TICKETS, {
      subject: ' Half "price" 50% <b>',
      description: 'x'.repeat(10_000),
      tags: ['vip', 'vip', 'late'],
      metadata: { order: 7 },
      status: 'closed',
      assigneeId: ada.id,
    });
    expect(answer.status).toBe(201);
    const ticket = answer.as(ticketShape);
    expect(ticket).toMatchObject({
      subject: ' Half "price" 50% <b>',
      status: 'open',
      priority: 'medium',
      category: 'general',
      tags: ['vip', 'late'],
      metadata: { order: 7 },
      requesterId: ann.id,
      assigneeId: null,
      commentCount: 0,
      reopenedCount: 0,
    });
    const conversation = await look(ann, { id: ticket.conversationId });
    expect(conversation).toMatchObject({ type: 'support', ticketId: ticket.id, lastSeq: 0, memberCount: 1 });
    expect(conversation.members.map((member) => member.userId)).toEqual([ann.id]);
    expect((await openTicket(bo)).number).toBeGreaterThan(ticket.number);
  });

  test('TICK-2 agents open tickets for others, users for themselves only', async () => {
    expectRefusal(await ann.post(TICKETS, { subject: 's', description: 'd', requesterId: bo.id }), 403, 'forbidden');
    expect((await openTicket(ann, { requesterId: ann.id })).requesterId).toBe(ann.id);
    const forBo = await openTicket(ada, { requesterId: bo.id });
    expect(forBo.requesterId).toBe(bo.id);
    expect((await look(bo, { id: forBo.conversationId })).members.map((member) => member.userId)).toEqual([bo.id]);
    expectRefusal(
      await ada.post(TICKETS, { subject: 's', description: 'd', requesterId: 'nobody-knows' }),
      404,
      'user_not_found',
      'requesterId',
    );
  });

  test('TICK-3 the same client id gives the same ticket, by body or header; another request with it is a conflict', async () => {
    const body = { subject: 's', description: 'd', clientId: 'once' };
    const first = await ann.post(TICKETS, body);
    const again = await ann.post(TICKETS, body);
    const header = await ann.request(
      'POST',
      TICKETS,
      { subject: 's', description: 'd' },
      { headers: { 'idempotency-key': 'once' } },
    );
    expect([first.status, again.status, header.status]).toEqual([201, 200, 200]);
    expect(again.as(ticketShape)).toEqual(first.as(ticketShape));
    expect(header.as(ticketShape).id).toBe(first.as(ticketShape).id);
    expectRefusal(await ann.post(TICKETS, { ...body, subject: 'other' }), 409, 'conflict');
    expect((await bo.post(TICKETS, body)).status).toBe(201);
    const many = await Promise.all(Array.from({ length: 8 }, () => bo.post(TICKETS, { ...body, clientId: 'race' })));
    expect(new Set(many.map((one) => one.as(ticketShape).id)).size).toBe(1);
    expect(many.filter((one) => one.status === 201)).toHaveLength(1);
  });

  test('TICK-4 a support conversation can be asked for by messaging, and a ticket finds its own', async () => {
    const made = await ann.post(CONVERSATIONS, { type: 'support', subject: 'Refund', metadata: { from: 'app' } });
    expect(made.status).toBe(201);
    const conversation = made.as(conversationShape);
    expect(conversation).toMatchObject({ type: 'support', metadata: { from: 'app' }, createdBy: ann.id });
    const ticket = await lookAtTicket(ann, { id: conversation.ticketId ?? '' });
    expect(ticket).toMatchObject({ subject: 'Refund', description: 'Refund', conversationId: conversation.id });
    const found = await ann.post(CONVERSATIONS, { type: 'support', ticketId: ticket.id });
    expect([found.status, found.as(conversationShape).id]).toEqual([200, conversation.id]);
    expect((await ada.post(CONVERSATIONS, { type: 'support', ticketId: ticket.id })).status).toBe(200);
    expectRefusal(await bo.post(CONVERSATIONS, { type: 'support', ticketId: ticket.id }), 403, 'forbidden');
    expectRefusal(await ann.post(CONVERSATIONS, { type: 'support' }), 400, 'validation_failed', 'subject');
  });
});

describe('who sees what', () => {
  test('TICK-5 a ticket is for its requester and agents', async () => {
    const ticket = await openTicket(ann);
    for (const who of [ann, ada, root]) expect((await lookAtTicket(who, ticket)).id).toBe(ticket.id);
    for (const rest of ['', '/comments', '/history'])
      expectRefusal(await bo.get(`${TICKETS}/${ticket.id}${rest}`), 403, 'forbidden');
    expectRefusal(await bo.get(`${TICKETS}/t0000000000000000000000`), 404, 'not_found');
    expectRefusal(await bo.get(`${CONVERSATIONS}/${ticket.conversationId}`), 403, 'not_a_member');
    expectRefusal(await ann.get(TICKETS), 403, 'forbidden');
    expectRefusal(await ann.get(`${TICKETS}/stats`), 403, 'forbidden');
  });

  test('TICK-6 internal notes show by no door that a customer has', async () => {
    const ticket = await openTicket(ann);
    const before = await lookAtTicket(ann, ticket);
    const wire = await ann.connect();
    const desk = await max.connect();
    const note = await comment(ada, ticket, 'canary-note', { internal: true });
    expect(note).toMatchObject({ internal: true, messageId: null, seq: null, authorId: ada.id });
    expect((await desk.waitFor('ticket_comment', (heard) => heard.id === note.id)).content).toBe('canary-note');
    const said = await comment(ada, ticket, 'in public');
    await wire.waitFor('ticket_comment', (heard) => heard.id === said.id);
    expect(said.seq).toBe(1);
    expect(JSON.stringify(wire.heard)).not.toContain('canary-note');
    const seen = await Promise.all([
      ann.get(`${TICKETS}/${ticket.id}`),
      ann.get(`${TICKETS}/${ticket.id}/comments`),
      ann.get(`${TICKETS}/${ticket.id}/history`),
      ann.get(`${CONVERSATIONS}/${ticket.conversationId}/messages`),
      ann.get(`${TICKETS}/my-tickets`),
    ]);
    for (const answer of seen) {
      expect(answer.text).not.toContain('canary-note');
      expect(answer.text).not.toContain(note.id);
    }
    expect((await lookAtTicket(ada, ticket)).comments.map((one) => one.content)).toEqual(['canary-note', 'in public']);
    expect((await lookAtTicket(ann, ticket)).commentCount).toBe(1);
    expect(before.commentCount).toBe(0);
    expectRefusal(
      await ann.post(`${TICKETS}/${ticket.id}/comments`, { content: 'x', internal: true }),
      403,
      'forbidden',
    );
  });

  test('TICK-7 files of a ticket are for requester and agents, those of a note for agents', async () => {
    const file = (who: typeof ann) => upload(who, 'a.txt', Buffer.from('plain words'), 'text/plain');
    const [mine, theirs] = [await file(ann), await file(ada)];
    const ticket = await openTicket(ann, { attachmentIds: [mine.id] });
    expect(ticket.attachments.map((file) => file.id)).toEqual([mine.id]);
    await comment(ada, ticket, 'see file', { internal: true, attachmentIds: [theirs.id] });
    for (const who of [ann, ada, root]) expect((await who.get(`/api/attachments/${mine.id}`)).status).toBe(200);
    expectRefusal(await bo.get(`/api/attachments/${mine.id}`), 403, 'not_a_member');
    expect((await max.get(`/api/attachments/${theirs.id}/content`)).status).toBe(200);
    expectRefusal(await ann.get(`/api/attachments/${theirs.id}`), 403, 'not_a_member');
    expectRefusal(
      await ann.post(TICKETS, { subject: 's', description: 'd', attachmentIds: [mine.id] }),
      400,
      'validation_failed',
      'attachmentIds.0',
    );
    const others = await file(bo);
    expectRefusal(
      await ann.post(`${TICKETS}/${ticket.id}/comments`, { content: 'x', attachmentIds: [others.id] }),
      400,
      'validation_failed',
      'attachmentIds.0',
    );
  });
});

describe('status', () => {
  const allowed: Record<string, readonly string[]> = {
    open: ['in_progress', 'pending', 'resolved', 'closed'],
    in_progress: ['open', 'pending', 'resolved', 'closed'],
    pending: ['open', 'in_progress', 'resolved', 'closed'],
    resolved: ['open', 'in_progress', 'closed'],
    closed: ['open'],
  };
  const statuses = Object.keys(allowed);
  const cases = statuses.flatMap((from) => statuses.map((to) => [from, to] as const));

  test.each(cases)(
    'TICK-8 an agent takes a ticket from %s to %s as the table of transitions says',
    async (from, to) => {
      const ticket = await openTicket(ann);
      if (from !== 'open') await setStatus(ada, ticket, from);
      const before = await lookAtTicket(ada, ticket);
      const answer = await ada.put(`${TICKETS}/${ticket.id}/status`, { status: to });
      if (from === to) expect(answer.as(ticketShape)).toMatchObject({ status: to, updatedAt: before.updatedAt });
      else if (allowed[from]?.includes(to)) expect(answer.as(ticketShape).status).toBe(to);
      else {
        expectRefusal(answer, 409, 'invalid_transition');
        expect((await lookAtTicket(ada, ticket)).status).toBe(from);
      }
    },
  );

  test('TICK-9 a requester closes, and opens what is resolved, and nothing else', async () => {
    const ticket = await openTicket(ann);
    expectRefusal(await ann.put(`${TICKETS}/${ticket.id}/status`, { status: 'pending' }), 403, 'forbidden');
    await setStatus(ada, ticket, 'resolved');
    expect(await setStatus(ann, ticket, 'open')).toMatchObject({ status: 'open', reopenedCount: 1, resolvedAt: null });
    const closed = await setStatus(ann, ticket, 'closed');
    expect(closed.closedAt).not.toBeNull();
    expectRefusal(await ann.put(`${TICKETS}/${ticket.id}/status`, { status: 'open' }), 403, 'forbidden');
    expectRefusal(await ann.post(`${TICKETS}/${ticket.id}/comments`, { content: 'x' }), 409, 'ticket_closed');
    expect((await ada.post(`${TICKETS}/${ticket.id}/comments`, { content: 'x', internal: true })).status).toBe(201);
    expect(await setStatus(ada, ticket, 'open')).toMatchObject({ closedAt: null, reopenedCount: 2 });
    expectRefusal(await bo.put(`${TICKETS}/${ticket.id}/status`, { status: 'closed' }), 403, 'forbidden');
  });

  test('TICK-10 times are set on entering resolved and closed and cleared on leaving for open', async () => {
    const ticket = await openTicket(ann);
    const resolved = await setStatus(ada, ticket, 'resolved');
    expect(resolved.resolvedAt).not.toBeNull();
    const closed = await setStatus(ada, ticket, 'closed');
    expect(closed).toMatchObject({ resolvedAt: resolved.resolvedAt });
    expect(closed.closedAt).not.toBeNull();
    expect(await setStatus(ada, ticket, 'open')).toMatchObject({
      resolvedAt: null,
      closedAt: null,
      reopenedCount: 1,
    });
    await setStatus(ada, ticket, 'pending');
    expect(await setStatus(ada, ticket, 'in_progress')).toMatchObject({ reopenedCount: 1 });
  });

  test('TICK-11 a comment with a status is said in public, also where it closes or opens the ticket', async () => {
    const ticket = await openTicket(ann);
    await setStatus(ada, ticket, 'closed', { comment: 'Bye' });
    await setStatus(ada, ticket, 'open', { comment: 'Hello again' });
    const { comments, status } = await lookAtTicket(ann, ticket);
    expect(comments.map((one) => one.content)).toEqual(['Bye', 'Hello again']);
    expect(status).toBe('open');
    const told = (await historyOfTicket(ada, ticket)).map((one) => one.action).slice(1);
    expect(told).toEqual(['commented', 'status_changed', 'commented', 'status_changed']);
    await setStatus(ada, ticket, 'resolved');
    await setStatus(ann, ticket, 'closed', { comment: 'Thanks' });
    expect(await lookAtTicket(ann, ticket)).toMatchObject({ status: 'closed', reopenedCount: 1 });
  });
});

describe('comments', () => {
  test('TICK-12 a public comment is a message of the conversation, whichever way it came', async () => {
    const ticket = await openTicket(ann);
    const first = await comment(ann, ticket, 'by ticket');
    expect(first).toMatchObject({ id: first.messageId, seq: 1, internal: false, authorId: ann.id });
    const second = await say(ann, { id: ticket.conversationId }, 'by messaging');
    const { comments, commentCount } = await lookAtTicket(ada, ticket);
    expect(comments.map(({ id, seq, content }) => ({ id, seq, content }))).toEqual([
      { id: first.id, seq: 1, content: 'by ticket' },
      { id: second.id, seq: 2, content: 'by messaging' },
    ]);
    expect(commentCount).toBe(2);
    const again = await ann.post(`${TICKETS}/${ticket.id}/comments`, { content: 'once', clientId: 'k' });
    const repeated = await ann.post(`${TICKETS}/${ticket.id}/comments`, { content: 'once', clientId: 'k' });
    expect([again.status, repeated.status]).toEqual([201, 200]);
  });

  test.each(['pending', 'resolved'])(
    'TICK-13 the requester speaks on a %s ticket and it is open again',
    async (status) => {
      const ticket = await openTicket(ann);
      await setStatus(ada, ticket, status);
      const wire = await ada.connect();
      await say(ann, { id: ticket.conversationId }, 'not yet');
      const heard = await wire.waitFor('ticket_updated', (event) => event.id === ticket.id && event.status === 'open');
      expect(heard.changes).toContainEqual({ field: 'status', from: status, to: 'open' });
      expect(await lookAtTicket(ada, ticket)).toMatchObject({
        status: 'open',
        resolvedAt: null,
        reopenedCount: status === 'resolved' ? 1 : 0,
      });
      await comment(ann, ticket, 'and again');
      expect((await historyOfTicket(ada, ticket)).filter((one) => one.action === 'status_changed')).toHaveLength(2);
    },
  );

  test('TICK-14 the first public answer of an agent who is not the requester is the first response', async () => {
    const ticket = await openTicket(ann);
    await comment(ada, ticket, 'note', { internal: true });
    await comment(ann, ticket, 'anybody?');
    expect((await lookAtTicket(ann, ticket)).firstRespondedAt).toBeNull();
    const answer = await comment(ada, ticket, 'here');
    const { firstRespondedAt } = await lookAtTicket(ann, ticket);
    expect(firstRespondedAt).toBe(answer.createdAt);
    await comment(max, ticket, 'me too');
    expect((await lookAtTicket(ann, ticket)).firstRespondedAt).toBe(firstRespondedAt);
    const own = await openTicket(ada);
    await comment(ada, own, 'talking to myself');
    expect((await lookAtTicket(ada, own)).firstRespondedAt).toBeNull();
  });
});

describe('assignment', () => {
  test('TICK-15 a ticket is given to an agent, who becomes a member of its conversation', async () => {
    const ticket = await openTicket(ann);
    const wire = await max.connect();
    const given = await assign(ada, ticket, max.id);
    expect(given).toMatchObject({ assigneeId: max.id, assignee: { id: max.id }, status: 'open' });
    await wire.waitFor('conversation_created', (event) => event.id === ticket.conversationId);
    expect((await look(ann, { id: ticket.conversationId })).members.map((one) => one.userId).sort()).toEqual(
      [ann.id, max.id].sort(),
    );
    expect(await assign(ada, ticket, null)).toMatchObject({ assigneeId: null, assignee: null });
    expectRefusal(
      await ada.put(`${TICKETS}/${ticket.id}/assign`, { assigneeId: bo.id }),
      400,
      'validation_failed',
      'assigneeId',
    );
    expectRefusal(
      await ada.put(`${TICKETS}/${ticket.id}/assign`, { assigneeId: 'who' }),
      404,
      'user_not_found',
      'assigneeId',
    );
    expectRefusal(await ann.put(`${TICKETS}/${ticket.id}/assign`, { assigneeId: max.id }), 403, 'forbidden');
    const gone = await server.person('Gone', { role: 'agent' });
    await root.put(`/api/users/${gone.id}`, { suspended: true });
    const toGone = await ada.put(`${TICKETS}/${ticket.id}/assign`, { assigneeId: gone.id });
    expectRefusal(toGone, 400, 'validation_failed', 'assigneeId');
  });

  test('TICK-16 changes leave a history in order, in whose pages nothing is missing', async () => {
    const ticket = await openTicket(ann);
    await assign(ada, ticket, max.id);
    await comment(max, ticket, 'hello');
    await comment(max, ticket, 'psst', { internal: true });
    await ada.put(`${TICKETS}/${ticket.id}`, { priority: 'high', tags: ['a'], subject: ticket.subject });
    await setStatus(ada, ticket, 'pending');
    const full = await historyOfTicket(ada, ticket);
    expect(full.map(({ action, field, actorId }) => [action, field, actorId])).toEqual([
      ['created', null, ann.id],
      ['assigned', 'assigneeId', ada.id],
      ['commented', 'comment', max.id],
      ['commented', 'note', max.id],
      ['updated', 'priority', ada.id],
      ['updated', 'tags', ada.id],
      ['status_changed', 'status', ada.id],
    ]);
    expect(full[1]).toMatchObject({ from: null, to: max.id });
    expect(full[4]).toMatchObject({ from: 'medium', to: 'high' });
    expect(await historyOfTicket(ada, ticket, 2)).toEqual(full);
    expect((await historyOfTicket(ann, ticket)).map((one) => one.field)).not.toContain('note');
  });

  test('TICK-17 only agents change what a ticket says of itself, and what is left out stays', async () => {
    const ticket = await openTicket(ann, { tags: ['x'], metadata: { a: 1 } });
    expectRefusal(await ann.put(`${TICKETS}/${ticket.id}`, { priority: 'urgent' }), 403, 'forbidden');
    const changed = (await ada.put(`${TICKETS}/${ticket.id}`, { subject: 'New', priority: 'urgent' })).as(ticketShape);
    expect(changed).toMatchObject({ subject: 'New', priority: 'urgent', tags: ['x'], metadata: { a: 1 } });
    expect((await look(ann, { id: ticket.conversationId })).title).toBe('New');
  });
});

describe('lists and figures', () => {
  test('TICK-18 lists filter, sort, count and page', async () => {
    const other = await startServer();
    try {
      const cy = await other.person('Cy');
      const agent = await other.person('Agent', { role: 'agent' });
      const made = [];
      for (let index = 0; index < 7; index += 1) {
        const priority = ['low', 'urgent', 'medium', 'high'][index % 4];
        const extra = {
          subject: `Case ${index}`,
          priority,
          category: index % 2 ? 'billing' : 'other',
          tags: [`t${index % 3}`],
        };
        made.push(await openTicket(cy, extra));
      }
      await assign(agent, made[0] ?? { id: '' }, agent.id);
      await setStatus(agent, made[1] ?? { id: '' }, 'resolved');
      const list = async (query: string) => (await agent.get(`${TICKETS}?${query}`)).as(countedListShape(ticketShape));
      const names = async (query: string) => (await list(query)).data.map((one) => one.subject);
      expect(await names('')).toEqual(made.map((one) => one.subject).reverse());
      expect((await list('status=open,pending')).page.total).toBe(6);
      expect(await names('status=resolved')).toEqual(['Case 1']);
      expect(await names('assigneeId=me')).toEqual(['Case 0']);
      expect((await list('assigneeId=none&category=billing')).page.total).toBe(3);
      expect(await names('tag=t1&sort=createdAt')).toEqual(['Case 1', 'Case 4']);
      expect(await names('q=CASE%203')).toEqual(['Case 3']);
      expect(await names(`createdFrom=${made[5]?.createdAt}&sort=createdAt`)).toEqual(['Case 5', 'Case 6']);
      expect((await list(`createdTo=${made[1]?.createdAt}`)).page.total).toBe(2);
      for (const sort of ['-createdAt', 'createdAt', '-updatedAt', 'updatedAt', '-priority', 'priority']) {
        const whole = await names(`sort=${sort}`);
        const pages: string[] = [];
        for (let cursor: string | null = ''; cursor !== null; ) {
          const page = await list(`sort=${sort}&limit=2${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
          expect(page.page.total).toBe(7);
          pages.push(...page.data.map((one) => one.subject));
          cursor = page.page.next;
        }
        expect(pages).toEqual(whole);
        expect(new Set(whole).size).toBe(7);
      }
      expect((await names('sort=-priority')).slice(0, 2).sort()).toEqual(['Case 1', 'Case 5']);
      expectRefusal(await agent.get(`${TICKETS}?status=odd`), 400, 'validation_failed', 'status');
      expectRefusal(await agent.get(`${TICKETS}?category=odd`), 400, 'validation_failed', 'category');
      expectRefusal(await agent.get(`${TICKETS}?cursor=odd`), 400, 'invalid_cursor');
      const mine = (await cy.get(`${TICKETS}/my-tickets?status=resolved`)).as(countedListShape(ticketShape));
      expect([mine.page.total, mine.data[0]?.subject]).toEqual([1, 'Case 1']);
      const stranger = await other.person('Dee');
      const none = (await stranger.get(`${TICKETS}/my-tickets`)).as(countedListShape(ticketShape));
      expect(none).toEqual({ data: [], page: { next: null, total: 0 } });
    } finally {
      await other.stop();
    }
  });

  test('TICK-19 figures count what there is, every kind at least as 0', async () => {
    const other = await startServer();
    try {
      const cy = await other.person('Cy');
      const agent = await other.person('Agent', { role: 'agent' });
      const stats = async (query = '') => (await agent.get(`${TICKETS}/stats${query}`)).as(statsShape);
      expect(await stats()).toMatchObject({
        total: 0,
        byStatus: { open: 0, in_progress: 0, pending: 0, resolved: 0, closed: 0 },
        firstResponse: { count: 0, averageSeconds: null, medianSeconds: null },
        csat: { count: 0, average: null },
      });
      const [one, two] = [await openTicket(cy), await openTicket(cy, { category: 'billing', priority: 'high' })];
      await assign(agent, one, agent.id);
      await comment(agent, one, 'hello');
      await setStatus(agent, one, 'resolved');
      expect((await cy.post(`${TICKETS}/${one.id}/rating`, { score: 4, comment: 'ok' })).status).toBe(200);
      const figures = await stats();
      expect(figures).toMatchObject({
        total: 2,
        unassigned: 1,
        byStatus: { open: 1, resolved: 1 },
        byPriority: { medium: 1, high: 1, low: 0, urgent: 0 },
        byCategory: { general: 1, billing: 1, technical: 0 },
        byAssignee: [{ assigneeId: agent.id, name: 'Agent', open: 0, resolved: 1 }],
        firstResponse: { count: 1 },
        resolution: { count: 1 },
        csat: { count: 1, average: 4 },
      });
      const ranged = await stats(`?from=${two.createdAt}`);
      expect(ranged).toMatchObject({ total: 1, byCategory: { billing: 1, general: 0 }, from: two.createdAt });
    } finally {
      await other.stop();
    }
  });

  test('TICK-20 categories have a name, and every ticket one of them', async () => {
    const answer = await ann.get(`${TICKETS}/categories`);
    expect(answer.json).toMatchObject({ data: expect.arrayContaining([{ slug: 'general', name: 'General' }]) });
    expectRefusal(
      await ann.post(TICKETS, { subject: 's', description: 'd', category: 'odd' }),
      400,
      'validation_failed',
      'category',
    );
  });
});

describe('verdict and watchers', () => {
  test('TICK-21 the requester rates what is resolved or closed, and may think again', async () => {
    const ticket = await openTicket(ann);
    const rate = (who: typeof ann, score: unknown) => who.post(`${TICKETS}/${ticket.id}/rating`, { score });
    expectRefusal(await rate(ann, 5), 409, 'conflict');
    await setStatus(ada, ticket, 'resolved');
    expectRefusal(await rate(bo, 5), 403, 'forbidden');
    expectRefusal(await rate(ada, 5), 403, 'forbidden');
    for (const wrong of [0, 6, 2.5, '5', null])
      expectRefusal(await rate(ann, wrong), 400, 'validation_failed', 'score');
    expect((await rate(ann, 5)).as(ticketShape).rating).toMatchObject({ score: 5, comment: null });
    expect((await rate(ann, 2)).as(ticketShape).rating).toMatchObject({ score: 2 });
  });

  test('TICK-22 watchers are agents', async () => {
    const ticket = await openTicket(ann);
    const path = (id: string) => `${TICKETS}/${ticket.id}/watchers/${id}`;
    for (const id of [max.id, 'me']) expect((await ada.put(path(id))).status).toBe(204);
    expectRefusal(await ada.put(path(bo.id)), 400, 'validation_failed', 'userId');
    expectRefusal(await ada.put(path('who')), 404, 'user_not_found');
    expectRefusal(await ann.put(path(max.id)), 403, 'forbidden');
    expect((await ada.delete(path(max.id))).status).toBe(204);
    expect((await ada.delete(path(max.id))).status).toBe(204);
  });
});

test('TICK-23 tickets are told to their requester and all agents, and to nobody else', async () => {
  const [own, stranger, desk, second] = await Promise.all([ann.connect(), bo.connect(), ada.connect(), max.connect()]);
  const ticket = await openTicket(ann);
  for (const wire of [own, desk, second]) await wire.waitFor('ticket_created', (event) => event.id === ticket.id);
  await setStatus(ada, ticket, 'pending');
  for (const wire of [own, desk, second]) {
    const heard = await wire.waitFor('ticket_updated', (event) => event.id === ticket.id);
    expect(heard.changes).toEqual([{ field: 'status', from: 'open', to: 'pending' }]);
  }
  const said = await comment(ada, ticket, 'hello');
  for (const wire of [own, desk, second]) await wire.waitFor('ticket_comment', (event) => event.id === said.id);
  await own.waitFor('new_message', (event) => event.id === said.id);
  for (const wire of [own, desk, second])
    expect(wire.of('ticket_comment').filter((event) => event.id === said.id)).toHaveLength(1);
  expect(second.of('new_message').filter((event) => event.id === said.id)).toEqual([]);
  expect(JSON.stringify(stranger.heard)).not.toContain(ticket.id);
});

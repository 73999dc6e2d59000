import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import type { Api } from '../support/api.ts';
import { MESSAGES } from '../support/factories.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { listShape } from '../support/shapes.ts';
import { cannedShape, foundTicketShape } from '../support/ticket-shapes.ts';
import { CANNED, comment, lookAtTicket, makeCanned, openTicket, setStatus, TICKETS } from '../support/tickets.ts';

const server = await startServer();
afterAll(() => server.stop());
const { ann, bo } = await server.people('ann', 'bo');
const ada = await server.person('Ada', { role: 'agent' });
const max = await server.person('Max', { role: 'agent' });
const root = await server.person('Root', { role: 'admin' });

const find = async (who: Api, q: string, more = '') => {
  const answer = await who.get(`${TICKETS}/search?q=${encodeURIComponent(q)}${more}`);
  return answer.as(listShape(foundTicketShape));
};
const idsOf = async (who: Api, q: string, more = '') => (await find(who, q, more)).data.map((ticket) => ticket.id);

describe('search', () => {
  test('TICK-30 finds by every field at once, and at once', async () => {
    const words = { subject: 'Zebra <b>crossing</b>', description: 'Medication daily', tags: ['Élan'] };
    const ticket = await openTicket(ann, words);
    await comment(ann, ticket, 'about giraffes');
    for (const q of ['zebra', 'med dail', 'elan', 'giraf', 'zebra giraffe', String(ticket.number)])
      expect(await idsOf(ada, q), q).toContain(ticket.id);
    for (const q of ['ebra', 'raffe', 'zebra lion', '%', '_', '*'])
      expect(await idsOf(ada, q), q).not.toContain(ticket.id);
    const [found] = (await find(ada, 'zebra')).data;
    expect(found?.highlight).toBe('<mark>Zebra</mark> &lt;b&gt;crossing&lt;/b&gt;');
  });

  test('TICK-30 the same later, from the index, best first and page by page', async () => {
    const named = await openTicket(ann, { subject: 'okapi', description: 'x' });
    const described = await openTicket(ann, { subject: 'x', description: 'okapi' });
    const said = await openTicket(ann, { subject: 'y', description: 'z' });
    const { id } = await comment(ann, said, 'okapi');
    await expect.poll(() => idsOf(ada, 'okapi'), { timeout: 10_000 }).toEqual([named.id, described.id, said.id]);
    const first = await find(ada, 'okapi', '&limit=2');
    const second = await find(ada, 'okapi', `&limit=2&cursor=${encodeURIComponent(first.page.next ?? '')}`);
    expect([...first.data, ...second.data].map((ticket) => ticket.id)).toEqual([named.id, described.id, said.id]);
    expect(second.page.next).toBeNull();
    expect(await idsOf(ada, 'okapi', '&status=closed')).toEqual([]);
    await ann.delete(`${MESSAGES}/${id}`);
    expect(await idsOf(ada, 'okapi')).toEqual([named.id, described.id]);
    await ada.put(`${TICKETS}/${named.id}`, { subject: 'tapir' });
    expect(await idsOf(ada, 'okapi')).toEqual([described.id]);
    expect(await idsOf(ada, 'tapir')).toEqual([named.id]);
  });

  test('TICK-31 users find their own, and nothing by an internal note', async () => {
    const ticket = await openTicket(ann, { subject: 'walrus' });
    await comment(ada, ticket, 'narwhal', { internal: true });
    expect(await idsOf(ann, 'walrus')).toEqual([ticket.id]);
    expect(await idsOf(bo, 'walrus')).toEqual([]);
    // Once before the index has it, once after.
    for (const pause of [0, 2_000]) {
      await sleep(pause);
      expect(await idsOf(ann, 'narwhal')).toEqual([]);
      expect(await idsOf(ada, 'narwhal')).toEqual([ticket.id]);
      expect((await find(ann, 'walrus')).data[0]?.highlight).not.toContain('narwhal');
    }
  });
});

describe('many at once', () => {
  test('TICK-32 does what it can, and says what failed', async () => {
    const [one, two, three] = [await openTicket(ann, { tags: ['a', 'b'] }), await openTicket(bo), await openTicket(bo)];
    await setStatus(ada, three, 'closed');
    const answer = await ada.post(`${TICKETS}/bulk`, {
      ids: [one.id, two.id, three.id, 't0000000000000000000000', one.id],
      changes: { status: 'pending', priority: 'high', assigneeId: max.id, addTags: ['c'], removeTags: ['a'] },
    });
    expect(answer.json).toEqual({
      updated: 2,
      failed: [
        { id: three.id, code: 'invalid_transition' },
        { id: 't0000000000000000000000', code: 'not_found' },
      ],
    });
    expect(await lookAtTicket(ada, one)).toMatchObject({
      status: 'pending',
      priority: 'high',
      assigneeId: max.id,
      tags: ['b', 'c'],
    });
    expect(await lookAtTicket(ada, three)).toMatchObject({ status: 'closed', priority: 'medium', assigneeId: null });
    expectRefusal(await ann.post(`${TICKETS}/bulk`, { ids: [one.id], changes: {} }), 403, 'forbidden');
    const many = { ids: Array.from({ length: 101 }, (_, index) => `t${index}`), changes: {} };
    expectRefusal(await ada.post(`${TICKETS}/bulk`, many), 400, 'validation_failed', 'ids');
    const odd = { ids: [one.id], changes: { status: 'odd' } };
    expectRefusal(await ada.post(`${TICKETS}/bulk`, odd), 400, 'validation_failed', 'changes.status');
  });

  test('TICK-33 an export has every ticket that passes, and no formula', async () => {
    const other = await startServer();
    try {
      const cy = await other.person('Cy');
      const agent = await other.person('Agent', { role: 'agent' });
      const subjects = ['=1+1', '+1', '-1', '@x', '\tx', 'plain, with "quotes"', 'two\nlines'];
      for (const subject of subjects) await openTicket(cy, { subject });
      const answer = await agent.get(`${TICKETS}/export?format=csv&sort=createdAt`);
      expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
      expect(answer.headers.get('content-disposition')).toContain('attachment');
      const lines = answer.text.split('\r\n').filter((line) => line !== '');
      expect(lines[0]).toMatch(/^number,id,subject,description,status,/);
      for (const subject of subjects.slice(0, 5)) expect(answer.text).toContain(`'${subject}`);
      expect(answer.text).toContain('"plain, with ""quotes"""');
      expect(answer.text).toContain('"two\nlines"');
      expect(lines).toHaveLength(subjects.length + 1);
      const none = await agent.get(`${TICKETS}/export?status=closed`);
      expect(none.text.trim().split('\r\n')).toHaveLength(1);
      expectRefusal(await cy.get(`${TICKETS}/export`), 403, 'forbidden');
    } finally {
      await other.stop();
    }
  });
});

describe('canned responses', () => {
  test('TICK-34 are own or shared, and changed by their maker or an admin', async () => {
    const own = await makeCanned(ada, { title: 'B own', tags: ['x'] });
    const shared = await makeCanned(ada, { title: 'A shared', shared: true });
    const titles = async (who: Api, query = '') =>
      (await who.get(`${CANNED}${query}`)).as(listShape(cannedShape)).data.map((one) => one.title);
    expect(await titles(ada)).toEqual(['A shared', 'B own']);
    expect(await titles(max)).toEqual(['A shared']);
    expect(await titles(ada, '?tag=x')).toEqual(['B own']);
    expect(await titles(ada, '?q=SHARED')).toEqual(['A shared']);
    expectRefusal(await max.get(`${CANNED}/${own.id}`), 404, 'not_found');
    expectRefusal(await max.put(`${CANNED}/${shared.id}`, { title: 'Mine' }), 403, 'forbidden');
    expectRefusal(await ann.get(CANNED), 403, 'forbidden');
    expect((await root.put(`${CANNED}/${shared.id}`, { title: 'Better' })).as(cannedShape)).toMatchObject({
      title: 'Better',
      body: shared.body,
    });
    expect((await ada.delete(`${CANNED}/${own.id}`)).status).toBe(204);
    expectRefusal(await ada.delete(`${CANNED}/${own.id}`), 404, 'not_found');
  });

  test('TICK-35 rendering fills in what is known', async () => {
    const ticket = await openTicket(ann);
    const { id } = await makeCanned(ada, {
      body: 'Hi {{requester.name}}, #{{ ticket.number }}: {{agent.name}} $& {{other}} {{constructor}}',
      shared: true,
    });
    const answer = await max.post(`${CANNED}/${id}/render`, { ticketId: ticket.id });
    const content = `Hi ann, #${ticket.number}: Max $& {{other}} {{constructor}}`;
    expect(answer.json).toMatchObject({ content });
    expectRefusal(await max.post(`${CANNED}/${id}/render`, { ticketId: 'nothing' }), 404, 'not_found');
  });
});

import { afterAll, expect, test } from 'vitest';
import { eventually, MESSAGES, makeDirect, makeGroup } from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { prefer } from '../support/preferences.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer, startServerOn } from '../support/server.ts';
import { feedShape, type Notification, notificationShape, packageShape } from '../support/shapes.ts';
import { openTicketRows } from '../support/ticket-rows.ts';
import { quiet } from '../support/wire.ts';

const server = await startServer();
const rows = await openTicketRows(server.databaseUrl);
afterAll(async () => {
  await rows.close();
  await server.stop();
});

const FEED = '/api/notifications/feed';
const feedOf = async (who: Person, query = '') => (await who.get(`${FEED}${query}`)).as(feedShape);

/** The feed of somebody once it has `count` entries. */
async function feedWith(who: Person, count: number): Promise<Notification[]> {
  await eventually(`${count} entries`, async () => (await feedOf(who)).data.length >= count);
  return (await feedOf(who)).data;
}

/** Resolves when all that was put down so far has been worked off. */
async function workedOff(): Promise<void> {
  await eventually('an empty outbox', async () => (await rows.query('SELECT 1 FROM notice_outbox')).rowCount === 0);
}

test('NOTE-1 who is added to a group finds it in the feed, at its creation and later; who did it does not', async () => {
  const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
  const group = await makeGroup(ann, [bo], 'Walks "outside" <b>');
  const [entry] = await feedWith(bo, 1);
  expect(entry).toMatchObject({
    category: 'groups',
    type: 'group.added',
    title: 'Walks "outside" <b>',
    body: 'ann added you to this group.',
    data: { conversationId: group.id },
    readAt: null,
  });
  await ann.post(`/api/messaging/conversations/${group.id}/members`, { userIds: [cy.id, bo.id] });
  expect(await feedWith(cy, 1)).toHaveLength(1);
  await workedOff();
  expect((await feedOf(ann)).data).toEqual([]);
  expect((await feedOf(bo)).data).toHaveLength(1);
});

test('NOTE-2 offers and bookings reach the other members, each once', async () => {
  const { ann, bo } = await server.people('ann', 'bo');
  const pack = { name: 'Check-up', price: 49.5, currency: 'EUR', duration: 30 };
  const { id } = (await ann.post('/api/users/me/service-packages', pack)).as(packageShape);
  const pair = await makeDirect(ann, bo);
  const send = (who: Person, type: string, clientId: string) =>
    who.post(MESSAGES, { conversationId: pair.id, type, content: '', clientId, metadata: { servicePackageId: id } });
  expect((await send(ann, 'service_offer', 'one')).status).toBe(201);
  expect((await send(ann, 'service_offer', 'one')).status).toBe(200);
  await bo.post(MESSAGES, { conversationId: pair.id, content: 'plain words' });
  expect((await send(bo, 'booking_request', 'two')).status).toBe(201);
  const [offer] = await feedWith(bo, 1);
  const [booking] = await feedWith(ann, 1);
  expect(offer).toMatchObject({ category: 'bookings', type: 'offer.received', data: { conversationId: pair.id } });
  expect(booking).toMatchObject({ category: 'bookings', type: 'booking.requested' });
  expect((await bo.get(`${MESSAGES}/${offer?.data.messageId}`)).status).toBe(200);
  await workedOff();
  expect((await feedOf(bo)).data).toHaveLength(1);
  expect((await feedOf(ann)).data).toHaveLength(1);
});

test('NOTE-3 of a ticket hear its requester, its assignee and who watches it, never the one who acted', async () => {
  const ann = await server.person('Ann');
  const [agent, other, watcher] = await Promise.all(
    ['Ag', 'Other', 'Watcher'].map((name) => server.person(name, { role: 'agent' })),
  );
  if (!agent || !other || !watcher) throw new Error('nobody there');
  const ticket = await rows.make(ann, { assignee: agent, watchers: [watcher] });
  await rows.notice(ticket, other, 'ticket.assigned', { userIds: [agent.id] });
  await rows.comment(ticket, ann, 'It still burns');
  await rows.comment(ticket, agent, 'On my way');
  await rows.notice(ticket, agent, 'ticket.status_changed', { status: 'in_progress' });
  const types = async (who: Person, count: number) => (await feedWith(who, count)).map(({ type }) => type);
  // Newest first.
  expect(await types(ann, 2)).toEqual(['ticket.status_changed', 'ticket.commented']);
  expect(await types(agent, 2)).toEqual(['ticket.commented', 'ticket.assigned']);
  expect(await types(watcher, 3)).toEqual(['ticket.status_changed', 'ticket.commented', 'ticket.commented']);
  await workedOff();
  expect((await feedOf(other)).data).toEqual([]);
  expect((await feedOf(ann)).data[0]).toMatchObject({
    category: 'tickets',
    title: `#${ticket.number} Printer on fire`,
    body: 'Ag set the status to in progress.',
    data: { ticketId: ticket.id, conversationId: ticket.conversationId },
  });
});

test('NOTE-4 of an internal note only agents hear, and its words are in no feed', async () => {
  const ann = await server.person('Ann');
  const former = await server.person('Former');
  const [agent, author] = await Promise.all(['Ag', 'Author'].map((name) => server.person(name, { role: 'agent' })));
  if (!agent || !author) throw new Error('nobody there');
  const ticket = await rows.make(ann, { assignee: agent, watchers: [former] });
  await rows.notice(ticket, author, 'ticket.commented', { noteId: 'note1' });
  const [entry] = await feedWith(agent, 1);
  expect(entry).toMatchObject({ type: 'ticket.commented', body: 'Author added an internal note.' });
  expect(entry?.data.messageId).toBeUndefined();
  await workedOff();
  for (const who of [ann, former, author]) expect((await feedOf(who)).data).toEqual([]);
});

test('NOTE-5 an entry is announced to every connection of its owner, once, and to nobody else', async () => {
  const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
  const wires = await Promise.all([bo.connect(), bo.connect(), cy.connect(), ann.connect()]);
  const [first, second, stranger, actor] = wires;
  await makeGroup(ann, [bo], 'Loud');
  const told = await first?.waitFor('notification');
  expect(told).toEqual((await feedOf(bo)).data[0]);
  await second?.waitFor('notification');
  await quiet(wires);
  expect(first?.of('notification')).toHaveLength(1);
  expect(second?.of('notification')).toHaveLength(1);
  expect([...(stranger?.of('notification') ?? []), ...(actor?.of('notification') ?? [])]).toEqual([]);
});

test('NOTE-6 the feed comes newest first, page by page, by category and by what is unread', async () => {
  const { ann, bo } = await server.people('ann', 'bo');
  for (let index = 0; index < 7; index += 1) await makeGroup(ann, [bo], `G${index}`);
  const all = await feedWith(bo, 7);
  expect(all.map((entry) => entry.title)).toEqual(['G6', 'G5', 'G4', 'G3', 'G2', 'G1', 'G0']);
  const seen: Notification[] = [];
  let cursor = '';
  do {
    const page = await feedOf(bo, `?limit=3${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    // What comes in between moves no page.
    if (seen.length === 3) await makeGroup(ann, [bo], 'late');
    expect(page.unreadCount).toBe(seen.length < 4 ? 7 : 8);
    seen.push(...page.data);
    cursor = page.page.next ?? '';
    if (seen.length === 6) await feedWith(bo, 8);
  } while (cursor !== '');
  expect(seen).toEqual(all);
  expect((await feedOf(bo, '?category=tickets')).data).toEqual([]);
  expect((await feedOf(bo, '?category=groups&limit=100')).data).toHaveLength(8);
  await bo.put(`${FEED}/${all[0]?.id}/read`);
  expect((await feedOf(bo, '?unread=true')).data).toHaveLength(7);
  expectRefusal(await bo.get(`${FEED}?category=unknown`), 400, 'validation_failed', 'category');
  expectRefusal(await bo.get(`${FEED}?cursor=e30`), 400, 'invalid_cursor');
});

test('NOTE-7 entries are marked as read one by one or all at once, by their owner alone', async () => {
  const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
  for (const title of ['one', 'two', 'three']) await makeGroup(ann, [bo, cy], title);
  const [entry] = await feedWith(bo, 3);
  const read = (await bo.put(`${FEED}/${entry?.id}/read`)).as(notificationShape);
  expect(read.readAt).not.toBeNull();
  expect((await bo.put(`${FEED}/${entry?.id}/read`)).as(notificationShape)).toEqual(read);
  expect((await feedOf(bo)).unreadCount).toBe(2);
  expectRefusal(await ann.put(`${FEED}/${entry?.id}/read`), 404, 'not_found');
  expectRefusal(await bo.put(`${FEED}/nothing/read`), 404, 'not_found');
  await feedWith(cy, 3);
  const answer = await bo.post(`${FEED}/read-all`);
  expect([answer.status, answer.json]).toEqual([200, { unreadCount: 0 }]);
  expect(await feedOf(bo, '?unread=true')).toMatchObject({ data: [], unreadCount: 0 });
  expect((await feedOf(cy)).unreadCount).toBe(3);
});

test('NOTE-8 who switched the feed off, or is suspended, gets no entry', async () => {
  const { ann, bo, cy, dee } = await server.people('ann', 'bo', 'cy', 'dee');
  const admin = await server.person('Root', { role: 'admin' });
  await prefer(bo, { categories: { groups: { inApp: false } } });
  await admin.put(`/api/users/${cy.id}`, { suspended: true });
  await makeGroup(ann, [bo, cy, dee], 'Few');
  await feedWith(dee, 1);
  await workedOff();
  expect((await feedOf(bo)).data).toEqual([]);
  const kept = await rows.query('SELECT 1 FROM notifications WHERE user_id = ANY($1)', [[bo.id, cy.id]]);
  expect(kept.rowCount).toBe(0);
});

test('NOTE-9 each notice enters a feed exactly once, also where several processes work them off', async () => {
  const { ann, bo } = await server.people('ann', 'bo');
  const agent = await server.person('Ag', { role: 'agent' });
  const ticket = await rows.make(ann, { assignee: agent });
  const others = await Promise.all([1, 2].map(() => startServerOn(server.databaseUrl)));
  await rows.query(
    `INSERT INTO notice_outbox (kind, actor_id, ticket_id, status, created_at)
     SELECT 'ticket.status_changed', $1, $2, 'open', now() FROM generate_series(1, 120)`,
    [bo.id, ticket.id],
  );
  await workedOff();
  await Promise.all(others.map((app) => app.close()));
  expect((await feedOf(ann)).unreadCount).toBe(120);
});

import { afterAll, expect, test } from 'vitest';
import { MESSAGES, makeDirect, pause, say } from '../support/factories.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { messageShape } from '../support/shapes.ts';
import { commentShape, ticketShape } from '../support/ticket-shapes.ts';
import { comment, historyOfTicket, lookAtTicket, openTicket, setStatus, TICKETS } from '../support/tickets.ts';

const server = await startServer();
afterAll(() => server.stop());
const { ann, bo } = await server.people('ann', 'bo');
const ada = await server.person('Ada', { role: 'agent' });
const root = await server.person('Root', { role: 'admin' });

test('TICK-37 a requester never reopens what an agent closes at the same moment', async () => {
  for (let round = 0; round < 10; round += 1) {
    const ticket = await openTicket(ann);
    await setStatus(ada, ticket, 'resolved');
    const path = `${TICKETS}/${ticket.id}/status`;
    await Promise.all([ada.put(path, { status: 'closed' }), ann.put(path, { status: 'open' })]);
    const moves = (await historyOfTicket(ada, ticket)).filter((one) => one.action === 'status_changed');
    expect(moves.filter((one) => one.actorId === ann.id && one.from === 'closed')).toEqual([]);
  }
});

test('TICK-38 a resend is answered with the first result also once the ticket is closed, or the sender blocked', async () => {
  const ticket = await openTicket(ann);
  const body = { conversationId: ticket.conversationId, content: 'said', clientId: 'late' };
  const first = (await ann.post(MESSAGES, body)).as(messageShape);
  const path = `${TICKETS}/${ticket.id}/comments`;
  const remark = (await ann.post(path, { content: 'remark', clientId: 'late-too' })).as(commentShape);
  await setStatus(ada, ticket, 'closed');
  const again = await ann.post(MESSAGES, body);
  expect([again.status, again.as(messageShape).id]).toEqual([200, first.id]);
  const repeated = await ann.post(path, { content: 'remark', clientId: 'late-too' });
  expect([repeated.status, repeated.as(commentShape).id]).toEqual([200, remark.id]);
  expectRefusal(await ann.post(MESSAGES, { ...body, clientId: 'new' }), 409, 'ticket_closed');
  const wire = await ann.connect();
  expect((await wire.ask('send_message', body)).raw).toMatchObject({ ok: true, duplicate: true });
  const pair = await makeDirect(ann, bo);
  await say(ann, pair, 'before', { clientId: 'b' });
  await bo.put(`/api/users/${ann.id}/block`);
  const blocked = { conversationId: pair.id, content: 'before', clientId: 'b' };
  expect((await ann.post(MESSAGES, blocked)).status).toBe(200);
  expectRefusal(await ann.post(MESSAGES, { ...blocked, clientId: 'c' }), 403, 'blocked');
  await bo.delete(`/api/users/${ann.id}/block`);
});

test('TICK-39 one client id names one comment, in public or internal', async () => {
  const ticket = await openTicket(ann);
  const path = `${TICKETS}/${ticket.id}/comments`;
  const say = (internal: boolean, clientId: string) => ada.post(path, { content: 'same', internal, clientId });
  expect((await say(false, 'one')).status).toBe(201);
  expectRefusal(await say(true, 'one'), 409, 'conflict');
  expect((await say(true, 'two')).status).toBe(201);
  expectRefusal(await say(false, 'two'), 409, 'conflict');
  const message = { conversationId: ticket.conversationId, content: 'same', clientId: 'two' };
  expectRefusal(await ada.post(MESSAGES, message), 409, 'conflict');
  const wire = await ada.connect();
  expect((await wire.ask('send_message', message)).raw).toMatchObject({ ok: false, error: { code: 'conflict' } });
  await comment(ada, ticket, 'the agent is a member by now');
  expectRefusal(await ada.post(MESSAGES, message), 409, 'conflict');
  expect((await say(true, 'two')).status).toBe(200);
  expect((await say(false, 'one')).status).toBe(200);
  expect((await ann.post(MESSAGES, { ...message, content: 'hers' })).status).toBe(201);
});

test('TICK-40 tags that several agents add at once are all there', async () => {
  const ticket = await openTicket(ann);
  const tags = Array.from({ length: 10 }, (_, index) => `tag${index}`);
  const add = (tag: string) => ada.post(`${TICKETS}/bulk`, { ids: [ticket.id], changes: { addTags: [tag] } });
  await Promise.all(tags.map(add));
  expect((await lookAtTicket(ada, ticket)).tags.sort()).toEqual(tags);
});

test('TICK-41 who is an agent no longer hears of no ticket any more, on connections that are open too', async () => {
  const eve = await server.person('Eve');
  const set = (role: string) => root.put(`/api/users/${eve.id}`, { name: 'Eve', role });
  await set('agent');
  const wire = await eve.connect();
  const ticket = await openTicket(ann);
  await wire.waitFor('ticket_created', (event) => event.id === ticket.id);
  await set('user');
  await wire.closed;
  const later = await eve.connect();
  await comment(ada, ticket, 'canary', { internal: true });
  await pause(300);
  expect(JSON.stringify([wire.heard, later.heard])).not.toContain('canary');
});

test('TICK-42 times that no calendar of ours holds are refused wherever they are given', async () => {
  for (const time of ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59-14:00', '0001-01-01T00:00:00%2B14:00']) {
    expectRefusal(await ada.get(`${TICKETS}?createdFrom=${time}`), 400, 'validation_failed', 'createdFrom');
    expectRefusal(await ada.get(`${TICKETS}/stats?from=${time}`), 400, 'validation_failed', 'from');
  }
  for (const year of ['+275760-09-13T00:00:00.000Z', '-271821-04-20T00:00:00.000Z']) {
    const cursor = Buffer.from(JSON.stringify([`tickets:${ada.id}:-createdAt`, year, 1, 'x'])).toString('base64url');
    expectRefusal(await ada.get(`${TICKETS}?cursor=${cursor}`), 400, 'invalid_cursor');
  }
  expectRefusal(await ada.get(`${TICKETS}/canned-responses/%00`), 404, 'not_found');
});

test('TICK-43 what somebody hid from themselves is not found by its ticket', async () => {
  const ticket = await openTicket(ann, { subject: 'Hidden words' });
  const { id } = await comment(ann, ticket, 'quokka');
  const find = async () => (await ann.get(`${TICKETS}/search?q=quokka`)).json;
  expect(await find()).toMatchObject({ data: [{ id: ticket.id }] });
  await ann.delete(`${MESSAGES}/${id}?for=me`);
  expect(await find()).toMatchObject({ data: [] });
  const others = await ann.get(`${TICKETS}/my-tickets?requesterId=${bo.id}`);
  expect(others.json).toMatchObject({ data: [], page: { total: 0 } });
});

test('TICK-44 a comment and the status it comes with are one change, however many are asked for at once', async () => {
  const ticket = await openTicket(ann);
  const wire = await ann.connect();
  const asked = Array.from({ length: 16 }, (_, at) => ['in_progress', 'pending', 'resolved', 'open'][at % 4] ?? '');
  const path = `${TICKETS}/${ticket.id}/status`;
  const answers = await Promise.all(
    asked.map((status, at) => (at % 2 === 0 ? ada : root).put(path, { status, comment: `${at}` })),
  );
  const done: string[] = [];
  for (const [at, answer] of answers.entries()) {
    if (answer.status === 200) {
      expect(answer.as(ticketShape).status).toBe(asked[at]);
      done.push(`${at}`);
    } else expectRefusal(answer, 409, 'invalid_transition');
  }
  const seen = await lookAtTicket(ada, ticket);
  const said = seen.comments.map((one) => one.content);
  expect([...said].sort()).toEqual(done.sort());
  expect(seen.comments.map((one) => one.seq)).toEqual(said.map((_, at) => at + 1));
  const moves = (await historyOfTicket(ada, ticket)).filter((one) => one.action === 'status_changed');
  // Each goes on where the one before it led, to where the comment of the same place in line wanted it.
  expect(moves.map((one) => one.from)).toEqual(['open', ...moves.slice(0, -1).map((one) => one.to)]);
  const wanted = said.map((content) => asked[Number(content)]);
  expect(moves.map((one) => one.to)).toEqual(wanted.filter((status, at) => status !== (wanted[at - 1] ?? 'open')));
  await wire.waitFor('ticket_comment', (event) => event.content === said.at(-1));
  await pause(200);
  expect(wire.of('ticket_comment').map((event) => event.content)).toEqual(said);
});

test('TICK-44 a comment that may not be said leaves the status, and a status that may not be the comment', async () => {
  const ticket = await openTicket(ann);
  const path = `${TICKETS}/${ticket.id}/status`;
  await setStatus(ada, ticket, 'resolved');
  expectRefusal(await ada.put(path, { status: 'pending', comment: 'x' }), 409, 'invalid_transition');
  expectRefusal(await ann.put(path, { status: 'in_progress', comment: 'x' }), 403, 'forbidden');
  await setStatus(ada, ticket, 'closed', { comment: 'bye' });
  expectRefusal(await ada.put(path, { status: 'closed', comment: 'x' }), 409, 'ticket_closed');
  expectRefusal(await ann.put(path, { status: 'open', comment: 'x' }), 403, 'forbidden');
  const seen = await lookAtTicket(ada, ticket);
  expect([seen.status, seen.comments.map((one) => one.content)]).toEqual(['closed', ['bye']]);
  expect(await setStatus(ada, ticket, 'open', { comment: 'back' })).toMatchObject({ status: 'open', reopenedCount: 1 });
});

import { describe, expect, test } from 'vitest';
import { pause } from '../support/wire.ts';
import {
  type Id,
  responseShape,
  type SupportMessage,
  type Ticket,
  ticketShape,
  ticketWithMessagesShape,
} from './shapes.ts';
import { ALL_TICKETS, must, openTicket, openTravel, refused, TICKETS, type Traveller, tell } from './travel.ts';

const travel = await openTravel();

const look = async (who: Traveller, id: Id, query = '') =>
  must(await who.get(`${TICKETS}/${encodeURIComponent(id)}${query}`), 200).as(ticketWithMessagesShape);
const respond = async (who: Traveller, id: Id, message: string, status?: string) =>
  must(await who.post(`${TICKETS}/${id}/respond`, { message, ...(status ? { status } : {}) }), 201).as(responseShape);
const list = async (who: Traveller, query = '', path: string = TICKETS) =>
  must(await who.get(`${path}${query}`), 200).as(ticketShape.array());

async function cast() {
  const [ann, sara] = await Promise.all([
    travel.person('Ann', { numeric: true }),
    travel.person('Sara', { role: 'admin' }),
  ]);
  return { ann, sara, ticket: await openTicket(ann) };
}

describe('opening', () => {
  test('TRAV-60 a ticket begins open, general and medium, and without messages', async () => {
    const ann = await travel.person('Ann', { numeric: true });
    const body = { subject: 'Problem with my booking', description: 'No confirmation yet' };
    const ticket = must(await ann.post(TICKETS, body), 201).as(ticketShape);
    expect(ticket).toMatchObject({
      ...body,
      user_id: Number(ann.id),
      user_name: 'Ann',
      category: 'general',
      status: 'open',
      priority: 'medium',
    });
    expect(await look(ann, ticket.id)).toEqual({ ...ticket, messages: [] });
    const claims = { status: 'resolved', id: 'mine', user_id: 'x', created_at: '1999-01-01T00:00:00.000Z' };
    const other = must(await ann.post(TICKETS, { ...body, ...claims }), 201).as(ticketShape);
    expect([other.status, other.user_id]).toEqual(['open', Number(ann.id)]);
    expect(other.id).not.toBe('mine');
  });

  test.each(['general', 'booking', 'destination', 'complaint'])('TRAV-60 of the category %s', async (category) => {
    const ann = await travel.person('Ann');
    for (const priority of ['low', 'medium', 'high', 'urgent']) {
      expect(await openTicket(ann, { category, priority })).toMatchObject({ category, priority, status: 'open' });
    }
  });

  test('TRAV-61 what is missing, empty or of another kind is named', async () => {
    const ann = await travel.person('Ann');
    const good = { subject: 's', description: 'd' };
    for (const field of ['subject', 'description', 'category', 'priority']) {
      const wrongs: unknown[] = [5, true, {}, ['x'], '', ' ', 'x'.repeat(10_001)];
      for (const wrong of wrongs) refused(await ann.post(TICKETS, { ...good, [field]: wrong }), 400, new RegExp(field));
    }
    for (const field of ['subject', 'description']) {
      refused(await ann.post(TICKETS, { ...good, [field]: undefined }), 400, new RegExp(field));
      refused(await ann.post(TICKETS, { ...good, [field]: null }), 400, new RegExp(field));
    }
    for (const category of ['Booking', 'billing?', 'none'])
      refused(await ann.post(TICKETS, { ...good, category }), 400);
    for (const priority of ['HIGH', 'critical', '1']) refused(await ann.post(TICKETS, { ...good, priority }), 400);
    expect(await list(ann)).toEqual([]);
  });
});

describe('lists', () => {
  test('TRAV-62 the own tickets, newest first, by status, in pages', async () => {
    const { ann, sara, ticket } = await cast();
    const made: Ticket[] = [ticket];
    for (const subject of ['two', 'three', 'four']) {
      await pause(5);
      made.unshift(await openTicket(ann, { subject }));
    }
    const own = await openTicket(sara, { subject: 'an admin has one too' });
    expect(await list(ann)).toEqual(made);
    expect(await list(sara)).toEqual([own]);
    await respond(sara, made[1]?.id ?? '', 'done', 'resolved');
    await respond(sara, made[2]?.id ?? '', 'on it', 'in_progress');
    expect((await list(ann, '?status=resolved')).map((row) => row.id)).toEqual([made[1]?.id]);
    expect((await list(ann, '?status=in_progress')).map((row) => row.id)).toEqual([made[2]?.id]);
    expect((await list(ann, '?status=open')).map((row) => row.id)).toEqual([made[0]?.id, made[3]?.id]);
    expect(await list(ann, '?status=closed')).toEqual([]);
    // Creation decides, not activity.
    expect((await list(ann)).map((row) => row.id)).toEqual(made.map((row) => row.id));
    const answer = must(await ann.get(`${TICKETS}?page=2&limit=3`), 200);
    expect(answer.as(ticketShape.array()).map((row) => row.id)).toEqual([made[3]?.id]);
    expect(answer.headers.get('x-total-count')).toBe('4');
    expect(must(await ann.get(`${TICKETS}?status=open&limit=1`), 200).headers.get('x-total-count')).toBe('2');
    expect(await list(ann, '?limit=5000')).toHaveLength(4);
  });

  test.each(['status=nonsense', 'status=', 'status=OPEN', 'page=0', 'page=x', 'limit=0', 'limit=x', 'limit=1.5'])(
    'TRAV-62 %s is 400',
    async (query) => {
      const ann = await travel.person('Ann');
      refused(await ann.get(`${TICKETS}?${query}`), 400, new RegExp(query.split('=')[0] ?? ''));
    },
  );

  test('TRAV-65 all tickets are for admins, by status, category and priority', async () => {
    const { ann, sara, ticket } = await cast();
    const bo = await travel.person('Bo');
    await pause(5);
    const second = await openTicket(bo, { category: 'complaint', priority: 'urgent' });
    await pause(5);
    const third = await openTicket(ann, { category: 'destination', priority: 'urgent' });
    await respond(sara, third.id, 'done', 'resolved');
    const agent = await travel.person('Agent', { role: 'agent' });
    const ours = [ticket, second, third].map((row) => row.id);
    const found = async (query: string) =>
      (await list(agent, query, ALL_TICKETS)).map((row) => row.id).filter((id) => ours.includes(id));
    expect(await found('')).toEqual([third.id, second.id, ticket.id]);
    expect(await found('?status=open')).toEqual([second.id, ticket.id]);
    expect(await found('?category=destination')).toEqual([third.id]);
    expect(await found('?priority=urgent')).toEqual([third.id, second.id]);
    expect(await found('?priority=urgent&status=open&category=complaint')).toEqual([second.id]);
    const answer = must(await agent.get(`${ALL_TICKETS}?limit=1`), 200);
    expect(answer.as(ticketShape.array())).toHaveLength(1);
    expect(Number(answer.headers.get('x-total-count'))).toBeGreaterThanOrEqual(3);
    for (const query of ['status=nonsense', 'priority=nonsense', 'page=0', 'limit=x']) {
      refused(await agent.get(`${ALL_TICKETS}?${query}`), 400, new RegExp(query.split('=')[0] ?? ''));
    }
    refused(await ann.get(ALL_TICKETS), 403);
  });
});

describe('one ticket', () => {
  test('TRAV-63 its owner and every admin see all of it, oldest first', async () => {
    const { ann, sara, ticket } = await cast();
    const wire = await ann.connect();
    await tell(wire, 'send-support-message', { ticketId: ticket.id, message: 'one' });
    await respond(sara, ticket.id, 'two');
    await tell(wire, 'send-support-message', { ticketId: ticket.id, message: 'three' });
    const seen = await look(ann, ticket.id);
    expect(seen.messages.map((row) => [row.seq, row.message_text, row.is_admin, row.sender_name])).toEqual([
      [1, 'one', false, 'Ann'],
      [2, 'two', true, 'Sara'],
      [3, 'three', false, 'Ann'],
    ]);
    expect(seen.messages.every((row) => row.ticket_id === ticket.id)).toBe(true);
    const agent = await travel.person('Agent', { role: 'agent' });
    expect(await look(agent, ticket.id)).toEqual(seen);
    const eve = await travel.person('Eve');
    refused(await eve.get(`${TICKETS}/${ticket.id}`), 403);
    refused(await eve.get(`${TICKETS}/nothing-here`), 404, 'Support ticket not found');
  });

  test('TRAV-64 a window of its messages', async () => {
    const { ann, ticket } = await cast();
    const wire = await ann.connect();
    const rows: SupportMessage[] = [];
    for (let at = 1; at <= 60; at += 1) {
      rows.push((await tell(wire, 'send-support-message', { ticketId: ticket.id, message: `${at}` })).message);
    }
    const seqs = async (query: string) => (await look(ann, ticket.id, query)).messages.map((row) => row.seq);
    const idAt = (seq: number) => encodeURIComponent(rows[seq - 1]?.id ?? '');
    expect((await look(ann, ticket.id)).messages).toEqual(rows);
    expect(await seqs('?limit=3')).toEqual([58, 59, 60]);
    expect(await seqs(`?before=${idAt(4)}`)).toEqual([1, 2, 3]);
    expect(await seqs(`?before=${idAt(10)}&limit=2`)).toEqual([8, 9]);
    expect(await seqs(`?after=${idAt(10)}&limit=2`)).toEqual([11, 12]);
    expect(await seqs(`?after=${idAt(60)}`)).toEqual([]);
    for (const query of [
      'limit=0',
      'limit=x',
      'before=nonsense',
      'after=nonsense',
      `before=${idAt(2)}&after=${idAt(1)}`,
    ]) {
      refused(await ann.get(`${TICKETS}/${ticket.id}?${query}`), 400);
    }
    const eve = await travel.person('Eve');
    refused(await eve.get(`${TICKETS}/${ticket.id}?after=nonsense`), 403);
  });
});

describe('responding', () => {
  test('TRAV-66 the answer has the ticket and the response, under either name of its fields', async () => {
    const { ann, sara, ticket } = await cast();
    const first = await respond(sara, ticket.id, 'Found it', 'resolved');
    expect(first.ticket).toMatchObject({ id: ticket.id, user_id: Number(ann.id), status: 'resolved' });
    expect(first.response).toMatchObject({
      ticket_id: ticket.id,
      sender_id: sara.id,
      message_text: 'Found it',
      is_admin: true,
    });
    const body = { message_text: 'By other names', newStatus: 'in_progress' };
    const second = must(await sara.post(`${TICKETS}/${ticket.id}/respond`, body), 201).as(responseShape);
    expect([second.response.message_text, second.ticket.status]).toEqual(['By other names', 'in_progress']);
    expect((await look(ann, ticket.id)).messages).toEqual([first.response, second.response]);
  });

  test("TRAV-66 an admin's response to the own ticket is an admin's", async () => {
    const { sara } = await cast();
    const own = await openTicket(sara);
    expect((await respond(sara, own.id, 'noted')).response.is_admin).toBe(true);
    expect((await look(sara, own.id)).messages.map((row) => row.is_admin)).toEqual([true]);
  });

  test('TRAV-67 the status stays, or is what was said', async () => {
    const { ann, sara, ticket } = await cast();
    expect((await respond(sara, ticket.id, 'hello')).ticket.status).toBe('open');
    for (const status of ['in_progress', 'open', 'resolved', 'open', 'in_progress', 'closed']) {
      expect((await respond(sara, ticket.id, status, status)).ticket.status).toBe(status);
      expect((await look(ann, ticket.id)).status).toBe(status);
    }
    expect((await look(ann, ticket.id)).messages).toHaveLength(7);
  });

  test('TRAV-68 only admins, only where there is a ticket, only something to say', async () => {
    const { ann, sara, ticket } = await cast();
    const path = `${TICKETS}/${ticket.id}/respond`;
    refused(await ann.post(path, { message: 'x' }), 403);
    refused(await (await travel.person('Eve')).post(path, { message: 'x' }), 403);
    refused(await sara.post(`${TICKETS}/nothing/respond`, { message: 'x' }), 404, 'Support ticket not found');
    for (const message of [undefined, null, 5, {}, ['x'], '', '  ', 'a\u0000']) {
      refused(await sara.post(path, { message }), 400, /message/);
    }
    for (const status of ['nonsense', '', 5, {}, 'OPEN']) {
      refused(await sara.post(path, { message: 'x', status }), 400, /status/i);
      refused(await sara.post(path, { message: 'x', newStatus: status }), 400, /status/i);
    }
    expect((await look(ann, ticket.id)).messages).toEqual([]);
  });

  const MOVES: Readonly<Record<string, readonly string[]>> = {
    open: ['in_progress', 'resolved', 'closed'],
    in_progress: ['open', 'resolved', 'closed'],
    resolved: ['open', 'in_progress', 'closed'],
    closed: ['open'],
  };

  test.each(Object.keys(MOVES))('TRAV-69 from %s', async (from) => {
    const { ann, sara } = await cast();
    for (const to of ['open', 'in_progress', 'resolved', 'closed']) {
      const { id } = await openTicket(ann);
      if (from !== 'open') await respond(sara, id, 'first', from);
      const answer = await sara.post(`${TICKETS}/${id}/respond`, { message: 'move', status: to });
      if (MOVES[from]?.includes(to) || (from === to && from !== 'closed')) {
        expect(must(answer, 201).as(responseShape).ticket.status, `${from} to ${to}`).toBe(to);
      } else {
        refused(answer, 409);
        const seen = await look(ann, id);
        expect([seen.status, seen.messages.some((row) => row.message_text === 'move')]).toEqual([from, false]);
      }
    }
  });

  test('TRAV-70 a closed ticket takes nothing, until an admin opens it', async () => {
    const { ann, sara, ticket } = await cast();
    await respond(sara, ticket.id, 'bye', 'closed');
    refused(await sara.post(`${TICKETS}/${ticket.id}/respond`, { message: 'one more' }), 409, 'Ticket is closed');
    const wires = [await ann.connect('Ann'), await sara.connect('Sara')];
    for (const wire of wires) {
      expect(await wire.ask('send-support-message', { ticketId: ticket.id, message: 'wait' })).toEqual({
        success: false,
        error: 'Ticket is closed',
      });
    }
    expect((await look(ann, ticket.id)).messages).toHaveLength(1);
    const opened = await respond(sara, ticket.id, 'once more', 'open');
    expect([opened.ticket.status, opened.response.seq]).toEqual(['open', 2]);
    await tell(wires[0] ?? (await ann.connect()), 'send-support-message', { ticketId: ticket.id, message: 'thanks' });
  });

  test("TRAV-71 an owner's message opens a resolved ticket, an admin's leaves it", async () => {
    const { ann, sara, ticket } = await cast();
    await respond(sara, ticket.id, 'done', 'resolved');
    const [owner, admin] = [await ann.connect('Ann'), await sara.connect('Sara')];
    const told = await tell(admin, 'send-support-message', { ticketId: ticket.id, message: 'anything else?' });
    expect(told.ticket.status).toBe('resolved');
    const said = await tell(owner, 'send-support-message', { ticketId: ticket.id, message: 'not yet' });
    expect(said.ticket.status).toBe('open');
    expect((await look(sara, ticket.id)).status).toBe('open');
  });

  test('TRAV-72 is_admin is for admins who do not own the ticket', async () => {
    const { ann, sara, ticket } = await cast();
    const agent = await travel.person('Agent', { role: 'support' });
    const own = await openTicket(sara);
    const say = async (who: Traveller, ticketId: Id) =>
      (await tell(await who.connect(who.name), 'send-support-message', { ticketId, message: 'x', isAdmin: true }))
        .message.is_admin;
    expect([await say(ann, ticket.id), await say(sara, ticket.id), await say(agent, ticket.id)]).toEqual([
      false,
      true,
      true,
    ]);
    expect([await say(sara, own.id), await say(agent, own.id)]).toEqual([false, true]);
    expect((await look(sara, own.id)).messages.map((row) => row.is_admin)).toEqual([false, true]);
  });

  test('TRAV-73 what was answered is there at once', async () => {
    const { ann, sara, ticket } = await cast();
    for (let at = 0; at < 10; at += 1) {
      const { response } = await respond(sara, ticket.id, `answer ${at}`);
      expect((await look(ann, ticket.id)).messages.at(-1)).toEqual(response);
    }
  });
});

import { describe, expect, test } from 'vitest';
import { ticketShape, ticketWithMessagesShape } from '../conform/travel/shapes.ts';
import { type Hearing, setTicket } from '../conform/travel/stage.ts';
import {
  ALL_TICKETS,
  fails,
  must,
  openTicket,
  openTravel,
  TICKETS,
  type Traveller,
  tell,
} from '../conform/travel/travel.ts';
import * as native from '../support/tickets.ts';
import { natively, ownServer } from './natives.ts';

const travel = await openTravel();
const server = ownServer(travel.target);
const LIST = ['support-ticket-updated'] as const;
const ROOM = ['support-ticket-updated', 'support-message-received'] as const;
const SAID: Hearing = { ann1: ROOM, ann2: LIST, bo1: ROOM, bo2: LIST, bo3: LIST, admin: LIST };
const MOVED: Hearing = { ann1: LIST, ann2: LIST, bo1: LIST, bo2: LIST, bo3: LIST, admin: LIST };

async function stageOnBoth() {
  const stage = await setTicket(travel);
  const { ann, bo, third, admin, stranger } = stage;
  const on = natively(server, { ann, bo, third, admin, stranger });
  const look = async (who: Traveller = ann) =>
    must(await who.get(`${TICKETS}/${stage.id}`), 200).as(ticketWithMessagesShape);
  return { ...stage, on, there: { id: String(stage.id) }, look };
}

describe('tickets', () => {
  test('TRAV-185 a ticket is the same one on both sides', async () => {
    const { on, there, ann, ticket, third, look, heard } = await stageOnBoth();
    const seen = await native.lookAtTicket(on.ann, there);
    expect(seen).toMatchObject({
      id: ticket.id,
      subject: ticket.subject,
      description: ticket.description,
      status: 'open',
      priority: 'medium',
      category: 'general',
      requesterId: ann.id,
      createdAt: ticket.created_at,
      comments: [],
    });
    const made = await native.openTicket(on.third, { subject: 'natively', category: 'complaint', priority: 'high' });
    const here = must(await third.get(`${TICKETS}/${made.id}`), 200).json;
    expect(here).toMatchObject({
      id: made.id,
      user_id: third.id,
      user_name: 'Third',
      subject: 'natively',
      category: 'complaint',
      status: 'open',
      priority: 'high',
      messages: [],
    });
    await heard({ third: LIST, bo1: LIST, bo2: LIST, bo3: LIST, admin: LIST });
    expect((await look()).messages).toEqual([]);
  });

  test('TRAV-185 public comments are support messages, whichever way they came', async () => {
    const { on, there, wires, id, ann, bo, look, heard } = await stageOnBoth();
    const comment = await native.comment(on.bo, there, 'a comment');
    expect(await wires.ann1.next('support-message-received')).toMatchObject({
      id: comment.id,
      seq: 1,
      sender_id: Number(bo.id),
      message_text: 'a comment',
      is_admin: true,
    });
    await heard(SAID);
    const { conversationId } = await native.lookAtTicket(on.ann, there);
    const sent = await on.ann.post('/api/messaging/messages', { conversationId, content: 'a message' });
    expect(sent.status).toBe(201);
    expect(await wires.bo1.next('support-message-received')).toMatchObject({
      seq: 2,
      sender_id: ann.id,
      is_admin: false,
    });
    await heard(SAID);
    const listener = await on.bo.connect();
    const { message } = await tell(wires.ann1, 'send-support-message', { ticketId: id, message: 'from travel' });
    expect(await listener.waitFor('ticket_comment')).toMatchObject({ id: message.id, content: 'from travel', seq: 3 });
    await heard(SAID);
    const { comments } = await native.lookAtTicket(on.ann, there);
    const { messages } = await look();
    expect(messages.map((row) => row.id)).toEqual(comments.map((one) => one.id));
    expect(messages.map((row) => row.message_text)).toEqual(['a comment', 'a message', 'from travel']);
  });

  test('TRAV-185 a response that resolves is a comment and a status there', async () => {
    const { on, there, admin, id, heard } = await stageOnBoth();
    must(await admin.post(`${TICKETS}/${id}/respond`, { message: 'Found it', status: 'resolved' }), 201);
    const seen = await native.lookAtTicket(on.ann, there);
    expect([seen.status, seen.comments.map((one) => one.content)]).toEqual(['resolved', ['Found it']]);
    expect(seen.firstRespondedAt).not.toBeNull();
    // Message, first response and status are one change, and one update tells of it.
    await heard(SAID);
  });

  test('TRAV-186 internal notes are nowhere', async () => {
    const { on, there, wires, id, admin, look, heard } = await stageOnBoth();
    const note = await native.comment(on.bo, there, 'canary-note', { internal: true });
    await heard({});
    await tell(wires.ann1, 'send-support-message', { ticketId: id, message: 'one' });
    await heard(SAID);
    await native.comment(on.admin, there, 'canary-note two', { internal: true });
    await heard({});
    for (const who of [undefined, admin]) {
      const seen = await look(who);
      expect(seen.messages.map((row) => [row.seq, row.message_text])).toEqual([[1, 'one']]);
      expect(JSON.stringify(seen)).not.toContain('canary-note');
    }
    for (const cursor of ['before', 'after']) {
      must(await admin.get(`${TICKETS}/${id}?${cursor}=${encodeURIComponent(note.id)}`), 400);
    }
  });

  test('TRAV-187 changes of status, priority and category are announced', async () => {
    const { on, there, wires, id, ann, admin, look, heard } = await stageOnBoth();
    await native.setStatus(on.bo, there, 'in_progress');
    expect((await wires.ann2.next('support-ticket-updated')).ticket.status).toBe('in_progress');
    await heard(MOVED);
    expect((await on.bo.put(`/api/tickets/${id}`, { priority: 'urgent' })).status).toBe(200);
    expect((await wires.ann2.next('support-ticket-updated')).ticket.priority).toBe('urgent');
    await heard(MOVED);
    expect((await on.bo.put(`/api/tickets/${id}`, { category: 'technical' })).status).toBe(200);
    expect((await wires.admin.next('support-ticket-updated')).ticket.category).toBe('technical');
    await heard(MOVED);
    expect((await look()).category).toBe('technical');
    await native.setStatus(on.ann, there, 'closed');
    expect((await wires.bo2.next('support-ticket-updated')).ticket.status).toBe('closed');
    await heard(MOVED);
    expect(await fails(wires.ann1, 'send-support-message', { ticketId: id, message: 'x' })).toBe('Ticket is closed');
    await heard({ ann1: ['error'] });
    // The same again, and what does not show here, is no change.
    await native.setStatus(on.admin, there, 'closed');
    await heard({});
    const found = must(await admin.get(`${ALL_TICKETS}?status=closed&priority=urgent`), 200).as(ticketShape.array());
    expect(found.map((row) => row.id)).toContain(id);
    expect(must(await ann.get(`${TICKETS}?status=open`), 200).json).toEqual([]);
  });

  test('TRAV-187 assignment does not show', async () => {
    const { on, there, bo, heard } = await stageOnBoth();
    await native.assign(on.admin, there, bo.id);
    await heard({});
  });

  test('TRAV-187 pending shows as in_progress, and is found under it', async () => {
    const { on, there, ann, id, wires, admin, look, heard } = await stageOnBoth();
    await native.setStatus(on.bo, there, 'pending');
    expect((await wires.ann2.next('support-ticket-updated')).ticket.status).toBe('in_progress');
    await heard(MOVED);
    expect((await look()).status).toBe('in_progress');
    const other = await openTicket(ann);
    await heard(MOVED);
    const found = async (status: string) =>
      must(await ann.get(`${TICKETS}?status=${status}`), 200)
        .as(ticketShape.array())
        .map((row) => row.id);
    expect([await found('in_progress'), await found('open')]).toEqual([[id], [other.id]]);
    const all = must(await admin.get(`${ALL_TICKETS}?status=in_progress`), 200).as(ticketShape.array());
    expect(all.map((row) => row.id)).toContain(id);
    // An owner's message opens it again, as the engine has it.
    const said = await tell(wires.ann1, 'send-support-message', { ticketId: id, message: 'here it is' });
    expect(said.ticket.status).toBe('open');
    const list = ['support-ticket-updated+'] as const;
    const room = ['support-ticket-updated+', 'support-message-received'] as const;
    await heard({ ann1: room, ann2: list, bo1: room, bo2: list, bo3: list, admin: list });
  });

  test("TRAV-187 tickets of other systems' categories are listed as they are", async () => {
    const { on, ann, admin, heard } = await stageOnBoth();
    const made = await native.openTicket(on.ann, { category: 'billing' });
    await heard(MOVED);
    expect(must(await ann.get(`${TICKETS}/${made.id}`), 200).json).toMatchObject({ category: 'billing' });
    const all = must(await admin.get(`${ALL_TICKETS}?category=billing`), 200).as(ticketShape.array());
    expect(all.map((row) => row.id)).toContain(made.id);
  });

  test('TRAV-188 client ids of support messages are shared by both', async () => {
    const { on, there, wires, id, heard } = await stageOnBoth();
    const first = await native.comment(on.ann, there, 'same', { clientId: '9' });
    await heard(SAID);
    const again = await tell(wires.ann1, 'send-support-message', { ticketId: id, message: 'same', tempId: 9 });
    expect(again.message.id).toBe(first.id);
    await heard({});
    expect(await fails(wires.ann1, 'send-support-message', { ticketId: id, message: 'other', tempId: 9 })).toBe(
      'Conflict',
    );
    await heard({ ann1: ['error'] });
  });
});

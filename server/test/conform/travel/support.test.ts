import { describe, expect, test } from 'vitest';
import { responseShape, ticketWithMessagesShape } from './shapes.ts';
import { type Hearing, setTicket } from './stage.ts';
import { fails, must, openTicket, openTravel, refused, TICKETS, type Traveller, tell } from './travel.ts';

const travel = await openTravel();
const LIST = ['support-ticket-updated'] as const;
const ROOM = ['support-ticket-updated', 'support-message-received'] as const;
const SAID: Hearing = { ann1: ROOM, ann2: LIST, bo1: ROOM, bo2: LIST, bo3: LIST, admin: LIST };

const messagesOf = async (who: Traveller, id: string | number) =>
  must(await who.get(`${TICKETS}/${id}`), 200).as(ticketWithMessagesShape).messages;

describe('support messages', () => {
  test('TRAV-100 the row and the ticket are acknowledged, stored and heard', async () => {
    const { wires, id, ann, heard } = await setTicket(travel);
    const ack = await tell(wires.ann1, 'send-support-message', {
      ticketId: id,
      senderId: 1,
      message: 'Any news?',
      isAdmin: true,
    });
    expect(Object.keys(ack).sort()).toEqual(['message', 'success', 'ticket']);
    expect(ack.message).toMatchObject({
      ticket_id: id,
      seq: 1,
      sender_id: ann.id,
      sender_name: 'Ann',
      message_text: 'Any news?',
      is_admin: false,
    });
    expect(ack.ticket).toMatchObject({ id, user_id: ann.id, status: 'open' });
    const event = { ...ack.message, ticketId: id, senderId: ann.id };
    expect(await wires.bo1.next('support-message-received')).toEqual(event);
    expect(await wires.ann1.next('support-message-received')).toEqual(event);
    for (const wire of [wires.ann2, wires.bo2, wires.admin]) {
      const update = await wire.next('support-ticket-updated');
      expect(update).toEqual({ ticketId: id, ticket: ack.ticket });
    }
    await heard(SAID);
    expect(await messagesOf(ann, id)).toEqual([ack.message]);
  });

  test("TRAV-100 an admin's message is marked as one", async () => {
    const { wires, id, bo, heard } = await setTicket(travel);
    const { message } = await tell(wires.bo1, 'send-support-message', { ticketId: id, message: 'Let me check' });
    expect(message).toMatchObject({ sender_id: Number(bo.id), is_admin: true });
    expect(await wires.ann1.next('support-message-received')).toMatchObject({
      is_admin: true,
      senderId: Number(bo.id),
    });
    await heard(SAID);
  });

  test('TRAV-101 sending opens the room for the socket that sent', async () => {
    const { wires, id, heard } = await setTicket(travel);
    await tell(wires.admin, 'send-support-message', { ticketId: id, message: 'from elsewhere' });
    await heard({ ...SAID, admin: ROOM });
    await tell(wires.ann2, 'send-support-message', { ticketId: id, message: 'me too' });
    await heard({ ...SAID, admin: ROOM, ann2: ROOM });
    await tell(wires.bo1, 'send-support-message', { ticketId: id, message: 'all here' });
    await heard({ ...SAID, admin: ROOM, ann2: ROOM });
  });

  test('TRAV-102 a response over REST is heard like a message sent live', async () => {
    const { wires, id, admin, heard } = await setTicket(travel);
    const plain = must(await admin.post(`${TICKETS}/${id}/respond`, { message: 'Looking' }), 201).as(responseShape);
    expect(await wires.ann1.next('support-message-received')).toEqual({
      ...plain.response,
      ticketId: id,
      senderId: admin.id,
    });
    await heard(SAID);
    must(await admin.post(`${TICKETS}/${id}/respond`, { message: 'Found it', status: 'resolved' }), 201);
    await wires.ann2.next('support-ticket-updated', (update) => update.ticket.status === 'resolved');
    const [list, room] = [
      ['support-ticket-updated+'],
      ['support-ticket-updated+', 'support-message-received'],
    ] as const;
    await heard({ ann1: room, ann2: list, bo1: room, bo2: list, bo3: list, admin: list });
  });

  test('TRAV-103 a new ticket is announced to its owner and to all admins', async () => {
    const { ann, third, wires, heard } = await setTicket(travel);
    const ticket = await openTicket(ann, { subject: 'another' });
    for (const wire of [wires.ann2, wires.bo2, wires.admin]) {
      expect(await wire.next('support-ticket-updated')).toEqual({ ticketId: ticket.id, ticket });
    }
    await heard({ ann1: LIST, ann2: LIST, bo1: LIST, bo2: LIST, bo3: LIST, admin: LIST });
    await openTicket(third);
    await heard({ third: LIST, bo1: LIST, bo2: LIST, bo3: LIST, admin: LIST });
  });

  test("TRAV-103 an owner's message that opens a ticket again is announced with the new status", async () => {
    const { wires, id, admin, heard } = await setTicket(travel);
    must(await admin.post(`${TICKETS}/${id}/respond`, { message: 'done', status: 'resolved' }), 201);
    const [list, room] = [
      ['support-ticket-updated+'],
      ['support-ticket-updated+', 'support-message-received'],
    ] as const;
    const all: Hearing = { ann1: room, ann2: list, bo1: room, bo2: list, bo3: list, admin: list };
    await heard(all);
    await tell(wires.ann1, 'send-support-message', { ticketId: id, message: 'not yet' });
    await travel.settle();
    for (const wire of [wires.ann2, wires.bo2, wires.admin]) {
      expect(wire.of('support-ticket-updated').at(-1)?.ticket.status).toBe('open');
    }
    await heard(all);
  });

  test('TRAV-104 resends, conflicts and tempId', async () => {
    const { wires, id, ann, heard } = await setTicket(travel);
    const payload = { ticketId: id, message: 'once', tempId: 31 };
    const first = await tell(wires.ann1, 'send-support-message', payload);
    expect(first.tempId).toBe(31);
    expect(String((await wires.ann1.next('support-message-received')).tempId)).toBe('31');
    expect(await wires.bo1.next('support-message-received')).not.toHaveProperty('tempId');
    await heard(SAID);
    const again = await tell(wires.ann1, 'send-support-message', { ...payload, tempId: '31' });
    expect(again.message).toEqual(first.message);
    expect((await tell(wires.ann2, 'send-support-message', payload)).message).toEqual(first.message);
    await heard({});
    expect(await fails(wires.ann1, 'send-support-message', { ...payload, message: 'twice' })).toBe('Conflict');
    await heard({ ann1: ['error'] });
    await tell(wires.bo1, 'send-support-message', { ticketId: id, message: 'once', tempId: 31 });
    await heard({ ...SAID, ann2: SAID.ann1 ?? [] });
    expect(await messagesOf(ann, id)).toHaveLength(2);
  });

  test('TRAV-105 strangers, closed tickets and no tickets', async () => {
    const { wires, id, ann, admin, heard } = await setTicket(travel);
    for (const outsider of [wires.third, wires.stranger]) {
      await fails(outsider, 'send-support-message', { ticketId: id, message: 'x', isAdmin: true, senderId: ann.id });
    }
    expect(await fails(wires.ann1, 'send-support-message', { ticketId: 'nothing', message: 'x' })).toBe(
      'Support ticket not found',
    );
    const wrongs = [undefined, null, 5, {}, '', ' ', 'a\u0000'];
    for (const message of wrongs) {
      expect(await fails(wires.ann1, 'send-support-message', { ticketId: id, message })).toMatch(/message/);
    }
    await heard({ ann1: Array(wrongs.length + 1).fill('error'), third: ['error'], stranger: ['error'] });
    must(await admin.post(`${TICKETS}/${id}/respond`, { message: 'bye', status: 'closed' }), 201);
    const [list, room] = [
      ['support-ticket-updated+'],
      ['support-ticket-updated+', 'support-message-received'],
    ] as const;
    await heard({ ann1: room, ann2: list, bo1: room, bo2: list, bo3: list, admin: list });
    for (const wire of [wires.ann1, wires.bo1]) {
      expect(await fails(wire, 'send-support-message', { ticketId: id, message: 'x' })).toBe('Ticket is closed');
    }
    refused(await admin.post(`${TICKETS}/${id}/respond`, { message: 'x' }), 409, 'Ticket is closed');
    await heard({ ann1: ['error'], bo1: ['error'] });
    expect(await messagesOf(ann, id)).toHaveLength(1);
  });
});

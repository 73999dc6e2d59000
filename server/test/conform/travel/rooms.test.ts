import { describe, expect, test } from 'vitest';
import { bothAndRoom, setConversation, setTicket } from './stage.ts';
import { fails, messagesOf, openConversation, openTicket, openTravel, say, tell } from './travel.ts';

const travel = await openTravel();
const SENT = bothAndRoom(['conversation-updated'], ['message-received']);

describe('rooms of conversations', () => {
  test('TRAV-80 both join by the id, bare or in an object', async () => {
    const { wires, id, heard } = await setConversation(travel);
    expect(await tell(wires.ann2, 'join-conversation', id)).toEqual({ success: true, conversationId: id });
    expect(await tell(wires.bo2, 'join-conversation', { conversationId: id })).toEqual({
      success: true,
      conversationId: id,
    });
    await say(wires.ann1, id, 'Hello');
    await heard({ ...SENT, ann2: SENT.ann1 ?? [], bo2: SENT.ann1 ?? [] });
  });

  test('TRAV-80 nobody else joins, and who tried hears nothing', async () => {
    const { wires, id, heard } = await setConversation(travel);
    for (const outsider of [wires.third, wires.stranger, wires.admin]) {
      await fails(outsider, 'join-conversation', id);
      await fails(outsider, 'join-conversation', { conversationId: id });
      await fails(outsider, 'join-conversation', { conversationId: id, userId: 1, isAdmin: true });
      expect(await fails(outsider, 'join-conversation', 'nothing-here')).toBe('Conversation not found');
    }
    await heard({ third: Array(4).fill('error'), stranger: Array(4).fill('error'), admin: Array(4).fill('error') });
    await say(wires.ann1, id, 'between us');
    await heard(SENT);
  });

  test('TRAV-80 a ticket is no conversation, and a conversation no ticket', async () => {
    const { ann, bo } = await travel.people('ann', 'bo');
    const { id } = await openConversation(ann, bo);
    const ticket = await openTicket(ann);
    const wire = await ann.connect();
    expect(await fails(wire, 'join-conversation', ticket.id)).toBe('Conversation not found');
    expect(await fails(wire, 'join-support', id)).toBe('Support ticket not found');
    expect(await fails(wire, 'send-message', { conversationId: ticket.id, message: 'x' })).toBe(
      'Conversation not found',
    );
    expect(await fails(wire, 'send-support-message', { ticketId: id, message: 'x' })).toBe('Support ticket not found');
  });

  test('TRAV-82 who left hears no more, and may come back', async () => {
    const { wires, id, heard } = await setConversation(travel);
    await tell(wires.bo1, 'leave-conversation', id);
    await say(wires.ann1, id, 'one');
    await heard({ ...SENT, bo1: ['conversation-updated'] });
    await tell(wires.bo1, 'join-conversation', id);
    await tell(wires.ann1, 'leave-conversation', { conversationId: id });
    await say(wires.bo1, id, 'two');
    await heard({ ...SENT, ann1: ['conversation-updated'] });
    // Leaving what one is not in is no mistake.
    await tell(wires.ann1, 'leave-conversation', id);
  });

  test('TRAV-83 joining twice is joining once, and for one socket only', async () => {
    const { wires, id, heard } = await setConversation(travel);
    for (let time = 0; time < 3; time += 1) await tell(wires.bo1, 'join-conversation', id);
    await say(wires.ann1, id, 'once');
    await heard(SENT);
    await tell(wires.bo1, 'leave-conversation', id);
    await say(wires.ann1, id, 'not at all');
    await heard({ ...SENT, bo1: ['conversation-updated'] });
  });

  test('TRAV-83 a new connection begins in no room', async () => {
    const { ann, bo } = await travel.people('ann', 'bo');
    const { id } = await openConversation(ann, bo);
    const first = await bo.connect('first');
    await tell(first, 'join-conversation', id);
    await first.close();
    const again = await bo.connect('again');
    await say(await ann.connect('ann'), id, 'anybody?');
    await again.next('conversation-updated');
    await travel.settle();
    expect(again.of('message-received')).toEqual([]);
  });

  test('TRAV-84 what is sent at once is done in the order sent', async () => {
    const { ann, bo } = await travel.people('ann', 'bo');
    const { id } = await openConversation(ann, bo);
    const [wire, other] = [await ann.connect('ann'), await bo.connect('bo')];
    other.tell('join-conversation', id);
    for (let at = 0; at < 30; at += 1) other.tell('send-message', { conversationId: id, message: `${at}` });
    other.tell('leave-conversation', id);
    other.tell('join-conversation', id);
    const texts = Array.from({ length: 30 }, (_, at) => `${at}`);
    await expect
      .poll(() => other.of('message-received').map((row) => row.message_text), { timeout: 5000 })
      .toEqual(texts);
    expect((await messagesOf(ann, id)).map((row) => row.message_text)).toEqual(texts);
    // A join, a message and a leave in one breath: the message is heard.
    wire.tell('join-conversation', id);
    wire.tell('send-message', { conversationId: id, message: 'heard' });
    wire.tell('leave-conversation', id);
    await wire.next('message-received', (row) => row.message_text === 'heard');
    await say(other, id, 'not heard');
    await travel.settle();
    expect(wire.of('message-received').map((row) => row.message_text)).toEqual(['heard']);
  });
});

describe('rooms of tickets', () => {
  test('TRAV-81 owner and admins join, by the id, bare or in an object', async () => {
    const { wires, id, heard } = await setTicket(travel);
    for (const wire of [wires.ann2, wires.bo2, wires.admin]) {
      expect(await tell(wire, 'join-support', id)).toEqual({ success: true, ticketId: id });
      expect(await tell(wire, 'join-support', { ticketId: id })).toEqual({ success: true, ticketId: id });
    }
    await tell(wires.ann1, 'send-support-message', { ticketId: id, message: 'Hello' });
    const all = ['support-ticket-updated', 'support-message-received'] as const;
    await heard({ ann1: all, ann2: all, bo1: all, bo2: all, admin: all, bo3: ['support-ticket-updated'] });
  });

  test('TRAV-81 nobody else joins, and who tried hears nothing', async () => {
    const { wires, id, heard } = await setTicket(travel);
    for (const outsider of [wires.third, wires.stranger]) {
      await fails(outsider, 'join-support', id);
      await fails(outsider, 'join-support', { ticketId: id, isAdmin: true, role: 'admin' });
      expect(await fails(outsider, 'join-support', 'nothing-here')).toBe('Support ticket not found');
    }
    await heard({ third: Array(3).fill('error'), stranger: Array(3).fill('error') });
    await tell(wires.ann1, 'send-support-message', { ticketId: id, message: 'private' });
    const [all, room] = [['support-ticket-updated'], ['support-ticket-updated', 'support-message-received']] as const;
    await heard({ ann1: room, ann2: all, bo1: room, bo2: all, bo3: all, admin: all });
  });

  test("TRAV-82 who left a ticket's room hears no more of it", async () => {
    const { wires, id, heard } = await setTicket(travel);
    await tell(wires.bo1, 'leave-support', id);
    await tell(wires.ann1, 'send-support-message', { ticketId: id, message: 'one' });
    const [all, room] = [['support-ticket-updated'], ['support-ticket-updated', 'support-message-received']] as const;
    await heard({ ann1: room, ann2: all, bo1: all, bo2: all, bo3: all, admin: all });
    await tell(wires.bo1, 'join-support', id);
    await tell(wires.ann1, 'leave-support', { ticketId: id });
    await tell(wires.bo1, 'send-support-message', { ticketId: id, message: 'two' });
    await heard({ ann1: all, ann2: all, bo1: room, bo2: all, bo3: all, admin: all });
  });
});

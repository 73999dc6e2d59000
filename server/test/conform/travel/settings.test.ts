import { describe, expect } from 'vitest';
import { ticketWithMessagesShape } from './shapes.ts';
import {
  CONVERSATIONS,
  fails,
  messagesOf,
  must,
  openConversation,
  openTicket,
  openTravel,
  ownCase,
  refused,
  say,
  TICKETS,
  tell,
} from './travel.ts';

const small = await openTravel({ MAX_MESSAGE_LENGTH: '10', MESSAGES_PER_PAGE: '5' });
const limited = await openTravel({ RATE_LIMIT_MAX_REQUESTS: '8' });
const scarce = await openTravel({ RATE_LIMIT_MESSAGES_PER_HOUR: '3' });

describe('sizes', () => {
  ownCase('TRAV-170 messages of both kinds are as long as the setting allows', async () => {
    const { ann, bo } = await small.people('ann', 'bo');
    const root = await small.person('Root', { role: 'admin' });
    const { id } = await openConversation(ann, bo);
    const ticket = await openTicket(ann, { description: 'longer than ten characters' });
    const wire = await ann.connect();
    for (const message of ['x'.repeat(11), '😀'.repeat(11)]) {
      expect(await fails(wire, 'send-message', { conversationId: id, message })).toMatch(/message/);
      expect(await fails(wire, 'send-support-message', { ticketId: ticket.id, message })).toMatch(/message/);
      refused(await root.post(`${TICKETS}/${ticket.id}/respond`, { message }), 400, /message/);
    }
    const message = '😀'.repeat(10);
    await tell(wire, 'send-message', { conversationId: id, message });
    await tell(wire, 'send-support-message', { ticketId: ticket.id, message });
    must(await root.post(`${TICKETS}/${ticket.id}/respond`, { message }), 201);
  });

  ownCase('TRAV-171 a page is as long as the setting says, where none is asked for', async () => {
    const { ann, bo } = await small.people('ann', 'bo');
    const { id } = await openConversation(ann, bo);
    const rows = await say(await ann.connect(), id, ...Array.from({ length: 12 }, (_, at) => `${at}`));
    const seqs = async (query: string) => (await messagesOf(bo, id, query)).map((row) => row.seq);
    expect(await seqs('')).toEqual([8, 9, 10, 11, 12]);
    expect(await seqs(`?before=${encodeURIComponent(rows[7]?.id ?? '')}`)).toEqual([3, 4, 5, 6, 7]);
    expect(await seqs('?page=3')).toEqual([1, 2]);
    expect(await seqs('?limit=100')).toHaveLength(12);
  });
});

describe('limits', () => {
  ownCase('TRAV-172 too many requests are 429, each caller by itself, health never', async () => {
    const { ann, bo } = await limited.people('ann', 'bo');
    for (let at = 0; at < 7; at += 1) must(await ann.get(CONVERSATIONS), 200);
    const answer = await ann.get(CONVERSATIONS);
    refused(answer, 429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    must(await bo.get(CONVERSATIONS), 200);
    for (let at = 0; at < 20; at += 1) must(await limited.anonymous.get('/health'), 200);
  });

  ownCase('TRAV-173 too many messages are refused, of both kinds together, and not stored', async () => {
    const { ann, bo } = await scarce.people('ann', 'bo');
    const root = await scarce.person('Root', { role: 'admin' });
    const { id } = await openConversation(ann, bo);
    const ticket = await openTicket(ann);
    const wire = await ann.connect();
    await say(wire, id, 'one', 'two');
    await tell(wire, 'send-support-message', { ticketId: ticket.id, message: 'three' });
    await fails(wire, 'send-message', { conversationId: id, message: 'four' });
    await fails(wire, 'send-support-message', { ticketId: ticket.id, message: 'four' });
    expect(await messagesOf(bo, id)).toHaveLength(2);
    for (const message of ['one', 'two', 'three']) {
      must(await root.post(`${TICKETS}/${ticket.id}/respond`, { message }), 201);
    }
    refused(await root.post(`${TICKETS}/${ticket.id}/respond`, { message: 'four' }), 429);
    const seen = must(await ann.get(`${TICKETS}/${ticket.id}`), 200).as(ticketWithMessagesShape);
    expect(seen.messages.map((row) => row.message_text)).toEqual(['three', 'one', 'two', 'three']);
  });
});

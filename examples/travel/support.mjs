// A traveller opens a ticket, and an admin of the agency's support answers, live and over REST.
//   JWT_SECRET=... PARLEY_URL=http://localhost:5000 node examples/travel/support.mjs
import assert from 'node:assert/strict';
import { ask, connect, hears, request, run, somebody, tell } from './client.mjs';

const API = '/api/messaging/support/tickets';

await run(async (keep) => {
  const ali = somebody('Ali Traveller');
  const sara = somebody('Sara Support', 'admin');
  const traveller = keep(await connect(ali));
  const admin = keep(await connect(sara));

  const body = { subject: 'Problem with my booking', description: 'No confirmation yet', category: 'booking' };
  const ticket = await ask(ali, 'POST', API, body, 201);
  assert.deepEqual([ticket.status, ticket.priority, ticket.user_id], ['open', 'medium', ali.id]);
  // Every connected admin has the new ticket on the screen, without asking.
  await hears(admin, 'support-ticket-updated', (update) => update.ticketId === ticket.id);
  console.log(`Ticket ${ticket.id}: ${ticket.subject}`);

  await tell(traveller, 'join-support', ticket.id);
  await tell(admin, 'join-support', { ticketId: ticket.id });
  traveller.emit('send-support-message', {
    ticketId: ticket.id,
    senderId: ali.id,
    message: 'Any news?',
    isAdmin: true,
  });
  const question = await hears(admin, 'support-message-received', (message) => message.ticket_id === ticket.id);
  assert.equal(question.is_admin, false); // whatever the client claims
  console.log(`${question.sender_name}: ${question.message_text}`);

  const { message, ticket: row } = await tell(admin, 'send-support-message', {
    ticketId: ticket.id,
    message: 'Let me check',
    tempId: 'check-1',
  });
  assert.equal(message.is_admin, true);
  assert.equal(row.status, 'open');
  const heard = await hears(traveller, 'support-message-received', (one) => one.id === message.id);
  console.log(`${heard.is_admin ? 'Support Team' : heard.sender_name}: ${heard.message_text}`);

  const answer = await ask(
    sara,
    'POST',
    `${API}/${ticket.id}/respond`,
    { message: 'Found it', status: 'resolved' },
    201,
  );
  assert.deepEqual([answer.success, answer.ticket.status, answer.response.is_admin], [true, 'resolved', true]);
  await hears(traveller, 'support-message-received', (one) => one.message_text === 'Found it');
  await hears(
    traveller,
    'support-ticket-updated',
    (update) => update.ticketId === ticket.id && update.ticket.status === 'resolved',
  );
  console.log('Support Team: Found it (resolved)');

  const whole = await ask(ali, 'GET', `${API}/${ticket.id}`);
  assert.deepEqual(
    whole.messages.map((one) => [one.seq, one.message_text, one.is_admin]),
    [
      [1, 'Any news?', false],
      [2, 'Let me check', true],
      [3, 'Found it', true],
    ],
  );

  // Not everything is everybody's.
  const refused = await request(ali, 'GET', `${API}/admin/all`);
  assert.deepEqual([refused.status, typeof refused.body.error], [403, 'string']);
  const all = await ask(sara, 'GET', `${API}/admin/all?status=resolved&category=booking`);
  assert.ok(all.some((one) => one.id === ticket.id));

  await ask(sara, 'POST', `${API}/${ticket.id}/respond`, { message: 'Closing this.', status: 'closed' }, 201);
  const late = await traveller
    .timeout(5000)
    .emitWithAck('send-support-message', { ticketId: ticket.id, message: 'Wait' });
  assert.deepEqual(late, { success: false, error: 'Ticket is closed' });
  console.log('The ticket is closed.');
});

// A patient who writes to a doctor and waits for the answer.
//   JWT_SECRET=... PARLEY_URL=http://localhost:3006 node examples/telehealth/patient.mjs
// while node examples/telehealth/doctor.mjs runs in another terminal, with the same variables.
import assert from 'node:assert/strict';
import { ask, DOCTOR, hears, PATIENT, request, run } from './client.mjs';

/** The conversation with the doctor, as soon as the doctor has signed in for the first time. */
async function findDoctor() {
  const end = Date.now() + 15_000;
  for (;;) {
    const body = { recipientId: DOCTOR.id, recipientType: 'doctor' };
    const answer = await request(PATIENT, 'POST', '/conversations', body);
    if (answer.status < 300) return answer.body.data;
    assert.equal(answer.status, 404, JSON.stringify(answer.body));
    assert.ok(Date.now() < end, 'the doctor did not come');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

await run(PATIENT, async (socket) => {
  const { conversationId, recipient } = await findDoctor();
  assert.deepEqual([recipient.name, recipient.type, recipient.specialty], ['Dr. Sarah Smith', 'doctor', 'Cardiology']);
  const { data: online } = await ask(PATIENT, 'GET', `/users/${DOCTOR.id}/online-status`);
  console.log(`${recipient.name} is ${online.isOnline ? 'online' : 'away'}.`);

  socket.emit('typing_start', { conversationId, receiverId: DOCTOR.id });
  const tempId = `question-${Date.now()}`;
  const question = {
    conversationId,
    receiverId: DOCTOR.id,
    content: 'Good morning, Doctor. May I take the pill with food?',
    messageType: 'text',
    tempId,
  };
  socket.emit('send_message', question);
  const sent = await hears(socket, 'message_sent', (one) => one.tempId === tempId);
  // As if the answer had been lost: the same again is the same message, and the doctor hears it once.
  const again = await socket.timeout(5000).emitWithAck('send_message', question);
  assert.equal(again.data.messageId, sent.messageId);
  await hears(socket, 'message_delivered', ({ messageId }) => messageId === sent.messageId);
  const read = await hears(socket, 'messages_read', ({ messageIds }) => messageIds.includes(sent.messageId));
  assert.equal(read.readBy, DOCTOR.id);
  console.log(`${recipient.name} has read the question.`);

  await hears(socket, 'user_typing', ({ userId }) => userId === DOCTOR.id);
  const answer = await hears(socket, 'new_message', ({ senderId }) => senderId === DOCTOR.id);
  console.log(`${answer.sender.name}: ${answer.content}`);
  const { data: unread } = await ask(PATIENT, 'GET', '/unread-count');
  assert.deepEqual(unread.byConversation, [{ conversationId, recipientName: recipient.name, unreadCount: 1 }]);
  const marked = await ask(PATIENT, 'PUT', `/conversations/${conversationId}/mark-read`, { messageIds: [answer.id] });
  assert.equal(marked.message, '1 messages marked as read');
  await hears(socket, 'mark_as_read_success', ({ messageIds }) => messageIds.includes(answer.id));
  assert.equal((await ask(PATIENT, 'GET', '/unread-count')).data.totalUnread, 0);

  const { data } = await ask(PATIENT, 'GET', `/conversations/${conversationId}/messages`);
  assert.deepEqual(
    data.messages.slice(-2).map(({ id }) => id),
    [sent.messageId, answer.id],
  );
});

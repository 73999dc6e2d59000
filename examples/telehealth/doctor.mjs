// A doctor who waits for a patient, reads, answers, and sees the answer read.
//   JWT_SECRET=... PARLEY_URL=http://localhost:3006 node examples/telehealth/doctor.mjs
// and in another terminal, with the same variables: node examples/telehealth/patient.mjs
import assert from 'node:assert/strict';
import { ask, DOCTOR, hears, PATIENT, run } from './client.mjs';

await run(DOCTOR, async (socket) => {
  console.log(`${DOCTOR.name} is online.`);
  const question = await hears(socket, 'new_message', ({ senderId }) => senderId === PATIENT.id, 30);
  assert.equal(question.sender.name, PATIENT.name);
  assert.equal(question.receiverId, DOCTOR.id);
  assert.equal(question.messageType, 'text');
  console.log(`${question.sender.name}: ${question.content}`);
  const { conversationId } = question;

  const typing = await hears(socket, 'user_typing');
  assert.equal(typing.userName, PATIENT.name);
  await hears(socket, 'user_stopped_typing', ({ userId }) => userId === PATIENT.id);

  // The chat screen opens: all of it is delivered, then read.
  socket.emit('join_conversation', { conversationId });
  const { data: history } = await ask(DOCTOR, 'GET', `/conversations/${conversationId}/messages?page=1&limit=50`);
  const unread = history.messages.filter(({ receiverId, isRead }) => receiverId === DOCTOR.id && !isRead);
  assert.ok(unread.some(({ id }) => id === question.id));
  socket.emit('mark_as_read', { conversationId, messageIds: unread.map(({ id }) => id) });
  const marked = await hears(socket, 'mark_as_read_success');
  assert.ok(marked.messageIds.includes(question.id));

  socket.emit('typing_start', { conversationId, receiverId: PATIENT.id });
  const tempId = Date.now();
  socket.emit('send_message', {
    conversationId,
    receiverId: PATIENT.id,
    content: 'Take it with breakfast, and call me if the dizziness stays.',
    messageType: 'text',
    tempId,
  });
  const sent = await hears(socket, 'message_sent', (one) => one.tempId === tempId);
  assert.equal(sent.message.senderType, 'doctor');
  await hears(socket, 'message_delivered', ({ messageId }) => messageId === sent.messageId);
  const read = await hears(socket, 'messages_read', ({ messageIds }) => messageIds.includes(sent.messageId));
  assert.equal(read.readBy, PATIENT.id);
  console.log(`${PATIENT.name} has read the answer.`);

  const { data: conversations } = await ask(DOCTOR, 'GET', '/conversations?type=patient_doctor');
  const row = conversations.find((one) => one.conversationId === conversationId);
  assert.equal(row.lastMessage.isRead, true);
  assert.equal(row.unreadCount, 0);
});

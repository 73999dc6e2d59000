// A traveller and an agency chat.
//   JWT_SECRET=... PARLEY_URL=http://localhost:5000 node examples/travel/chat.mjs
import assert from 'node:assert/strict';
import { ask, connect, hears, run, somebody, tell } from './client.mjs';

const API = '/api/messaging/conversations';

await run(async (keep) => {
  const ali = somebody('Ali Traveller');
  const sahara = somebody('Sahara Travel');
  // The first connection makes a person known, so that others can write to them.
  const agency = keep(await connect(sahara, { transports: ['polling'] }));
  const traveller = keep(await connect(ali, { transports: ['websocket', 'polling'] }));

  const conversation = await ask(ali, 'POST', API, { otherUserId: sahara.id }, 201);
  assert.equal(conversation.other_user_name, sahara.name);
  assert.equal(conversation.last_message, null);
  const again = await ask(sahara, 'POST', API, { otherUserId: ali.id }, 200);
  assert.equal(again.id, conversation.id);
  await hears(agency, 'conversation-updated', (update) => update.conversationId === conversation.id);
  console.log(`Conversation ${conversation.id}: ${ali.name} and ${sahara.name}.`);

  // The chat screen is open on both sides.
  traveller.emit('join-conversation', conversation.id);
  await tell(agency, 'join-conversation', { conversationId: conversation.id });

  traveller.emit('typing', { conversationId: conversation.id, isTyping: true });
  await hears(agency, 'user-typing', (typing) => typing.userId === ali.id && typing.userName === ali.name);
  const sent = await tell(traveller, 'send-message', {
    conversationId: conversation.id,
    senderId: ali.id,
    message: 'Is the tour to Djanet still free in March?',
    tempId: 1,
  });
  assert.equal(sent.tempId, 1);
  const received = await hears(agency, 'message-received', (message) => message.id === sent.message.id);
  assert.equal(received.message_text, 'Is the tour to Djanet still free in March?');
  assert.equal(received.sender_id, ali.id);
  assert.equal(received.tempId, undefined);
  await hears(agency, 'user-stopped-typing', (typing) => typing.userId === ali.id);
  console.log(`${received.sender_name}: ${received.message_text}`);

  const row = (await ask(sahara, 'GET', API)).find((one) => one.id === conversation.id);
  assert.equal(row?.unread_count, 1);
  await tell(agency, 'mark-as-read', received.id);
  const read = await hears(traveller, 'message-read', (mark) => mark.messageId === received.id);
  assert.equal(read.userId, sahara.id);
  console.log(`${sahara.name} has read it.`);

  // Without an acknowledgement function: the event is the answer.
  agency.emit('send-message', { conversationId: conversation.id, message: 'Two places are left. Shall I hold them?' });
  const answer = await hears(traveller, 'message-received', (message) => message.sender_id === sahara.id);
  console.log(`${answer.sender_name}: ${answer.message_text}`);

  const history = await ask(ali, 'GET', `${API}/${conversation.id}/messages`);
  assert.deepEqual(
    history.map((message) => [message.seq, message.sender_id, message.is_read]),
    [
      [1, ali.id, true],
      [2, sahara.id, false],
    ],
  );
  const marked = await ask(ali, 'POST', `${API}/${conversation.id}/mark-read`);
  assert.equal(marked.unread_count, 0);

  traveller.disconnect();
  const gone = await hears(agency, 'user-offline', (user) => user.userId === ali.id);
  assert.ok(Date.parse(gone.lastSeen) > 0);
  console.log(`${gone.username} left.`);
});

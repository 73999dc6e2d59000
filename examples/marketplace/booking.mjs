// A hairdresser offers a service, a customer books it: packages, an offer, a booking, reading, a reaction, a picture.
//   JWT_SECRET=... PARLEY_URL=http://localhost:3001 node examples/marketplace/booking.mjs
import assert from 'node:assert/strict';
import { ask, BASE, connect, hears, PIXEL, request, run, somebody, tell, upload } from './client.mjs';

const salon = somebody('Salon Awa');
const moussa = somebody('Moussa');

await run(async (open) => {
  const cut = { id: 'cut', name: 'Haircut', price: 5000, currency: 'FCFA', duration: '1 hour' };
  await ask(salon, 'PUT', `/api/users/${salon.id}/service-packages`, [cut]);
  const phone = open(await connect(moussa));
  const desk = open(await connect(salon));
  const chat = await ask(moussa, 'POST', '/api/conversations', { participants: [salon.id] }, 201);
  await hears(desk, 'new_conversation', ({ conversation }) => conversation._id === chat._id);
  assert.deepEqual(await ask(moussa, 'GET', `/api/users/${salon.id}/service-packages`), [cut]);

  // Nobody joins a room: every connection hears of its conversations. As if the ack had been lost, the message is sent again.
  await tell(phone, 'typing_start', { conversationId: chat._id });
  await hears(desk, 'user_typing', ({ isTyping, user }) => isTyping && user.name === 'Moussa');
  const message = { content: 'Do you have time on Thursday?', clientMessageId: 'm-1' };
  const sent = await tell(phone, 'send_message', { conversationId: chat._id, message });
  const again = await tell(phone, 'send_message', { conversationId: chat._id, message });
  assert.equal(again.message._id, sent.message._id);
  const question = await hears(desk, 'message_received', (one) => one.message.type === 'text');
  console.log(`${question.message.sender.name}: ${question.message.content}`);
  await tell(desk, 'mark_read', { conversationId: chat._id, messageId: question.message._id });
  await hears(phone, 'message_read', ({ readBy }) => readBy === salon.id);

  const messages = `/api/conversations/${chat._id}/messages`;
  const offer = await ask(salon, 'POST', `${messages}/service-offer`, { servicePackageId: 'cut' }, 201);
  assert.equal(offer.content, 'Service proposé: Haircut');
  assert.equal(offer.metadata.price, 5000);
  const booking = { servicePackageId: 'cut', requestedDate: '2030-02-14', requestedTime: '14:30' };
  const booked = await ask(moussa, 'POST', `${messages}/booking-request`, booking, 201);
  assert.equal(booked.metadata.requestedDate, '2030-02-14T00:00:00.000Z');
  await ask(salon, 'POST', `/api/messages/${booked._id}/reaction`, { reactionType: '👍' });
  const liked = await hears(phone, 'message_updated', (one) => one.message._id === booked._id);
  assert.deepEqual(liked.message.reactionTypes, { [salon.id]: '👍' });
  console.log(`${booked.content}, ${booking.requestedTime}: ${liked.message.reactionTypes[salon.id]}`);

  // A picture: uploaded first, then put in a message; a link of it works for a while without a token.
  const { fileUrl } = await upload(salon, 'style.png', 'image/png', PIXEL);
  assert.equal((await request(moussa, 'GET', `${fileUrl}/link`)).status, 403);
  await ask(salon, 'POST', messages, { content: 'Like this?', type: 'image', metadata: { fileUrl } }, 201);
  const picture = await hears(phone, 'new_message', (one) => one.message.type === 'image');
  const { url } = await ask(moussa, 'GET', `${picture.message.metadata.fileUrl}/link`);
  const file = await fetch(`${BASE}${url}`);
  assert.deepEqual(Buffer.from(await file.arrayBuffer()), PIXEL);

  const { unreadCount } = await ask(moussa, 'GET', `/api/conversations/${chat._id}/unread-count`);
  assert.equal(unreadCount, 2);
  const { markedCount } = await ask(moussa, 'POST', `${messages}/bulk-mark-read`, {});
  assert.equal(markedCount, 2);
  assert.equal((await ask(moussa, 'GET', '/api/messages/search?q=thurs')).messages[0]._id, question.message._id);
});

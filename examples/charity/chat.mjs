// A donor asks for help and an admin answers, each over a raw WebSocket.
//   JWT_SECRET=... PARLEY_URL=http://localhost:3006 node examples/charity/chat.mjs
import assert from 'node:assert/strict';
import { ask, CONVERSATIONS, connect, hears, run, somebody } from './client.mjs';

await run(async (keep) => {
  const dora = somebody('Dora');
  const amir = somebody('Amir', 'ADMIN');
  const { conversationId } = await ask(dora, 'POST', CONVERSATIONS, { subject: 'My receipt' }, 201);
  const donor = keep(await connect(dora, conversationId));
  donor.send({ type: 'message', content: 'Where is the receipt for my donation?', clientMessageId: 'm-1' });
  const sent = await hears(donor, 'message_sent');
  console.log(`Dora: ${sent.content}`);

  // Whoever helps just opens the conversation, and is in it from then on.
  const list = await ask(amir, 'GET', `${CONVERSATIONS}?status=ACTIVE`);
  assert.ok(list.conversations.some((one) => one.conversationId === conversationId));
  const helper = keep(await connect(amir, conversationId));
  const { participants } = await hears(donor, 'conversation_updated');
  assert.deepEqual(
    participants.map(({ role }) => role),
    ['USER', 'ADMIN'],
  );
  await hears(donor, 'user_joined', ({ userId }) => userId === amir.id);
  donor.send({ type: 'message', content: 'It was last Monday.' });
  const more = await hears(helper, 'message_received');
  console.log(`Dora: ${more.content}`);
  helper.send({ type: 'read' });
  assert.equal((await hears(donor, 'read_receipt')).messageId, more.messageId);
  helper.send({ type: 'typing', isTyping: true });
  await hears(donor, 'typing_start');
  helper.send({ type: 'message', content: 'It is on its way to you.' });
  await hears(donor, 'typing_stop');
  const answer = await hears(donor, 'message_received');
  assert.equal(answer.senderRole, 'ADMIN');
  console.log(`Amir: ${answer.content}`);

  // The connection was lost before the answer: the same id makes it safe to send again.
  donor.send({ type: 'message', content: 'Where is the receipt for my donation?', clientMessageId: 'm-1' });
  const first = await hears(donor, 'message_sent', ({ clientMessageId }) => clientMessageId === 'm-1');
  assert.equal(first.messageId, sent.messageId);

  await ask(amir, 'PUT', `${CONVERSATIONS}/${conversationId}`, { status: 'CLOSED', metadata: { solved: true } });
  const { message } = await hears(donor, 'system');
  console.log(message);
  donor.send({ type: 'message', content: 'Thank you!' });
  assert.equal((await hears(donor, 'error')).code, 'CONVERSATION_CLOSED');
  donor.close();
  assert.equal(await donor.closed, 1000);
  await hears(helper, 'user_left');
});

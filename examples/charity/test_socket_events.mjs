// Every frame of the contract once, step by step, with what came of it.
//   JWT_SECRET=... PARLEY_URL=http://localhost:3006 node examples/charity/test_socket_events.mjs
import assert from 'node:assert/strict';
import { ask, BASE, CONVERSATIONS, connect, hears, run, somebody } from './client.mjs';

let number = 0;
async function step(what, work) {
  number += 1;
  const came = await work();
  console.log(`${String(number).padStart(2)}. ${what}${came === undefined ? '' : `: ${came}`}`);
  return came;
}

await run(async (keep) => {
  const user = somebody('Dora');
  const admin = somebody('Amir', 'ADMIN');
  let id = '';
  let mine;
  let theirs;

  await step('A user creates a conversation', async () => {
    const made = await ask(user, 'POST', CONVERSATIONS, { subject: 'Support Request', metadata: {} }, 201);
    id = made.conversationId;
    return made.status;
  });
  await step('Without a token nobody connects', async () => {
    await assert.rejects(connect({ token: 'none' }, id));
    return (await fetch(`${BASE}/ws/conversations/${id}`)).status;
  });
  await step('The user connects', async () => {
    mine = keep(await connect(user, id));
    return 'Connected to conversation';
  });
  await step('An admin is assigned', async () => {
    await ask(admin, 'POST', `${CONVERSATIONS}/${id}/assign`, {});
    const { type, participants } = await hears(mine, 'conversation_updated');
    return `${type}, ${participants.map(({ role }) => role).join(' and ')}`;
  });
  await step('The admin connects', async () => {
    theirs = keep(await connect(admin, id));
    return (await hears(mine, 'user_joined', ({ userId }) => userId === admin.id)).type;
  });
  await step('The user types', async () => {
    mine.send({ type: 'typing', isTyping: true });
    return (await hears(theirs, 'typing_start')).type;
  });
  await step('The user stops', async () => {
    mine.send({ type: 'typing', isTyping: false });
    return (await hears(theirs, 'typing_stop')).type;
  });
  await step('The user sends a message', async () => {
    mine.send({ type: 'message', content: 'Hello, I need help!', clientMessageId: 'c-1' });
    const sent = await hears(mine, 'message_sent');
    const received = await hears(theirs, 'message_received');
    assert.equal(received.messageId, sent.messageId);
    assert.equal(sent.clientMessageId, 'c-1');
    return `${sent.type} and ${received.type}, number ${sent.seq}`;
  });
  await step('The admin reads it', async () => {
    theirs.send({ type: 'read' });
    return (await hears(mine, 'read_receipt', ({ userId }) => userId === admin.id)).type;
  });
  await step('The admin answers over REST', async () => {
    await ask(admin, 'POST', `${CONVERSATIONS}/${id}/messages`, { content: 'Of course.' }, 201);
    const [one, other] = [await hears(mine, 'message_received'), await hears(theirs, 'message_received')];
    assert.equal(one.seq, other.seq);
    return `${one.type} on both, from ${one.senderRole}`;
  });
  await step('A ping', async () => {
    mine.send({ type: 'ping' });
    return (await hears(mine, 'pong')).type;
  });
  await step('A frame that says nothing', async () => {
    mine.send({ type: 'message', content: '   ' });
    return (await hears(mine, 'error')).code;
  });
  await step('A notice of the system, from the user', async () => {
    mine.send({ type: 'message', content: 'I am the system', messageType: 'SYSTEM' });
    return (await hears(mine, 'error')).code;
  });
  await step('The conversation is closed', async () => {
    await ask(user, 'PUT', `${CONVERSATIONS}/${id}`, { status: 'CLOSED' });
    return (await hears(theirs, 'system')).message;
  });
  await step('A message to it', async () => {
    mine.send({ type: 'message', content: 'One more thing' });
    return (await hears(mine, 'error')).code;
  });
  await step('The user leaves', async () => {
    mine.close();
    assert.equal(await mine.closed, 1000);
    return (await hears(theirs, 'user_left')).type;
  });
  await step('The history', async () => {
    const { messages, pagination } = await ask(admin, 'GET', `${CONVERSATIONS}/${id}/messages`);
    assert.deepEqual(
      messages[0].readBy.map(({ userId }) => userId),
      [admin.id],
    );
    return `${pagination.total} messages`;
  });
});

// A team of four: a group, its name, who comes and goes, presence, and blocking somebody.
//   JWT_SECRET=... PARLEY_URL=http://localhost:3001 node examples/marketplace/group.mjs
import assert from 'node:assert/strict';
import { ask, connect, hears, request, run, somebody, tell } from './client.mjs';

const [awa, binta, cheikh, demba] = ['Awa', 'Binta', 'Cheikh', 'Demba'].map((name) => somebody(name));

await run(async (open) => {
  // Whoever asked once is known from then on.
  for (const person of [binta, cheikh, demba]) await ask(person, 'GET', '/api/conversations');
  const listening = open(await connect(binta));
  const body = { type: 'group', groupName: 'Team', participants: [binta.id, cheikh.id] };
  const group = await ask(awa, 'POST', '/api/conversations', body, 201);
  assert.deepEqual(group.participants, [awa.id, binta.id, cheikh.id]);
  await hears(listening, 'new_conversation', ({ conversation }) => conversation.groupAdmin === awa.id);
  const path = `/api/conversations/${group._id}`;

  assert.equal((await request(binta, 'PUT', path, { groupName: 'Mine' })).status, 403);
  await ask(awa, 'PUT', path, { groupName: 'Saturday team' });
  await hears(listening, 'conversation_updated', (one) => one.conversation?.groupName === 'Saturday team');
  await ask(awa, 'POST', `${path}/participants`, { participants: [demba.id] });
  const told = await hears(listening, 'message_received', ({ message }) => message.metadata?.event === 'member_added');
  assert.equal(told.message.metadata.userId, demba.id);
  console.log(`${told.message.content}.`);

  // Cheikh comes online, and those who share a conversation with him hear of it.
  const phone = open(await connect(cheikh));
  await hears(listening, 'user_online_status', (one) => one.userId === cheikh.id && one.isOnline);
  await tell(phone, 'send_message', {
    conversationId: group._id,
    message: { content: 'I am late <script>1</script>' },
  });
  const late = await hears(listening, 'new_message', ({ message }) => message.senderId === cheikh.id);
  assert.equal(late.message.content, 'I am late ');
  const { conversations } = await ask(demba, 'GET', '/api/conversations?type=group');
  assert.equal(conversations[0].lastMessage, 'I am late ');
  assert.deepEqual(conversations[0].unreadCounts, { [demba.id]: 1 });

  // Awa hands the group over and leaves.
  const handed = await ask(awa, 'PUT', path, { groupAdmin: binta.id });
  assert.equal(handed.groupAdmin, binta.id);
  await ask(awa, 'DELETE', `${path}/participants/${awa.id}`, undefined, 204);
  assert.equal((await request(awa, 'GET', path)).status, 403);

  // Whom one blocks writes no more in the conversation of the two; groups stay as they are.
  const direct = await ask(demba, 'POST', '/api/conversations', { participants: [cheikh.id] }, 201);
  await ask(cheikh, 'PUT', `/api/users/${demba.id}/block`, undefined, 204);
  const refused = await request(demba, 'POST', `/api/conversations/${direct._id}/messages`, { content: 'Hey' });
  assert.deepEqual([refused.status, refused.body.success], [403, false]);
  await ask(demba, 'POST', `${path}/messages`, { content: 'Hey all' }, 201);
  assert.deepEqual(
    (await ask(cheikh, 'GET', '/api/users/me/blocks')).map(({ name }) => name),
    ['Demba'],
  );
});

import { afterAll, expect, test } from 'vitest';
import { openWire, pause } from '../conform/support/wire.ts';
import { eventShapes } from '../conform/travel/shapes.ts';
import { MESSAGES, makeDirect, sayAll } from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { startServer } from '../support/server.ts';

const before = await startServer();
/** A process that remembers nothing of what is stored. */
const after = await startServer({}, async () => before.databaseUrl);
afterAll(async () => {
  await after.stop();
  await before.stop();
});

function listen(who: Person) {
  return openWire({
    target: { ...after, socket: { origin: after.url, path: '/travel/socket.io' }, token: async () => '', own: after },
    label: who.name,
    userId: who.id,
    auth: { token: who.token },
    shapes: eventShapes,
    onViolation: (what) => after.violations.add(what),
  });
}

/** A conversation with two messages that the new process has not heard of, and both people listening to that one. */
async function scene() {
  const { ann, bo } = await before.people('ann', 'bo');
  const chat = await makeDirect(ann, bo);
  const [first, second] = await sayAll(ann, chat, 'one', 'two');
  return {
    chat,
    first,
    second,
    wires: { ann: await listen(ann), bo: await listen(bo) },
    on: { ann: after.api(ann.token), bo: after.api(bo.token) },
  };
}

test('TRAV-181 after a restart what somebody hides for themselves moves their list', async () => {
  const { chat, second, wires, on } = await scene();
  expect((await on.bo.delete(`${MESSAGES}/${second?.id}?for=me`)).status).toBe(204);
  const { conversation } = await wires.bo.next('conversation-updated');
  expect(conversation).toMatchObject({ id: chat.id, last_message: 'one', unread_count: 1 });
  expect((await on.ann.post(MESSAGES, { conversationId: chat.id, content: 'three' })).status).toBe(201);
  await wires.bo.next('conversation-updated', (update) => update.conversation.last_message === 'three');
  await pause(100);
  expect(wires.bo.of('conversation-updated').map((update) => update.conversation.last_message)).toEqual([
    'one',
    'three',
  ]);
  expect(wires.ann.of('conversation-updated').map((update) => update.conversation.last_message)).toEqual(['three']);
});

import { afterAll, expect, test } from 'vitest';
import { CONVERSATIONS, MESSAGES, makeDirect, pause, say } from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { Refused } from '../support/wire.ts';

const server = await startServer();
afterAll(() => server.stop());
const admin = await server.person('Root', { role: 'admin' });
const ann = await server.person('Ann');

const suspend = async (who: Person, suspended: boolean) => {
  const answer = await admin.put(`/api/users/${who.id}`, { name: who.name, suspended });
  expect(answer.status).toBe(200);
};

test('USER-8 a suspended user is refused everywhere', async () => {
  const bo = await server.person('Bo');
  const chat = await makeDirect(ann, bo);
  await suspend(bo, true);
  const paths = [
    '/api/users/me',
    CONVERSATIONS,
    `${CONVERSATIONS}/${chat.id}`,
    '/api/messaging/unread-count',
    `/api/users/${ann.id}`,
  ];
  for (const path of paths) expectRefusal(await bo.get(path), 403, 'forbidden');
  expectRefusal(await bo.post(MESSAGES, { conversationId: chat.id, content: 'x' }), 403, 'forbidden');
  const refused = await bo.connect().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Refused);
  expect(refused).toMatchObject({ data: { code: 'forbidden', status: 403 } });
});

test('USER-8 open connections are cut within a second and hear nothing more', async () => {
  const cy = await server.person('Cy');
  const chat = await makeDirect(ann, cy);
  const wires = [await cy.connect(), await cy.connect()];
  const started = Date.now();
  await suspend(cy, true);
  await Promise.all(wires.map((wire) => wire.closed));
  expect(Date.now() - started).toBeLessThan(1000);
  await say(ann, chat, 'canary for nobody');
  await pause(150);
  for (const wire of wires) expect(wire.of('new_message')).toEqual([]);
});

test('USER-8 a sending that was under way is either before the suspension or refused', async () => {
  const dee = await server.person('Dee');
  const chat = await makeDirect(ann, dee);
  const sends = Array.from({ length: 30 }, (_, index) =>
    dee.post(MESSAGES, { conversationId: chat.id, content: `race ${index}` }),
  );
  await suspend(dee, true);
  for (const answer of await Promise.all(sends)) expect([201, 403]).toContain(answer.status);
  expectRefusal(await dee.post(MESSAGES, { conversationId: chat.id, content: 'late' }), 403, 'forbidden');
});

test('USER-8 lifting the suspension lets the user in again', async () => {
  const eve = await server.person('Eve');
  await suspend(eve, true);
  expectRefusal(await eve.get('/api/users/me'), 403, 'forbidden');
  await suspend(eve, false);
  expect((await eve.get('/api/users/me')).status).toBe(200);
  const wire = await eve.connect();
  expect(wire.socket.connected).toBe(true);
});

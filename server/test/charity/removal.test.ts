import { afterAll, expect, test } from 'vitest';
import { makeGroup } from '../support/factories.ts';
import { startServer } from '../support/server.ts';
import { CONVERSATIONS, connect, refusal } from './line.ts';

const server = await startServer();
afterAll(() => server.stop());

test('CHAR-101 who is taken out of a group is cut off as well, and the others hear that they left', async () => {
  const { ann, cy, dee } = await server.people('ann', 'cy', 'dee');
  const { id } = await makeGroup(ann, [cy, dee]);
  const [one, two, gone] = [
    await connect(server, ann, id),
    await connect(server, dee, id),
    await connect(server, cy, id),
  ];
  await one.next('user_joined');
  await one.next('user_joined');
  expect((await ann.delete(`/api/messaging/conversations/${id}/members/${cy.id}`)).status).toBe(204);
  expect(await gone.closed).toBe(1008);
  expect(await one.next('user_left')).toEqual({ type: 'user_left', userId: cy.id, role: 'USER' });
  expect(await refusal(server, cy.token, id)).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN' } } });
  one.send({ type: 'message', content: 'still here' });
  await two.next('message_received');
  expect(gone.heard.some(({ content }) => content === 'still here')).toBe(false);
  expect((await one.since()).filter((type) => type === 'user_left')).toEqual([]);
  await one.close();
  await two.close();
});

test('CHAR-9 an admin gives somebody another role: their connections stay, and go by the token that they have', async () => {
  const { ann } = await server.people('ann');
  const admin = await server.person('Ada', { role: 'admin' });
  const path = `${server.url}${CONVERSATIONS}`;
  const headers = { authorization: `Bearer ${ann.token}` };
  const id = /"conversationId":"(\w+)"/.exec(await (await fetch(path, { method: 'POST', headers })).text())?.[1] ?? '';
  const line = await connect(server, ann, id);
  expect((await admin.put(`/api/users/${ann.id}`, { role: 'agent' })).status).toBe(200);
  line.send({ type: 'message', content: 'as before', messageType: 'SYSTEM' });
  expect(await line.next('error')).toMatchObject({ code: 'FORBIDDEN' });
  line.send({ type: 'message', content: 'as before' });
  expect(await line.next('message_sent')).toMatchObject({ senderRole: 'USER' });
  await line.close();
});

import { afterAll, expect, test } from 'vitest';
import { CONVERSATIONS, historyOf, makeGroup } from '../support/factories.ts';
import { startServer } from '../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');

test('SEND-14 what one connection sends keeps its order while members come and go', async () => {
  const group = await makeGroup(ann, [bo]);
  const wire = await bo.connect();
  const sent: Promise<unknown>[] = [];
  let busy = true;
  const churn = (async () => {
    while (busy) {
      expect((await ann.post(`${CONVERSATIONS}/${group.id}/members`, { userIds: [cy.id] })).status).toBe(200);
      expect((await ann.delete(`${CONVERSATIONS}/${group.id}/members/${cy.id}`)).status).toBe(204);
    }
  })();
  for (let n = 0; n < 400; n += 1) {
    sent.push(wire.ask('send_message', { conversationId: group.id, content: `${n}` }));
    if (n % 4 === 3) await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await Promise.all(sent);
  busy = false;
  await churn;
  const said = (await historyOf(bo, group)).filter(({ senderId, type }) => senderId === bo.id && type === 'text');
  expect(said.map(({ content }) => Number(content))).toEqual([...Array(400).keys()]);
});

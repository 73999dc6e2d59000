import { afterAll, expect, test } from 'vitest';
import { makeDirect, makeGroup, say, until } from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { feedShape, type Notification, notificationShape, packageShape } from '../support/shapes.ts';

const server = await startServer();
afterAll(() => server.stop());

const FEED = '/api/notifications/feed';
const feedOf = async (who: Person, query = '') => (await who.get(`${FEED}${query}`)).as(feedShape);

/** The feed of somebody once it has `count` entries. */
async function feedWith(who: Person, count: number): Promise<Notification[]> {
  await until(async () => (await feedOf(who)).data.length >= count);
  return (await feedOf(who)).data;
}

test('NOTE-1 who is added to a group finds it in the feed, at its creation and later; who did it does not', async () => {
  const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
  const group = await makeGroup(ann, [bo], 'Walks "outside" <b>');
  const [entry] = await feedWith(bo, 1);
  expect(entry).toMatchObject({
    category: 'groups',
    type: 'group.added',
    title: 'Walks "outside" <b>',
    data: { conversationId: group.id },
    readAt: null,
  });
  await ann.post(`/api/messaging/conversations/${group.id}/members`, { userIds: [cy.id, bo.id] });
  expect(await feedWith(cy, 1)).toHaveLength(1);
  expect((await feedOf(ann)).data).toEqual([]);
  expect((await feedOf(bo)).data).toHaveLength(1);
});

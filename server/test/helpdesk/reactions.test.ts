import { afterAll, expect, test } from 'vitest';
import type { Api } from '../support/api.ts';
import { lookAt, MESSAGES, makeGroup, say } from '../support/factories.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startServer } from '../support/server.ts';
import { messageShape } from '../support/shapes.ts';

const server = await startServer();
afterAll(() => server.stop());
const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
const group = await makeGroup(ann, [bo]);
const at = (message: { id: string }, emoji: string) =>
  `${MESSAGES}/${message.id}/reactions/${encodeURIComponent(emoji)}`;
const react = (who: Api, message: { id: string }, emoji: string) => who.put(at(message, emoji));
const byEmoji = (reactions: { emoji: string; count: number; userIds: string[] }[]) =>
  Object.fromEntries(reactions.map((one) => [one.emoji, { count: one.count, users: [...one.userIds].sort() }]));

test('REACT-1 a reaction counts each user once per emoji, several emoji per user', async () => {
  const message = await say(ann, group, 'x');
  await react(ann, message, '👍');
  await react(bo, message, '👍');
  await react(bo, message, '👍');
  const answer = await react(bo, message, '🎉');
  expect(answer.status).toBe(200);
  const seen = answer.as(messageShape);
  expect(byEmoji(seen.reactions)).toEqual({
    '👍': { count: 2, users: [ann.id, bo.id].sort() },
    '🎉': { count: 1, users: [bo.id] },
  });
  expect(seen.version).toBeGreaterThan(message.version);
  expect(seen.editedAt).toBeNull();
});

test('REACT-2 taking a reaction back leaves the others', async () => {
  const message = await say(ann, group, 'x');
  for (const who of [ann, bo]) await react(who, message, '👍');
  const answer = await ann.delete(at(message, '👍'));
  expect(answer.status).toBe(200);
  expect(byEmoji(answer.as(messageShape).reactions)).toEqual({ '👍': { count: 1, users: [bo.id] } });
  expect((await ann.delete(at(message, '👍'))).status).toBe(200);
  await bo.delete(at(message, '👍'));
  expect((await lookAt(ann, message)).reactions).toEqual([]);
});

test.each(['👍🏽', '👩‍👩‍👧‍👦', '🇮🇹', '❤️', '🏴󠁧󠁢󠁷󠁬󠁳󠁿', '☕', '1️⃣'])('REACT-3 %s is one emoji', async (emoji) => {
  const message = await say(ann, group, 'x');
  expect((await react(bo, message, emoji)).as(messageShape).reactions).toEqual([{ emoji, count: 1, userIds: [bo.id] }]);
});

test.each(['a', 'ab', '👍👍', '👍 ', '!', '<b>', 'é', '\n', 'x'.repeat(300), '👍'.repeat(50)])(
  'REACT-3 %j is no emoji: 400',
  async (emoji) => {
    const message = await say(ann, group, 'x');
    expectRefusal(await react(bo, message, emoji), 400, 'validation_failed', 'emoji');
  },
);

test('REACT-4 only to what is there and where one is a member', async () => {
  const message = await say(ann, group, 'x');
  expectRefusal(await react(cy, message, '👍'), 403, 'not_a_member');
  expectRefusal(await cy.delete(at(message, '👍')), 403, 'not_a_member');
  expectRefusal(await react(ann, { id: 'unknown' }, '👍'), 404, 'not_found');
  await ann.delete(`${MESSAGES}/${message.id}`);
  expectRefusal(await react(bo, message, '👍'), 409, 'message_deleted');
  expectRefusal(await bo.delete(at(message, '👍')), 409, 'message_deleted');
});

test('REACT-5 racing reactions of many people are all counted', async () => {
  const people = await Promise.all(Array.from({ length: 12 }, (_, index) => server.person(`p${index}`)));
  const crowd = await makeGroup(ann, people);
  const message = await say(ann, crowd, 'x');
  await Promise.all(
    people.flatMap((who) => [react(who, message, '👍'), react(who, message, '👍'), react(who, message, '🔥')]),
  );
  const seen = byEmoji((await lookAt(ann, message)).reactions);
  expect([seen['👍']?.count, seen['🔥']?.count]).toEqual([12, 12]);
});

import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { CONVERSATIONS, historyOf, look, makeGroup } from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { runs } from '../support/seeds.ts';
import { startServer } from '../support/server.ts';
import type { Conversation, Message } from '../support/shapes.ts';

const server = await startServer();
afterAll(() => server.stop());

const COUNT = 5;
const someone = fc.integer({ min: 0, max: COUNT - 1 });
const deed = fc.record({
  kind: fc.constantFrom('add', 'add', 'remove', 'leave', 'admin', 'member', 'owner', 'rename'),
  actor: someone,
  target: someone,
});
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

const noticeShape = z.looseObject({
  event: z.enum(['member_added', 'member_removed', 'member_left', 'role_changed', 'title_changed', 'avatar_changed']),
  by: z.string(),
  userId: z.string().optional(),
  role: z.enum(['owner', 'admin', 'member']).optional(),
});

function play(people: readonly Person[], group: Conversation, { kind, actor, target }: Deed) {
  const [who, whom] = [people[actor], people[target]];
  if (!who || !whom) throw new Error('nobody');
  const path = `${CONVERSATIONS}/${group.id}`;
  if (kind === 'add') return who.post(`${path}/members`, { userIds: [whom.id] });
  if (kind === 'remove') return who.delete(`${path}/members/${whom.id}`);
  if (kind === 'leave') return who.delete(`${path}/members/me`);
  if (kind === 'rename') return who.put(path, { title: `by ${who.id}` });
  return who.put(`${path}/members/${whom.id}`, { role: kind });
}

/** Goes through the notices in order and says who did what they had, at that moment, no right to. */
function wrongs(group: Conversation, history: readonly Message[]): string[] {
  const roles = new Map<string, string>(group.members.map((member) => [member.userId, member.role]));
  const found: string[] = [];
  for (const message of history) {
    const { event, by, userId, role } = noticeShape.parse(message.metadata);
    const own = roles.get(by);
    const what = `${message.seq}: ${event} by ${own ?? 'a stranger'}`;
    if (event === 'member_left') {
      // A succession is told in the leaver's name right after the leaving.
      roles.delete(by);
    } else if (event === 'role_changed' && role === 'owner' && own === undefined) {
      if ([...roles.values()].includes('owner')) found.push(`${what}, though there is an owner`);
      roles.set(userId ?? '', 'owner');
    } else if (event === 'role_changed') {
      const handsOver = own === 'admin' && userId === by && role === 'admin';
      if (own !== 'owner' && !handsOver) found.push(what);
      if (role === 'owner') roles.set(by, 'admin');
      roles.set(userId ?? '', role ?? '');
    } else if (event === 'member_removed') {
      if (own !== 'owner' && !(own === 'admin' && roles.get(userId ?? '') === 'member')) found.push(what);
      roles.delete(userId ?? '');
    } else {
      if (own !== 'owner' && own !== 'admin') found.push(what);
      if (event === 'member_added') roles.set(userId ?? '', 'member');
    }
  }
  return found;
}

test('GRP-8 whatever people do to a group at once, each deed was allowed at its place in the order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 20, maxLength: 40 }), async (deeds) => {
      const people = await Promise.all(Array.from({ length: COUNT }, (_, index) => server.person(`p${index}`)));
      const [first, ...others] = people;
      if (!first) throw new Error('nobody');
      const witness = await server.person('witness');
      const group = await makeGroup(first, [...others, witness]);
      const answers = await Promise.all(deeds.map((one) => play(people, group, one)));
      for (const answer of answers) expect([200, 204, 403, 404]).toContain(answer.status);
      const history = await historyOf(witness, group);
      expect(history.map((message) => message.seq)).toEqual(history.map((_, index) => index + 1));
      expect(wrongs(group, history)).toEqual([]);
      const after = await look(witness, group);
      expect(after.members.filter((member) => member.role === 'owner')).toHaveLength(1);
      expect(after.memberCount).toBe(after.members.length);
    }),
    runs(30),
  );
}, 60_000);

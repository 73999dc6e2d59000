import { describe, expect, test } from 'vitest';
import type { Answer } from '../support/http.ts';
import { at, create, history, look, must, openCharity, type Person, post, refused } from './charity.ts';
import { Refused } from './line.ts';
import { listShape, successShape } from './shapes.ts';

const charity = await openCharity();

/** Who asks, in relation to the conversation. */
const WHO = ['owner', 'invited', 'adminInside', 'adminOutside', 'userOutside'] as const;
type Who = (typeof WHO)[number];

async function cast(): Promise<{ people: Record<Who, Person>; id: string }> {
  const [owner, invited, adminInside, adminOutside, userOutside] = await Promise.all([
    charity.person('Owner', { role: 'agent' }),
    charity.person('Invited'),
    charity.person('Inside', { role: 'admin' }),
    charity.person('Outside', { role: 'support' }),
    charity.person('Stranger', { role: 'CAMPAIGN_OWNER' }),
  ]);
  const { conversationId: id } = await create(owner, { participants: [invited.id, adminInside.id] });
  await post(owner, id, 'first');
  return { people: { owner, invited, adminInside, adminOutside, userOutside }, id };
}

/** What is asked; whether it makes an ADMIN a participant; and who is refused. */
type Act = readonly [
  what: string,
  ask: (who: Person, id: string) => Promise<Answer>,
  refused: readonly Who[],
  joins: boolean,
];
const OUTSIDE: readonly Who[] = ['userOutside'];
const ACTS: readonly Act[] = [
  ['reads it', (who, id) => who.get(at(id)), OUTSIDE, false],
  ['reads its messages', (who, id) => who.get(at(id, '/messages')), OUTSIDE, false],
  ['sends', (who, id) => who.post(at(id, '/messages'), { content: 'hello' }), OUTSIDE, true],
  ['changes it', (who, id) => who.put(at(id), { subject: 'Changed' }), OUTSIDE, false],
  ['closes it', (who, id) => who.put(at(id), { status: 'CLOSED' }), OUTSIDE, false],
  ['marks it read', (who, id) => who.put(at(id, '/read')), OUTSIDE, false],
  ['assigns', (who, id) => who.post(at(id, '/assign'), {}), ['userOutside', 'invited'], true],
];

describe('over REST', () => {
  test.each(ACTS)('CHAR-50 who %s', async (_what, ask, refusedOnes, joins) => {
    for (const who of WHO) {
      const { people, id } = await cast();
      const before = await look(people.owner, id);
      const answer = await ask(people[who], id);
      const after = await look(people.owner, id);
      const ids = after.participants.map((one) => one.userId);
      if (refusedOnes.includes(who)) {
        refused(answer, 403, 'FORBIDDEN');
        expect(after, who).toEqual(before);
        expect((await history(people.owner, id)).pagination.total, who).toBe(1);
      } else {
        must(answer, 200, 201).as(successShape);
        expect(ids.includes(people[who].id), who).toBe(who !== 'adminOutside' || joins);
        expect(ids, who).toHaveLength(who === 'adminOutside' && joins ? 4 : 3);
      }
    }
  });

  test('CHAR-50 who finds it in a list', async () => {
    const { people, id } = await cast();
    for (const who of WHO) {
      const list = await people[who].get('/api/conversations?limit=100');
      const { data } = must(list, 200).as(successShape);
      const found = listShape.parse(data).conversations.map((one) => one.conversationId);
      expect(found.includes(id), who).toBe(who !== 'userOutside');
    }
  });
});

test('CHAR-50 who connects', async () => {
  const { people, id } = await cast();
  for (const who of WHO) {
    const attempt = people[who].connect(id, who);
    if (who === 'userOutside') await expect(attempt).rejects.toMatchObject({ status: 403, code: 'FORBIDDEN' });
    else await attempt;
  }
  const { participants } = await look(people.owner, id);
  expect(participants).toHaveLength(4);
  expect(new Map(participants.map((one) => [one.userId, one.role]))).toEqual(
    new Map([
      [people.owner.id, 'ADMIN'],
      [people.invited.id, 'USER'],
      [people.adminInside.id, 'ADMIN'],
      [people.adminOutside.id, 'ADMIN'],
    ]),
  );
  await expect(people.userOutside.connect(id)).rejects.toThrow(Refused);
});

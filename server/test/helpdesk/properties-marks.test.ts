import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { CONVERSATIONS, historyOf, look, MESSAGES, makeGroup, memberOf, say } from '../support/factories.ts';
import type { Person } from '../support/person.ts';
import { runs } from '../support/seeds.ts';
import { startServer } from '../support/server.ts';
import { readMarkShape, unreadShape } from '../support/shapes.ts';
import type { Wire } from '../support/wire.ts';

const server = await startServer();
afterAll(() => server.stop());
const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
const people: readonly Person[] = [ann, bo, cy];
const wires: readonly Wire[] = await Promise.all(people.map((who) => who.connect()));

const who = fc.integer({ min: 0, max: 2 });
const place = fc.integer({ min: 0, max: 99 }).map((percent) => percent / 100);
const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('send' as const), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('read' as const), who, place }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('readBySocket' as const), who, place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('readAll' as const), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('hide' as const), who, place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rename' as const), place }) },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

const at = <T>(list: readonly T[], where: number): T | undefined =>
  list[Math.min(list.length - 1, Math.floor(where * list.length))];

/** Plays one action; answers with whose mark it may have moved and to where the server says it is now. */
async function play(group: { id: string }, one: Action): Promise<{ who: number; mark: number } | null> {
  const conversation = `${CONVERSATIONS}/${group.id}`;
  if (one.kind === 'send') {
    await say(people[one.who] ?? ann, group, 'text');
    return null;
  }
  if (one.kind === 'rename') {
    await ann.put(conversation, { title: `T${one.place}` });
    return null;
  }
  const history = await historyOf(ann, group);
  if (one.kind === 'delete') {
    const message = at(
      history.filter((each) => each.type !== 'system'),
      one.place,
    );
    const sender = people.find((person) => person.id === message?.senderId);
    if (message && sender) await sender.delete(`${MESSAGES}/${message.id}`);
    return null;
  }
  const person = people[one.who] ?? ann;
  if (one.kind === 'readAll') {
    return { who: one.who, mark: (await person.post(`${conversation}/read`)).as(readMarkShape).lastReadSeq };
  }
  const message = at(history, one.place);
  if (!message) return null;
  if (one.kind === 'hide') {
    // Only others' messages, so that the recount below may go by what the person still sees.
    if (message.senderId !== ann.id || person !== ann) await person.delete(`${MESSAGES}/${message.id}?for=me`);
    return null;
  }
  if (one.kind === 'read') {
    const answer = await person.post(`${conversation}/read`, { messageId: message.id });
    return answer.status === 200 ? { who: one.who, mark: answer.as(readMarkShape).lastReadSeq } : null;
  }
  const wire = wires[one.who];
  if (!wire) return null;
  const ack = await wire.ask('message_read', { conversationId: group.id, upToSeq: message.seq });
  return { who: one.who, mark: ack.as(z.looseObject({ lastReadSeq: z.int() })).lastReadSeq };
}

/** Others' undeleted messages past the own mark; system messages do not count, nor do those that one has hidden. */
async function recount(person: Person, group: { id: string }): Promise<number> {
  const seen = await look(person, group);
  const history = await historyOf(person, group);
  const unread = history.filter(
    (message) =>
      message.seq > seen.lastReadSeq &&
      message.senderId !== person.id &&
      message.deletedAt === null &&
      message.type !== 'system',
  );
  return unread.length;
}

test('PROP-2 marks never go back and unread always equals a recount', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 8, maxLength: 24 }), async (actions) => {
      const group = await makeGroup(ann, [bo, cy]);
      const marks = [0, 0, 0];
      for (const one of actions) {
        const moved = await play(group, one);
        if (moved) {
          expect(moved.mark).toBeGreaterThanOrEqual(marks[moved.who] ?? 0);
          marks[moved.who] = moved.mark;
        }
      }
      for (const [index, person] of people.entries()) {
        const seen = await look(person, group);
        expect(seen.lastReadSeq).toBe(marks[index]);
        expect(memberOf(seen, person).lastReadSeq).toBe(marks[index]);
        const count = await recount(person, group);
        expect(seen.unreadCount).toBe(count);
        const counts = (await person.get('/api/messaging/unread-count')).as(unreadShape);
        expect(counts.conversations.find((each) => each.conversationId === group.id)?.unreadCount ?? 0).toBe(count);
        expect(counts.total).toBe(counts.conversations.reduce((sum, each) => sum + each.unreadCount, 0));
      }
    }),
    runs(40),
  );
}, 90_000);

test('PROP-2 the same holds when everything happens at once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 15, maxLength: 30 }), async (actions) => {
      const group = await makeGroup(ann, [bo, cy]);
      await Promise.all(Array.from({ length: 6 }, (_, index) => say(people[index % 3] ?? ann, group, 'start')));
      const answers = await Promise.all(actions.map((one) => play(group, one)));
      for (const [index, person] of people.entries()) {
        const seen = await look(person, group);
        const highest = Math.max(
          0,
          ...answers.filter((answer) => answer?.who === index).map((answer) => answer?.mark ?? 0),
        );
        expect(seen.lastReadSeq).toBe(highest);
        expect(seen.unreadCount).toBe(await recount(person, group));
      }
    }),
    runs(20),
  );
}, 90_000);

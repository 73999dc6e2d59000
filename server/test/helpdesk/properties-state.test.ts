import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { CONVERSATIONS, historyOf, MESSAGES, makeDirect, makeGroup, say } from '../support/factories.ts';
import { apply, comparable, type State, stateOf } from '../support/model.ts';
import type { Person } from '../support/person.ts';
import { runs } from '../support/seeds.ts';
import { startServer } from '../support/server.ts';
import { type Conversation, conversationShape, listShape } from '../support/shapes.ts';
import { quiet, type Wire } from '../support/wire.ts';

const server = await startServer();
afterAll(() => server.stop());

const who = fc.integer({ min: 0, max: 2 });
const place = fc.integer({ min: 0, max: 99 });
const emoji = fc.constantFrom('👍', '🎉');
const action = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('send' as const), who, place }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reply' as const), who, place }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('edit' as const), who, place }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), who, place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('hide' as const), who, place }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('react' as const), who, place, emoji }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unreact' as const), who, place, emoji }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('read' as const), who, place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rename' as const), who, place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('arrange' as const), who, place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), who, place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('add' as const), who, place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('create' as const), who, place }) },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

type Stage = { people: readonly [Person, Person, Person]; wires: readonly Wire[]; rooms: Conversation[] };

/** Everything that a person's client would fetch on a fresh start. */
async function fetchState(person: Person): Promise<State> {
  const answer = await person.get(`${CONVERSATIONS}?archived=all&limit=100`);
  const list = answer.as(listShape(conversationShape)).data;
  return stateOf(await Promise.all(list.map(async (one) => [one, await historyOf(person, one)] as const)));
}

const pick = <T>(list: readonly T[], where: number): T | undefined => list[where % Math.max(1, list.length)];

/** Plays one action; what the server refuses (a stranger, a deleted message) is part of the game and changes nothing. */
async function play(stage: Stage, one: Action): Promise<void> {
  const person = stage.people[one.who] ?? stage.people[0];
  const room = pick(stage.rooms, one.place);
  if (!room) return;
  const path = `${CONVERSATIONS}/${room.id}`;
  if (one.kind === 'create') {
    const others = stage.people.filter((each) => each !== person);
    stage.rooms.push(await makeGroup(person, others.slice(one.place % 2), `New ${one.place}`));
    return;
  }
  if (one.kind === 'rename') await person.put(path, { title: `Title ${one.place}`, metadata: { place: one.place } });
  else if (one.kind === 'arrange') await person.put(`${path}/settings`, { isPinned: one.place % 2 === 0 });
  else if (one.kind === 'add') await person.post(`${path}/members`, { userIds: [pick(stage.people, one.place)?.id] });
  else if (one.kind === 'remove') await person.delete(`${path}/members/${pick(stage.people, one.place)?.id}`);
  else if (one.kind === 'send') await person.post(MESSAGES, { conversationId: room.id, content: `text ${one.place}` });
  else await playOnMessage(person, room, one);
}

async function playOnMessage(person: Person, room: Conversation, one: Action): Promise<void> {
  const answer = await person.get(`${CONVERSATIONS}/${room.id}`);
  if (answer.status !== 200) return;
  const message = pick(await historyOf(person, room), one.place);
  if (!message) return;
  const path = `${MESSAGES}/${message.id}`;
  if (one.kind === 'reply')
    await person.post(MESSAGES, { conversationId: room.id, content: 'reply', replyTo: message.id });
  else if (one.kind === 'edit') await person.put(path, { content: `edited ${one.place}` });
  else if (one.kind === 'delete') await person.delete(path);
  else if (one.kind === 'hide') await person.delete(`${path}?for=me`);
  else if (one.kind === 'read') await person.post(`${CONVERSATIONS}/${room.id}/read`, { messageId: message.id });
  else if (one.kind === 'react') await person.put(`${path}/reactions/${encodeURIComponent(one.emoji)}`);
  else if (one.kind === 'unreact') await person.delete(`${path}/reactions/${encodeURIComponent(one.emoji)}`);
}

async function setStage(): Promise<Stage> {
  const { ann, bo, cy } = await server.people('ann', 'bo', 'cy');
  const wires = await Promise.all([ann, bo, cy].map((person) => person.connect()));
  const rooms = [await makeGroup(ann, [bo, cy], 'All'), await makeDirect(ann, bo)];
  for (const room of rooms) for (const person of [ann, bo]) await say(person, room, 'hello');
  await quiet(wires);
  for (const wire of wires) wire.forget();
  return { people: [ann, bo, cy], wires, rooms };
}

/**
 * Somebody who is added sees the old messages too, and an event brings only what is new: a client fetches the history of a
 * conversation that it was told of. So does this one, and the messages fetched then are not compared.
 */
async function check(stage: Stage, before: readonly State[]): Promise<void> {
  await quiet(stage.wires, 150);
  for (const [index, person] of stage.people.entries()) {
    const state = before[index];
    const wire = stage.wires[index];
    if (!state || !wire) throw new Error('nobody there');
    const told = new Set<string>();
    for (const heard of wire.heard) {
      if (heard.event === 'conversation_created') told.add(heard.payload.id);
      apply(state, person.id, heard);
    }
    const fresh = await fetchState(person);
    for (const id of told) {
      state.messages.set(id, fresh.messages.get(id) ?? new Map());
    }
    for (const [id, messages] of fresh.messages) {
      for (const message of messages.values())
        if (state.missed.has(message.id)) state.messages.get(id)?.set(message.seq, message);
    }
    expect(comparable(state), person.name).toEqual(comparable(fresh));
  }
}

test('PROP-3 a state to which the events are applied equals a fresh one, action after action', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 25 }), async (actions) => {
      const stage = await setStage();
      const before = await Promise.all(stage.people.map(fetchState));
      for (const one of actions) await play(stage, one);
      await check(stage, before);
      await Promise.all(stage.wires.map((wire) => wire.close()));
    }),
    runs(40),
  );
}, 120_000);

test('PROP-3 the same holds when people act at the same time', async () => {
  const calm = fc.array(
    action.filter((one) => !['add', 'remove', 'create', 'read', 'arrange', 'rename'].includes(one.kind)),
    { minLength: 8, maxLength: 25 },
  );
  await fc.assert(
    fc.asyncProperty(calm, async (actions) => {
      const stage = await setStage();
      const before = await Promise.all(stage.people.map(fetchState));
      await Promise.all(actions.map((one) => play(stage, one)));
      await check(stage, before);
      await Promise.all(stage.wires.map((wire) => wire.close()));
    }),
    runs(25),
  );
}, 120_000);

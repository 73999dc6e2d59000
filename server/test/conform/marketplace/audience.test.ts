import { describe, expect, test } from 'vitest';
import { at, fails, must, of, openDirect, openGroup, openMarket, post, say, send, sendAll, tell } from './market.ts';
import { messageShape } from './shapes.ts';
import { type Hearing, inDirect, inGroup, SAID, type Stage, setDirect, setGroup } from './stage.ts';

const market = await openMarket();

/** What is done, one thing after the other on one stage, and who then hears what. */
type Scene = readonly [what: string, act: (stage: Stage) => Promise<unknown>, hearing: Hearing];

const reaction = { reactionType: '👍' };
/** The newest message, as ann sees it. */
const newest = async ({ ann, id }: Stage) => {
  const [row] = (await ann.get(at(id, '/messages?limit=1'))).text.match(/"_id":"[^"]+"/) ?? [];
  return JSON.parse(`{${row}}`)._id as string;
};
const oldest = async ({ ann, id }: Stage) =>
  (JSON.parse((await ann.get(at(id, '/messages?limit=100'))).text).messages as { _id: string; type: string }[])
    .filter(({ type }) => type === 'text')
    .at(-1)?._id ?? '';

const MESSAGES: readonly Scene[] = [
  ['a message over REST', ({ ann, id }) => send(ann, id, 'one'), inGroup(...SAID)],
  ['a message from a socket', ({ wires, id }) => say(wires.bo1, id, 'two'), inGroup(...SAID)],
  ['a message from a socket outside the room', ({ wires, id }) => say(wires.ann2, id, 'three'), inGroup(...SAID)],
  ['a place', ({ cy, id }) => cy.post(at(id, '/messages/location'), { latitude: 1, longitude: 2 }), inGroup(...SAID)],
  [
    'a reaction',
    async (stage) => must(await stage.bo.post(of(await newest(stage), '/reaction'), reaction), 200),
    inGroup([], ['message_updated']),
  ],
  [
    'the same one again',
    async (stage) => must(await stage.bo.post(of(await newest(stage), '/reaction'), reaction), 200),
    {},
  ],
  [
    'another one',
    async (stage) => must(await stage.bo.post(of(await newest(stage), '/reaction'), { reactionType: '❤️' }), 200),
    inGroup([], ['message_updated']),
  ],
  [
    'its removal',
    async (stage) => must(await stage.bo.delete(of(await newest(stage), '/reaction')), 200),
    inGroup([], ['message_updated']),
  ],
  ['its removal again', async (stage) => must(await stage.bo.delete(of(await newest(stage), '/reaction')), 200), {}],
  [
    'an edit of an older message',
    async (stage) => must(await stage.ann.put(of(await oldest(stage)), { content: 'one!' }), 200),
    inGroup([], ['message_updated']),
  ],
  [
    'an edit of the last one',
    async (stage) => {
      const { _id } = await send(stage.ann, stage.id, 'last');
      await stage.heard(inGroup(...SAID));
      must(await stage.ann.put(of(_id), { content: 'last!' }), 200);
    },
    inGroup(['conversation_updated'], ['message_updated']),
  ],
  [
    'a deletion of the last one',
    async (stage) => must(await stage.ann.delete(of(await newest(stage))), 204),
    inGroup(['conversation_updated'], ['message_updated']),
  ],
  ['the same deletion again', async (stage) => must(await stage.ann.delete(of(await newest(stage))), 204), {}],
  [
    'a deletion for oneself',
    async (stage) => must(await stage.cy.delete(of(await oldest(stage), '/for-me')), 204),
    { cy: ['message_updated'] },
  ],
  ['the same again', async (stage) => must(await stage.cy.delete(of(await oldest(stage), '/for-me')), 204), {}],
  [
    'reading everything',
    async ({ cy, id }) => must(await cy.post(at(id, '/messages/bulk-mark-read'), {}), 200),
    inGroup([], ['message_read']),
  ],
  ['reading it again', async ({ cy, id }) => must(await cy.post(at(id, '/messages/bulk-mark-read'), {}), 200), {}],
  [
    'reading over a socket',
    async (stage) => tell(stage.wires.bo2, 'mark_read', { conversationId: stage.id, messageId: await oldest(stage) }),
    inGroup([], ['message_read']),
  ],
  [
    'typing',
    ({ wires, id }) => tell(wires.bo1, 'typing_start', { conversationId: id }),
    { ann1: ['user_typing'], cy: ['user_typing'] },
  ],
  ['typing on', ({ wires, id }) => tell(wires.bo2, 'typing_start', { conversationId: id }), {}],
  [
    'typing no more',
    async ({ wires, id }) => {
      await tell(wires.bo1, 'typing_stop', { conversationId: id });
      await tell(wires.bo2, 'typing_stop', { conversationId: id });
    },
    { ann1: ['user_typing'], cy: ['user_typing'] },
  ],
  [
    'looking',
    async ({ ann, bo, id }) => [
      await ann.get(at(id, '/messages')),
      await bo.get(at(id)),
      await bo.get(at(id, '/unread-count')),
    ],
    {},
  ],
];

const PEOPLE: readonly Scene[] = [
  [
    'a new name',
    async ({ ann, id }) => must(await ann.put(at(id), { groupName: 'Yard' }), 200),
    inGroup(['message_received', 'conversation_updated+'], ['new_message']),
  ],
  [
    'a new picture',
    async ({ ann, id }) => must(await ann.put(at(id), { groupAvatar: 'https://x.example/a.png' }), 200),
    inGroup(['message_received', 'conversation_updated+'], ['new_message']),
  ],
  [
    'a newcomer',
    async ({ ann, ex, id }) => must(await ann.post(at(id, '/participants'), { participants: [ex.id] }), 200),
    {
      ...inGroup(['message_received', 'conversation_updated+'], ['new_message']),
      ex: ['new_conversation', 'message_received?', 'new_message?', 'conversation_updated+'],
    },
  ],
  [
    'the newcomer again',
    async ({ ann, ex, id }) => must(await ann.post(at(id, '/participants'), { participants: [ex.id] }), 200),
    {},
  ],
  [
    'a message to the newcomer too',
    ({ bo, id }) => send(bo, id, 'welcome'),
    { ...inGroup(...SAID), ex: [...SAID[0], ...SAID[1]] },
  ],
  [
    'a removal',
    async ({ ann, ex, id }) => must(await ann.delete(at(id, `/participants/${ex.id}`)), 200),
    { ...inGroup(['message_received', 'conversation_updated+'], ['new_message']), ex: ['conversation_updated'] },
  ],
  ['a message after the removal', ({ bo, id }) => send(bo, id, 'gone?'), inGroup(...SAID)],
  ['an archiving', async ({ cy, id }) => must(await cy.put(at(id, '/archive')), 200), { cy: ['conversation_updated'] }],
  ['the same again', async ({ cy, id }) => must(await cy.put(at(id, '/archive')), 200), {}],
  [
    'the end of it',
    async ({ cy, id }) => must(await cy.put(at(id, '/unarchive')), 200),
    { cy: ['conversation_updated'] },
  ],
  [
    'a deletion of the conversation',
    async ({ cy, id }) => must(await cy.delete(at(id)), 204),
    { cy: ['conversation_updated?'] },
  ],
  ['what brings it back', ({ bo, id }) => send(bo, id, 'again'), inGroup(...SAID)],
  [
    'leaving',
    async ({ cy, id }) => must(await cy.delete(at(id, `/participants/${cy.id}`)), 204),
    {
      ...inGroup(['message_received', 'conversation_updated+'], ['new_message']),
      cy: ['conversation_updated'],
    },
  ],
  [
    'a hand-over',
    async ({ ann, bo, id }) => must(await ann.put(at(id), { groupAdmin: bo.id }), 200),
    inDirect(['message_received+', 'conversation_updated+'], ['new_message+']),
  ],
  [
    'a new group',
    async ({ bo, stranger }) => openGroup(bo, [stranger]),
    { bo1: ['new_conversation'], bo2: ['new_conversation'], stranger: ['new_conversation'] },
  ],
];

const REFUSALS: readonly Scene[] = [
  ['a message of nobody here', async ({ ex, id }) => must(await post(ex, id, { content: 'x' }), 403), {}],
  ['a role', async ({ admin, id }) => must(await post(admin, id, { content: 'x' }), 403), {}],
  ['a mistake over REST', async ({ ann, id }) => must(await post(ann, id, { content: '' }), 400), {}],
  [
    'a mistake over a socket',
    ({ wires, id }) => fails(wires.ann2, 'send_message', { conversationId: id, message: {} }, 400),
    { ann2: ['error'] },
  ],
  [
    'a refused room',
    ({ wires, id }) => fails(wires.ex, 'join_conversation', { conversationId: id }, 403),
    { ex: ['error'] },
  ],
  [
    'a refused mark',
    async (stage) =>
      fails(stage.wires.stranger, 'mark_read', { conversationId: stage.id, messageId: await newest(stage) }, 403),
    { stranger: ['error'] },
  ],
  [
    'a refused typist',
    ({ wires, id }) => fails(wires.admin, 'typing_start', { conversationId: id }, 403),
    { admin: ['error'] },
  ],
  [
    'a refused reaction',
    async (stage) => must(await stage.third.post(of(await newest(stage), '/reaction'), reaction), 403),
    {},
  ],
  ['a refused name', async ({ bo, id }) => must(await bo.put(at(id), { groupName: 'x' }), 403), {}],
  ['a refused removal', async ({ bo, cy, id }) => must(await bo.delete(at(id, `/participants/${cy.id}`)), 403), {}],
  [
    'nobody to be added',
    async ({ ann, id }) => must(await ann.post(at(id, '/participants'), { participants: ['nobody at all'] }), 404),
    {},
  ],
];

async function play(stage: Stage, scenes: readonly Scene[]): Promise<void> {
  for (const [what, act, hearing] of scenes) {
    const fault = (error: unknown) => {
      throw new Error(`after ${what}`, { cause: error });
    };
    await act(stage).catch(fault);
    await stage.heard(hearing).catch(fault);
  }
}

describe('audiences', () => {
  test('MARK-260 of messages everybody hears what the table says, and nothing else', async () => {
    await play(await setGroup(market), MESSAGES);
  }, 60_000);

  test('MARK-260 of people and names everybody hears what the table says, and nothing else', async () => {
    await play(await setGroup(market), PEOPLE);
  }, 60_000);

  test('MARK-260 of what is refused only the one hears who asked', async () => {
    const stage = await setGroup(market);
    await sendAll(stage.ann, stage.id, 'one');
    await stage.clear();
    await play(stage, REFUSALS);
  }, 60_000);

  test('MARK-260 of a direct conversation only the two hear', async () => {
    const stage = await setDirect(market);
    await play(stage, [
      ['a message', ({ ann, id }) => send(ann, id, 'one'), inDirect(...SAID)],
      ['one from a socket', ({ wires, id }) => say(wires.bo1, id, 'two'), inDirect(...SAID)],
      [
        'a reaction',
        async (on) => must(await on.ann.post(of(await newest(on), '/reaction'), reaction), 200),
        inDirect([], ['message_updated']),
      ],
      [
        'a mark',
        async (on) => must(await on.ann.post(of(await newest(on), '/read')), 200),
        inDirect([], ['message_read']),
      ],
      ['opening what is open', ({ ann, bo }) => openDirect(bo, ann), {}],
      [
        'opening a new one',
        ({ bo, cy }) => openDirect(bo, cy),
        { bo1: ['new_conversation'], bo2: ['new_conversation'], cy: ['new_conversation'] },
      ],
      [
        'a deletion',
        async (on) => must(await on.bo.delete(of(await newest(on))), 204),
        inDirect(['conversation_updated'], ['message_updated']),
      ],
    ]);
  }, 60_000);

  test('MARK-261 what is heard is what is stored', async () => {
    const stage = await setGroup(market);
    const row = await say(stage.wires.cy, stage.id, 'the same', { clientMessageId: 'k-1' });
    for (const wire of [stage.wires.ann1, stage.wires.bo2]) {
      const { message } = await wire.next('message_received');
      const seen = must(await stage.ann.get(of(row._id)), 200).as(messageShape);
      expect({ ...message, clientMessageId: undefined }).toEqual(seen);
      expect('clientMessageId' in message).toBe(wire.userId === stage.cy.id);
    }
    await stage.heard(inGroup(...SAID));
  });
});

import { test } from 'vitest';
import { at, CONVERSATIONS, create, fails, history, look, must, openCharity, post, say } from './charity.ts';
import { all, type Hearing, type Stage, setStage } from './stage.ts';

const charity = await openCharity();

/** What is done, one thing after the other on one stage, and who then hears what. */
type Scene = readonly [what: string, act: (stage: Stage) => unknown, hearing: Hearing];
const ROOTS = (...types: ('typing_start' | 'typing_stop' | 'user_left')[]): Hearing => ({ root1: types, root2: types });

const SCENES: readonly Scene[] = [
  ['a message', ({ lines }) => say(lines.ann1, 'one'), all(['message_received'], { ann1: ['message_sent'] })],
  ["an admin's", ({ lines }) => say(lines.root2, 'two'), all(['message_received'], { root2: ['message_sent'] })],
  ['a message over REST', ({ bo, id }) => post(bo, id, 'three'), all(['message_received'])],
  [
    'typing',
    ({ lines }) => lines.bo.tell({ type: 'typing', isTyping: true }),
    { ann1: ['typing_start'], ann2: ['typing_start'], ...ROOTS('typing_start') },
  ],
  [
    'typing no more',
    ({ lines }) => lines.bo.tell({ type: 'typing', isTyping: false }),
    { ann1: ['typing_stop'], ann2: ['typing_stop'], ...ROOTS('typing_stop') },
  ],
  ['reading', ({ lines }) => lines.ann2.tell({ type: 'read' }), all(['read_receipt'], { ann2: [] })],
  ['reading again', ({ lines }) => lines.ann1.tell({ type: 'read' }), {}],
  ['reading over REST', ({ root, id }) => root.put(at(id, '/read')), all(['read_receipt'])],
  ['reading over REST again', ({ root, id }) => root.put(at(id, '/read')), {}],
  ['reading by an ADMIN who is none of them', ({ admin, id }) => admin.put(at(id, '/read')), {}],
  [
    'looking',
    async ({ ann, admin, id }) => [
      await look(admin, id),
      await history(admin, id),
      await ann.get(CONVERSATIONS),
      await admin.get(CONVERSATIONS),
    ],
    {},
  ],
  ['a ping', ({ lines }) => lines.bo.tell({ type: 'ping' }), { bo: ['pong'] }],
  ['a mistake', ({ lines }) => fails(lines.ann2, { type: 'nonsense' }), { ann2: ['error'] }],
  [
    'a refused message',
    ({ lines }) => fails(lines.bo, { type: 'message', content: 'x', messageType: 'SYSTEM' }),
    { bo: ['error'] },
  ],
  ['refused requests', ({ stranger, id }) => stranger.put(at(id), { subject: 'Mine' }), {}],
  ['a refused connection', ({ stranger, id }) => stranger.connect(id).catch(() => null), {}],
  ['a subject', ({ bo, id }) => bo.put(at(id), { subject: 'New' }), all(['conversation_updated'])],
  [
    'by an ADMIN who is none',
    ({ admin, id }) => admin.put(at(id), { subject: 'Newer' }),
    all(['conversation_updated']),
  ],
  ['closing', ({ ann, id }) => ann.put(at(id), { status: 'CLOSED' }), all(['conversation_updated', 'system'])],
  ['a message while closed', ({ lines }) => fails(lines.ann1, { type: 'message', content: 'x' }), { ann1: ['error'] }],
  ['opening', ({ ann, id }) => ann.put(at(id), { status: 'ACTIVE' }), all(['conversation_updated', 'system'])],
  ['a new conversation', ({ root, ann, bo }) => create(root, { participants: [ann.id, bo.id] }), {}],
  ['an assignment', ({ root, id }) => root.post(at(id, '/assign'), {}), {}],
  [
    'an ADMIN who is assigned',
    async ({ root, admin, id }) => must(await root.post(at(id, '/assign'), { adminId: admin.id }), 200),
    all(['conversation_updated']),
  ],
  [
    'the same things elsewhere',
    async ({ stranger, otherId }) => [
      await post(stranger, otherId, 'x'),
      await stranger.put(at(otherId), { subject: 'x' }),
    ],
    { stranger: ['message_received', 'conversation_updated'], admin: ['message_received', 'conversation_updated'] },
  ],
  ['one connection of several', ({ lines }) => lines.root1.close(), {}],
  [
    'somebody who leaves',
    ({ lines }) => lines.bo.close(),
    { ann1: ['user_left'], ann2: ['user_left'], root2: ['user_left'] },
  ],
  ['somebody who leaves elsewhere', ({ lines }) => lines.elsewhere.close(), {}],
];

test('CHAR-120 everybody hears what the table says, and nothing else', async () => {
  const stage = await setStage(charity);
  for (const [what, act, hearing] of SCENES) {
    await act(stage);
    await stage.heard(hearing).catch((error: unknown) => {
      throw new Error(`after ${what}`, { cause: error });
    });
  }
}, 40_000);

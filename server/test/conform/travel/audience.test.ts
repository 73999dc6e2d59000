import { describe, test } from 'vitest';
import {
  both,
  bothAndRoom,
  type ConversationStage,
  type Hearing,
  setConversation,
  setTicket,
  type TicketStage,
} from './stage.ts';
import {
  ALL_TICKETS,
  CONVERSATIONS,
  fails,
  must,
  openConversation,
  openTicket,
  openTravel,
  say,
  TICKETS,
  tell,
} from './travel.ts';

const travel = await openTravel();

/** What is done, one thing after the other on one stage, and who then hears what. */
type Scene<S> = readonly [what: string, act: (stage: S) => Promise<unknown>, hearing: Hearing];

const CONVERSATION: readonly Scene<ConversationStage>[] = [
  [
    'a message from the room',
    ({ wires, id }) => say(wires.ann1, id, 'one'),
    bothAndRoom(['conversation-updated'], ['message-received']),
  ],
  [
    'a message by the other',
    ({ wires, id }) => say(wires.bo1, id, 'two'),
    bothAndRoom(['conversation-updated'], ['message-received']),
  ],
  [
    'typing without the room',
    ({ wires, id }) => tell(wires.bo2, 'typing', { conversationId: id }),
    { ann1: ['typing', 'user-typing'] },
  ],
  ['typing on', ({ wires, id }) => tell(wires.bo2, 'typing', { conversationId: id, isTyping: true }), {}],
  [
    'typing no more',
    ({ wires, id }) => tell(wires.bo2, 'stop-typing', { conversationId: id }),
    { ann1: ['typing', 'user-stopped-typing'] },
  ],
  [
    'reading',
    ({ wires, id }) => tell(wires.bo2, 'mark-as-read', { conversationId: id }),
    both('message-read', 'conversation-updated'),
  ],
  ['reading again', ({ wires, id }) => tell(wires.bo1, 'mark-as-read', { conversationId: id }), {}],
  [
    'reading over REST',
    ({ ann, id }) => ann.post(`${CONVERSATIONS}/${id}/mark-read`),
    both('message-read', 'conversation-updated'),
  ],
  ['reading over REST again', ({ ann, id }) => ann.post(`${CONVERSATIONS}/${id}/mark-read`), {}],
  [
    'looking',
    async ({ ann, bo, id }) => [await ann.get(`${CONVERSATIONS}/${id}/messages`), await bo.get(CONVERSATIONS)],
    {},
  ],
  ['opening what is open', ({ ann, bo }) => openConversation(bo, ann), {}],
  [
    'opening a new one',
    ({ bo, stranger }) => openConversation(bo, stranger),
    {
      bo1: ['conversation-updated'],
      bo2: ['conversation-updated'],
      bo3: ['conversation-updated'],
      stranger: ['conversation-updated'],
    },
  ],
  ['asking who is there', ({ wires }) => tell(wires.ann2, 'user-online'), { ann2: ['online-users'] }],
  ['one of several away', ({ wires }) => tell(wires.ann2, 'user-offline'), {}],
  ['and back', ({ wires }) => tell(wires.ann2, 'user-online', 7), { ann2: ['online-users'] }],
  ['a refused join', ({ wires, id }) => fails(wires.third, 'join-conversation', id), { third: ['error'] }],
  [
    'a refused message',
    ({ wires, id }) => fails(wires.admin, 'send-message', { conversationId: id, message: 'x' }),
    { admin: ['error'] },
  ],
  ['a mistake of ann', ({ wires }) => fails(wires.ann2, 'nonsense'), { ann2: ['error'] }],
  ['refused requests', ({ third, id }) => third.post(`${CONVERSATIONS}/${id}/mark-read`), {}],
  [
    'joining and leaving',
    async ({ wires, id }) => [
      await tell(wires.bo2, 'join-conversation', id),
      await tell(wires.bo2, 'leave-conversation', id),
    ],
    {},
  ],
  [
    'a third one seen by ann alone',
    ({ wires }) => wires.third.close(),
    { ann1: ['user-offline', 'user-status-changed'], ann2: ['user-offline', 'user-status-changed'] },
  ],
  [
    'a stranger seen by bo alone',
    ({ wires }) => wires.stranger.close(),
    {
      bo1: ['user-offline', 'user-status-changed'],
      bo2: ['user-offline', 'user-status-changed'],
      bo3: ['user-offline', 'user-status-changed'],
    },
  ],
  ['an admin seen by nobody', ({ wires }) => wires.admin.close(), {}],
  ['one connection of several', ({ wires }) => wires.bo3.close(), {}],
];

const LIST = ['support-ticket-updated'] as const;
const ROOM = ['support-ticket-updated', 'support-message-received'] as const;
const SAID: Hearing = { ann1: ROOM, ann2: LIST, bo1: ROOM, bo2: LIST, bo3: LIST, admin: LIST };
const many = (room: readonly 'support-message-received'[]) => ['support-ticket-updated+', ...room] as const;
const MOVED: Hearing = {
  ann1: many(['support-message-received']),
  ann2: many([]),
  bo1: many(['support-message-received']),
  bo2: many([]),
  bo3: many([]),
  admin: many([]),
};

const TICKET: readonly Scene<TicketStage>[] = [
  [
    "the owner's message",
    ({ wires, id }) => tell(wires.ann1, 'send-support-message', { ticketId: id, message: 'one' }),
    SAID,
  ],
  [
    "an agent's message",
    ({ wires, id }) => tell(wires.bo1, 'send-support-message', { ticketId: id, message: 'two' }),
    SAID,
  ],
  [
    'a response',
    async ({ bo, id }) => must(await bo.post(`${TICKETS}/${id}/respond`, { message: 'three' }), 201),
    SAID,
  ],
  [
    'a response that moves it',
    async ({ admin, id }) =>
      must(await admin.post(`${TICKETS}/${id}/respond`, { message: 'four', status: 'in_progress' }), 201),
    MOVED,
  ],
  ['a refused response', ({ third, id }) => third.post(`${TICKETS}/${id}/respond`, { message: 'five' }), {}],
  [
    'a refused move',
    async ({ admin, id }) =>
      must(await admin.post(`${TICKETS}/${id}/respond`, { message: 'six', status: 'nonsense' }), 400),
    {},
  ],
  [
    'looking',
    async ({ ann, admin, id }) => [
      await ann.get(`${TICKETS}/${id}`),
      await admin.get(ALL_TICKETS),
      await ann.get(TICKETS),
    ],
    {},
  ],
  ['a refused join', ({ wires, id }) => fails(wires.third, 'join-support', id), { third: ['error'] }],
  [
    'a refused message',
    ({ wires, id }) => fails(wires.stranger, 'send-support-message', { ticketId: id, message: 'x' }),
    { stranger: ['error'] },
  ],
  [
    'the ticket of another',
    ({ stranger }) => openTicket(stranger),
    { stranger: LIST, bo1: LIST, bo2: LIST, bo3: LIST, admin: LIST },
  ],
  ["an admin's own ticket", ({ admin }) => openTicket(admin), { bo1: LIST, bo2: LIST, bo3: LIST, admin: LIST }],
  [
    'joining and leaving',
    async ({ wires, id }) => [
      await tell(wires.admin, 'join-support', id),
      await tell(wires.admin, 'leave-support', id),
    ],
    {},
  ],
];

describe('audiences', () => {
  test('TRAV-150 around a conversation everybody hears what the table says, and nothing else', async () => {
    const stage = await setConversation(travel);
    for (const [what, act, hearing] of CONVERSATION) {
      await act(stage);
      await stage.heard(hearing).catch((error: unknown) => {
        throw new Error(`after ${what}`, { cause: error });
      });
    }
  }, 30_000);

  test('TRAV-150 around a ticket everybody hears what the table says, and nothing else', async () => {
    const stage = await setTicket(travel);
    for (const [what, act, hearing] of TICKET) {
      await act(stage);
      await stage.heard(hearing).catch((error: unknown) => {
        throw new Error(`after ${what}`, { cause: error });
      });
    }
  }, 30_000);
});

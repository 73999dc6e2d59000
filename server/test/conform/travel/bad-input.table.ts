import type { ClientEvent } from './shapes.ts';

/*
 * The fields that each address and client event reads, and what kind of value each takes. The test beside this file puts
 * every wrong kind into every field. `!` marks a field that may not be missing.
 */

type Kind = 'id' | 'text' | 'category' | 'priority' | 'status' | 'boolean' | 'tempId';
export type Fields = Readonly<Record<string, Kind | `${Kind}!`>>;

/** What can be no id of anything: bad input. */
const NO_ID = [true, false, {}, { id: 1 }, [], ['x'], [[]], 1.5, -0.5, 1e-7, ''];
const NO_WORD = [5, true, {}, ['open'], '', ' ', 'nonsense', 'OPEN ', '__proto__', 'toString'];

export const WRONG: Readonly<Record<Kind, readonly unknown[]>> = {
  id: NO_ID,
  text: [5, true, {}, ['x'], { toString: 'x' }, '', '   ', 'a\u0000b', 'half \ud800 a pair', 'x'.repeat(10_001)],
  category: NO_WORD,
  priority: NO_WORD,
  status: NO_WORD,
  boolean: ['true', 'false', 1, 0, {}, [], null],
  tempId: [true, {}, [], ['x'], '', 'x'.repeat(129), 'a\u0000b'],
};

/** Could be ids, for all that one sees, but nothing has them: bad input, or not there. */
export const NOBODY: readonly unknown[] = [
  -1,
  2 ** 53,
  1e21,
  Number.MAX_VALUE,
  '007',
  '-1',
  '1.5',
  '1e3',
  ' 1',
  'null',
  '\u0000',
  'x'.repeat(300),
  "1' OR '1'='1",
  '__proto__',
  'constructor',
  '👍',
];

/** By door, with `:conversation` and `:ticket` in place of ids. */
export const BODIES: Readonly<Record<string, Fields>> = {
  '/api/messaging/conversations': { otherUserId: 'id!' },
  '/api/messaging/conversations/:conversation/mark-read': { messageId: 'id' },
  '/api/messaging/support/tickets': {
    subject: 'text!',
    description: 'text!',
    category: 'category',
    priority: 'priority',
  },
  '/api/messaging/support/tickets/:ticket/respond': { message: 'text!', status: 'status', tempId: 'tempId' },
};

const COUNTS = ['0', '-1', 'x', '1.5', '', ' ', '1e1', '0x10', '٣', 'null', '[]', '1,2', '1'.repeat(40)];
/** A limit that is too large is lowered. */
const LIMITS = COUNTS.slice(0, -1);
const WORDS = ['', 'nonsense', 'OPEN', 'open,closed', '__proto__', '\u0000'];
const PLACES = ['', 'nonsense', '0', '-1', 'null', '\u0000', "1' OR '1'='1", 'x'.repeat(400)];

export const QUERIES: readonly (readonly [string, string, readonly string[]])[] = [
  ['/api/messaging/conversations', 'page', COUNTS],
  ['/api/messaging/conversations', 'limit', LIMITS],
  ['/api/messaging/conversations/:conversation/messages', 'page', COUNTS],
  ['/api/messaging/conversations/:conversation/messages', 'limit', LIMITS],
  ['/api/messaging/conversations/:conversation/messages', 'before', PLACES],
  ['/api/messaging/conversations/:conversation/messages', 'after', PLACES],
  ['/api/messaging/support/tickets', 'status', WORDS],
  ['/api/messaging/support/tickets', 'page', COUNTS],
  ['/api/messaging/support/tickets', 'limit', LIMITS],
  ['/api/messaging/support/tickets/:ticket', 'limit', LIMITS],
  ['/api/messaging/support/tickets/:ticket', 'before', PLACES],
  ['/api/messaging/support/tickets/:ticket', 'after', PLACES],
  ['/api/messaging/support/tickets/admin/all', 'status', WORDS],
  ['/api/messaging/support/tickets/admin/all', 'priority', WORDS],
  ['/api/messaging/support/tickets/admin/all', 'page', COUNTS],
  ['/api/messaging/support/tickets/admin/all', 'limit', LIMITS],
];

/** `user-offline` is not here: it takes anything. */
export const EVENTS: Readonly<Partial<Record<ClientEvent, Fields>>> = {
  'user-online': { userId: 'id' },
  'join-conversation': { conversationId: 'id!' },
  'leave-conversation': { conversationId: 'id!' },
  'send-message': { conversationId: 'id!', message: 'text!', tempId: 'tempId' },
  typing: { conversationId: 'id!', isTyping: 'boolean' },
  'stop-typing': { conversationId: 'id!' },
  'mark-as-read': { messageId: 'id', conversationId: 'id' },
  'join-support': { ticketId: 'id!' },
  'leave-support': { ticketId: 'id!' },
  'send-support-message': { ticketId: 'id!', message: 'text!', tempId: 'tempId' },
};

/** Events whose payload may be a bare id. */
export const BARE: readonly ClientEvent[] = [
  'user-online',
  'join-conversation',
  'leave-conversation',
  'mark-as-read',
  'join-support',
  'leave-support',
];

/*
 * The fields that each address and client event reads, and what kind of value each takes. The test beside this file puts
 * every wrong kind into every field. `!` marks a field that may not be missing.
 */

type Kind = 'id' | 'ids' | 'text' | 'type' | 'object' | 'boolean' | 'key' | 'degrees' | 'reaction' | 'date' | 'name';
export type Fields = Readonly<Record<string, Kind | `${Kind}!`>>;

const NO_TEXT: readonly unknown[] = [5, true, {}, ['x'], { toString: 'x' }, 'a\u0000b', 'half \ud800 a pair'];

export const WRONG: Readonly<Record<Kind, readonly unknown[]>> = {
  id: [5, true, {}, ['x'], '', null],
  ids: ['x', 5, true, {}, [], [5], [null], [{}]],
  text: [...NO_TEXT, '', '   ', 'x'.repeat(5001), null],
  type: [5, true, {}, ['text'], '', 'TEXT', 'system', 'nonsense', '__proto__', 'toString'],
  object: ['x', 5, true, ['x'], []],
  boolean: ['true', 1, 0, {}, [], null],
  key: [true, {}, [], ['x'], '', 'x'.repeat(129), 'a\u0000b'],
  degrees: ['1', true, {}, [1], 1e9, null],
  reaction: [...NO_TEXT, '', ' ', 'x'.repeat(33), null],
  date: [5, true, {}, [], '', 'x', '2024-02-30', 'Thu, 15 Feb 2024'],
  name: [5, true, {}, ['x'], '', ' ', 'x'.repeat(101), 'a\u0000b'],
};

/** Could be ids, for all that one sees, but nothing has them. */
export const NOBODY: readonly string[] = [
  '0',
  '-1',
  '1e3',
  'null',
  'undefined',
  ' ',
  '\u0000',
  'x'.repeat(300),
  "1' OR '1'='1",
  '__proto__',
  'constructor',
  '{"$ne":null}',
  '👍',
];

/** By method and address, with `:direct`, `:group`, `:message` and `:me` in place of ids, and what is good there. */
export const BODIES: readonly (readonly [method: string, path: string, fields: Fields, good: object])[] = [
  ['POST', '/api/conversations', { participants: 'ids!', type: 'type' }, {}],
  ['PUT', '/api/conversations/:group', { groupName: 'name', groupAdmin: 'id' }, {}],
  ['POST', '/api/conversations/:group/participants', { participants: 'ids!' }, {}],
  [
    'POST',
    '/api/conversations/:direct/messages',
    { content: 'text!', type: 'type', metadata: 'object', replyToId: 'id', clientMessageId: 'key' },
    { content: 'x' },
  ],
  [
    'POST',
    '/api/conversations/:direct/messages/service-offer',
    { servicePackageId: 'id!', replyToId: 'id', clientMessageId: 'key' },
    { servicePackageId: 'cut' },
  ],
  [
    'POST',
    '/api/conversations/:direct/messages/booking-request',
    { servicePackageId: 'id!', requestedDate: 'date', providerId: 'id', replyToId: 'id', clientMessageId: 'key' },
    { servicePackageId: 'cut' },
  ],
  [
    'POST',
    '/api/conversations/:direct/messages/location',
    { latitude: 'degrees!', longitude: 'degrees!', replyToId: 'id', clientMessageId: 'key' },
    { latitude: 1, longitude: 1 },
  ],
  ['POST', '/api/conversations/:direct/messages/bulk-mark-read', { messageIds: 'ids' }, {}],
  ['PUT', '/api/messages/:message', { content: 'text!' }, {}],
  ['POST', '/api/messages/:message/reaction', { reactionType: 'reaction!' }, {}],
  ['POST', '/api/messages/:message/forward', { conversationIds: 'ids!' }, {}],
];

const COUNTS = ['0', '-1', 'x', '1.5', '', ' ', '1e1', '0x10', '٣', 'null', '[]', '1,2'];
const WORDS = ['', 'nonsense', 'TEXT', 'text,image', '__proto__', '\u0000'];
const PLACES = ['', 'nonsense', '0', '-1', 'null', '\u0000', "1' OR '1'='1", 'x'.repeat(400)];

export const QUERIES: readonly (readonly [path: string, name: string, values: readonly string[]])[] = [
  ['/api/conversations', 'page', COUNTS],
  ['/api/conversations', 'limit', COUNTS],
  ['/api/conversations', 'cursor', PLACES],
  ['/api/conversations', 'type', WORDS],
  ['/api/conversations', 'archived', ['', 'yes', '1', 'TRUE']],
  ['/api/conversations/:direct/messages', 'page', COUNTS],
  ['/api/conversations/:direct/messages', 'limit', COUNTS],
  ['/api/conversations/:direct/messages', 'before', PLACES],
  ['/api/conversations/:direct/messages', 'after', PLACES],
  ['/api/conversations/:direct/messages', 'cursor', PLACES],
  ['/api/messages/search?q=x', 'page', COUNTS],
  ['/api/messages/search?q=x', 'limit', COUNTS],
  ['/api/messages/search?q=x', 'cursor', PLACES],
  ['/api/messages/search?q=x', 'type', WORDS],
];

export const EVENTS: Readonly<Record<string, Fields>> = {
  join_conversation: { conversationId: 'id!' },
  leave_conversation: { conversationId: 'id!' },
  send_message: { conversationId: 'id!', message: 'object!' },
  mark_read: { conversationId: 'id!', messageId: 'id!' },
  typing_start: { conversationId: 'id!' },
  typing_stop: { conversationId: 'id!' },
  user_online: { isOnline: 'boolean!' },
};

/** The fields of the message inside `send_message`. */
export const INNER: Fields = {
  content: 'text!',
  type: 'type',
  metadata: 'object',
  replyToId: 'id',
  clientMessageId: 'key',
};

/*
 * The fields that each address and frame reads, and what kind of value each takes. The test beside this file puts every wrong
 * kind into every field. `!` marks a field that may not be missing.
 */

type Kind =
  | 'content'
  | 'messageType'
  | 'metadata'
  | 'subject'
  | 'clientId'
  | 'status'
  | 'people'
  | 'person'
  | 'boolean'
  | 'id';
export type Fields = Readonly<Record<string, Kind | `${Kind}!`>>;

const NO_WORD = [5, true, null, {}, ['ACTIVE'], '', ' ', 'nonsense', 'active', 'TEXT ', '__proto__', 'toString'];
const NO_TEXT: readonly unknown[] = [
  5,
  0,
  true,
  {},
  ['x'],
  { toString: 'x' },
  '',
  '   ',
  '\u3000\n',
  'a\u0000b',
  'half \ud800 a pair',
];

export const WRONG: Readonly<Record<Kind, readonly unknown[]>> = {
  content: [...NO_TEXT, null, 'x'.repeat(5001)],
  messageType: NO_WORD,
  status: NO_WORD,
  metadata: [
    null,
    5,
    'x',
    '{}',
    true,
    [],
    [{}],
    { pad: 'x'.repeat(17_000) },
    { a: 'b\u0000' },
    { a: 'half \ud800 a pair' },
  ],
  subject: [...NO_TEXT, 'x'.repeat(256)],
  clientId: [5, 0, true, null, {}, ['x'], '', 'x'.repeat(129), 'a\u0000b'],
  people: [5, 'x', true, null, {}, { length: 1 }, [5], [null], [['x']], [{}], [''], Array(51).fill('x')],
  person: [5, true, null, {}, ['x'], { id: 'x' }],
  boolean: ['true', 'false', 1, 0, {}, [], null],
  id: [5, true, null, {}, ['x'], [[]], 1.5],
};

/** Method and path, with `:id` in place of a conversation's id. */
export const BODIES: readonly (readonly ['POST' | 'PUT', string, Fields])[] = [
  ['POST', '/api/conversations', { subject: 'subject', metadata: 'metadata', participants: 'people' }],
  ['PUT', '/api/conversations/:id', { status: 'status', subject: 'subject', metadata: 'metadata' }],
  ['POST', '/api/conversations/:id/assign', { adminId: 'person' }],
  [
    'POST',
    '/api/conversations/:id/messages',
    { content: 'content!', messageType: 'messageType', metadata: 'metadata', clientMessageId: 'clientId' },
  ],
];

export const FRAMES: Readonly<Record<string, Fields>> = {
  message: { content: 'content!', messageType: 'messageType', metadata: 'metadata', clientMessageId: 'clientId' },
  typing: { isTyping: 'boolean!' },
  read: { messageId: 'id' },
};

const COUNTS = ['0', '-1', 'x', '1.5', '', ' ', '1e1', '0x10', '٣', 'null', '[]', '1,2', '+1'];
const PLACES = ['', 'nonsense', '0', '-1', 'null', '\u0000', "1' OR '1'='1", 'x'.repeat(400), '__proto__', '😀'];

export const QUERIES: readonly (readonly [string, string, readonly string[]])[] = [
  ['/api/conversations', 'page', [...COUNTS, '1'.repeat(40)]],
  ['/api/conversations', 'limit', COUNTS],
  ['/api/conversations', 'status', ['', 'active', 'OPEN', 'ACTIVE,CLOSED', '__proto__', '\u0000']],
  ['/api/conversations/:id/messages', 'page', [...COUNTS, '1'.repeat(40)]],
  ['/api/conversations/:id/messages', 'limit', COUNTS],
  ['/api/conversations/:id/messages', 'before', PLACES],
  ['/api/conversations/:id/messages', 'after', PLACES],
];

/** Could be ids in an address, for all that one sees, but nothing has them. */
export const NOBODY: readonly string[] = [
  ...[
    '0',
    '1',
    '-1',
    '1.5',
    '007',
    '1e3',
    ' ',
    ' 1',
    'null',
    'undefined',
    '\u0000',
    '__proto__',
    'constructor',
    '👍',
    '%',
    '%zz',
  ],
  ...["1' OR '1'='1", '../../etc/passwd', '{}', 'x'.repeat(300), '6f1f7c3e-6f5c-4f0e-9d55-000000000000'],
];

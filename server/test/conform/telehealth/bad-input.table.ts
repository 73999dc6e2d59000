/*
 * Which fields each address and client event reads, and what kind of value each takes. The cases put every wrong kind into
 * every field, one at a time, where all the rest is right.
 */

type Kind = 'id' | 'text' | 'ids' | 'object' | 'choice' | 'tempId' | 'path' | 'whole' | 'cursor';

const TEXTUAL: readonly unknown[] = [5, true, false, null, {}, ['x'], [], '', 'a\u0000b'];

/** Values that no field of the kind takes. */
export const WRONG: Readonly<Record<Kind, readonly unknown[]>> = {
  id: TEXTUAL,
  text: [...TEXTUAL, ' \n '],
  ids: ['x', 5, null, true, {}, [], [5], [null], [{}], [['m']], ['m', 5], { length: 1, 0: 'm' }],
  object: ['x', 5, true, [], [{}]],
  choice: [...TEXTUAL, 'nurse', 'Text', 'toString', '__proto__'],
  tempId: [true, {}, [], ['x'], '', 'x'.repeat(129), 'a\u0000b'],
  path: ['', 'a\u0000b', '\ud800'],
  whole: ['0', '-1', '1.5', 'x', '', '1e3', '0x1', ' 1', 'Infinity'],
  cursor: ['nonsense', '', '5', 'eyJhIjoxfQ', 'x'.repeat(2000)],
};

export type Fields = Readonly<Record<string, Kind>>;

/** Bodies, by method and path below the base; `:id` is a conversation of the caller. */
export const BODIES: Readonly<Record<string, Fields>> = {
  'POST /conversations': { recipientId: 'text', recipientType: 'choice' },
  'PUT /conversations/:id/mark-read': { messageIds: 'ids' },
};

/** Queries. */
export const QUERIES: Readonly<Record<string, Fields>> = {
  '/conversations': { type: 'choice', page: 'whole', limit: 'whole', cursor: 'cursor' },
  '/conversations/:id/messages': { page: 'whole', limit: 'whole' },
  '/search?query=x': { page: 'whole', limit: 'whole', cursor: 'cursor' },
};

/** Payloads of events. */
export const PAYLOADS: Readonly<Record<string, Fields>> = {
  send_message: {
    conversationId: 'id',
    receiverId: 'id',
    content: 'text',
    messageType: 'choice',
    tempId: 'tempId',
    metadata: 'object',
  },
  typing_start: { conversationId: 'id', receiverId: 'id' },
  typing_stop: { conversationId: 'id', receiverId: 'id' },
  mark_as_read: { conversationId: 'id', messageIds: 'ids' },
  join_conversation: { conversationId: 'id' },
};

/** The wires over which a load speaks, as far as it matters to it. */
export type Dialect = {
  /** Where it is on the main port: of Socket.IO the path, without a slash at its end; of raw WebSockets what stands before the conversation's id. */
  readonly path: string;
  /** The namespace of Socket.IO; null for raw WebSockets, one for each conversation, whose frames are JSON objects with a `type`. */
  readonly namespace: string | null;
  /** A message: a client event with its payload; raw, the frame itself. */
  readonly send: (message: Outgoing) => object;
  /** What a client emits once, so that it gets its conversation's messages; null where members get them anyway. */
  readonly join: ((conversationId: string) => readonly [event: string, payload: object]) | null;
  /** Whether the sender gets that event too, beside the ack. */
  readonly echoes: boolean;
  /** The event in which others get it. */
  readonly delivered: string;
  /** How an ack begins that says that all went well; raw, the `type` of the frame that is one. */
  readonly ok: string;
  /** The key of the text in that event. */
  readonly text: string;
};

export type Outgoing = {
  readonly conversationId: string;
  /** The other one of two; null in a group. */
  readonly receiverId: string | null;
  readonly content: string;
  readonly clientId: string;
};

export const dialects = {
  native: {
    path: '/socket.io',
    namespace: '/',
    send: ({ conversationId, content, clientId }) => ['send_message', { conversationId, content, clientId }],
    join: null,
    echoes: false,
    delivered: 'new_message',
    ok: '"ok":true',
    text: 'content',
  },
  telehealth: {
    path: '/telehealth/socket.io',
    namespace: '/',
    send: ({ conversationId, receiverId, content, clientId }) => [
      'send_message',
      { conversationId, receiverId, content, tempId: clientId },
    ],
    join: null,
    echoes: false,
    delivered: 'new_message',
    ok: '"success":true',
    text: 'content',
  },
  travel: {
    path: '/travel/socket.io',
    namespace: '/',
    send: ({ conversationId, content, clientId }) => [
      'send-message',
      { conversationId, message: content, tempId: clientId },
    ],
    join: (conversationId) => ['join-conversation', { conversationId }],
    echoes: true,
    delivered: 'message-received',
    ok: '"success":true',
    text: 'message_text',
  },
  marketplace: {
    path: '/marketplace/socket.io',
    namespace: '/chat',
    send: ({ conversationId, content, clientId }) => [
      'send_message',
      { conversationId, message: { content, clientMessageId: clientId } },
    ],
    join: null,
    echoes: true,
    delivered: 'new_message',
    ok: '"success":true',
    text: 'content',
  },
  charity: {
    path: '/charity/ws/conversations',
    namespace: null,
    send: ({ content, clientId }) => ({ type: 'message', content, clientMessageId: clientId }),
    join: null,
    echoes: false,
    delivered: 'message_received',
    ok: 'message_sent',
    text: 'content',
  },
} as const satisfies Record<string, Dialect>;

export type DialectName = keyof typeof dialects;

/** The wires over which a load speaks, as far as it matters to it. All are Socket.IO. */
export type Dialect = {
  /** The path of Socket.IO on the main port, without a slash at its end. */
  readonly path: string;
  /** The client event of a message. */
  readonly send: (message: Outgoing) => readonly [event: string, payload: object];
  /** What a client emits once, so that it gets its conversation's messages; null where members get them anyway. */
  readonly join: ((conversationId: string) => readonly [event: string, payload: object]) | null;
  /** Whether the sender gets that event too, beside the ack. */
  readonly echoes: boolean;
  /** The event in which others get it. */
  readonly delivered: string;
  /** How an ack begins that says that all went well. */
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
    send: ({ conversationId, content, clientId }) => ['send_message', { conversationId, content, clientId }],
    join: null,
    echoes: false,
    delivered: 'new_message',
    ok: '"ok":true',
    text: 'content',
  },
  telehealth: {
    path: '/telehealth/socket.io',
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
} as const satisfies Record<string, Dialect>;

export type DialectName = keyof typeof dialects;

import { isRecord } from './errors.ts';
import type { ServerEventName, ServerEvents } from './types.ts';

/** An event as it came, with the payload that belongs to its name. */
export type ServerEvent = {
  [Name in ServerEventName]: { readonly name: Name; readonly payload: ServerEvents[Name] };
}[ServerEventName];

type Kind = 'string' | 'number' | 'boolean' | 'object';

/** What an event is told by: without these of this kind it cannot be applied. The rest of its form is the server's to keep. */
const MARKS: { readonly [Name in ServerEventName]: { readonly [Field in keyof ServerEvents[Name]]?: Kind } } = {
  ticket_created: { id: 'string', status: 'string' },
  ticket_updated: { id: 'string', status: 'string', changes: 'object' },
  ticket_comment: { id: 'string', ticketId: 'string', content: 'string' },
  new_message: { id: 'string', conversationId: 'string', seq: 'number', version: 'number', content: 'string' },
  message_updated: { id: 'string', conversationId: 'string', seq: 'number', version: 'number', content: 'string' },
  message_deleted: { messageId: 'string', conversationId: 'string', version: 'number', forMe: 'boolean' },
  reaction_updated: { messageId: 'string', conversationId: 'string', version: 'number', reactions: 'object' },
  message_delivered: { conversationId: 'string', userId: 'string', seq: 'number' },
  message_read_receipt: { conversationId: 'string', userId: 'string', seq: 'number' },
  typing_indicator: { conversationId: 'string', userId: 'string', isTyping: 'boolean' },
  presence_update: { userId: 'string', status: 'string', isOnline: 'boolean' },
  conversation_created: { id: 'string', members: 'object', lastSeq: 'number' },
  conversation_updated: { id: 'string', members: 'object', lastSeq: 'number' },
  conversation_removed: { conversationId: 'string' },
  notification: { id: 'string', type: 'string' },
  user_joined: { conversationId: 'string', userId: 'string' },
  user_left: { conversationId: 'string', userId: 'string' },
  error: { event: 'string', code: 'string' },
};

/** The event if it is one that is known, and whole; else null. */
export function serverEvent(name: string, payload: unknown): ServerEvent | null {
  if (!isName(name) || !isRecord(payload)) return null;
  const isWhole = Object.entries(MARKS[name]).every(
    ([field, kind]) => typeof payload[field] === kind && payload[field] !== null,
  );
  // The name and its marks decide: the pair is of the union.
  return isWhole ? ({ name, payload } as unknown as ServerEvent) : null;
}

function isName(name: string): name is ServerEventName {
  return Object.hasOwn(MARKS, name);
}

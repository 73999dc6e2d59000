import type { Ledger } from './ledger.ts';
import type { WireEvent } from './wire.ts';
import type { WireChange } from './wire-support.ts';

/** The place of an event in a ledger: a lane, and what stands there, or how far a mark has climbed. */
type Entry = { readonly lane: string; readonly what: string } | { readonly lane: string; readonly upTo: number };

/** Writes down that this event must come. */
export function expectEvent(ledger: Ledger, event: WireEvent): void {
  const entry = entryOf(event);
  if ('upTo' in entry) ledger.expectMark(entry.lane, entry.upTo);
  else ledger.expect(entry.lane, entry.what);
}

/** Writes down that this event has come. */
export function hearEvent(ledger: Ledger, event: WireEvent): void {
  const entry = entryOf(event);
  if ('upTo' in entry) ledger.hearMark(entry.lane, entry.upTo);
  else ledger.hear(entry.lane, entry.what);
}

function entryOf(event: WireEvent): Entry {
  const { name, body } = event;
  switch (name) {
    case 'new_message':
      return {
        lane: messages(body.conversationId),
        what: `new #${body.seq} v${body.version} by ${body.senderId}: ${body.content}`,
      };
    case 'message_updated':
      return { lane: messages(body.conversationId), what: `edited #${body.seq} v${body.version}: ${body.content}` };
    case 'message_deleted':
      return {
        lane: messages(body.conversationId),
        what: `deleted #${body.seq} v${body.version} by ${body.deletedBy}${body.forMe ? ' for me' : ''}`,
      };
    case 'reaction_updated':
      return {
        lane: messages(body.conversationId),
        what: `reaction ${body.emoji} ${body.action} by ${body.userId} on ${body.messageId} v${body.version}`,
      };
    case 'message_delivered':
      return { lane: `delivered to ${body.userId} in ${body.conversationId}`, upTo: body.seq };
    case 'message_read_receipt':
      return { lane: `read by ${body.userId} in ${body.conversationId}`, upTo: body.seq };
    case 'typing_indicator':
      return { lane: `typing of ${body.userId} in ${body.conversationId}`, what: body.isTyping ? 'on' : 'off' };
    case 'presence_update':
      return { lane: `presence of ${body.userId}`, what: body.isOnline ? 'online' : 'offline' };
    case 'conversation_created':
      return { lane: 'conversations', what: `created ${body.id}` };
    case 'conversation_updated':
      return { lane: 'conversations', what: `${body.id} is ${body.status}, ${body.members.length} members` };
    case 'ticket_created':
      return { lane: `ticket ${body.id}`, what: `opened by ${body.requesterId}: ${body.subject}` };
    case 'ticket_updated':
      return { lane: `ticket ${body.id}`, what: body.changes.map(changeOf).join(', ') };
    case 'ticket_comment':
      return {
        lane: `comments of ${body.ticketId}`,
        what: `${body.internal ? 'note' : 'comment'} ${body.id} by ${body.authorId}: ${body.content}`,
      };
    case 'notification':
      return { lane: 'feed', what: `${body.type} ${body.data.ticketId ?? body.data.conversationId}: ${body.title}` };
  }
}

/** A change of a ticket. When exactly it was answered is for the server to say. */
function changeOf({ field, from, to }: WireChange): string {
  return field === 'firstRespondedAt' ? 'answered' : `${field} ${from} → ${to}`;
}

function messages(conversationId: string): string {
  return `messages of ${conversationId}`;
}

import type { Ledger } from './ledger.ts';
import type { WireEvent } from './wire.ts';

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
    case 'notification':
      return { lane: 'feed', what: `${body.type} in ${body.data.conversationId}` };
  }
}

function messages(conversationId: string): string {
  return `messages of ${conversationId}`;
}

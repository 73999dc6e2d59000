import { iso } from '../../core/clock.ts';
import { messageId } from '../../core/ids.ts';
import type { Dialect, EngineEventType, Fact, FactConversation, OutsideEvent } from '../../core/outlets/types.ts';
import { EVENT_DATA } from './schema/outside.ts';

type Data = Readonly<Record<string, unknown>>;

/** The engine's own events: every fact, in one form (`schema/outside.ts`), by ids and never in anybody's words. */
export const engineDialect: Dialect = {
  feeds: ['engine'],
  scope: null,
  speak(fact) {
    switch (fact.kind) {
      case 'message.sent':
        return [...sent(fact)];
      case 'mark.delivered':
        return [marked('message.delivered', fact)];
      case 'mark.read':
        return [marked('message.read', fact)];
      default: {
        const { kind, key, conversation, seq, at, detail } = fact;
        const data = { ...placeOf(kind, key, conversation), ...(seq > 0 && addressOf(key, seq)), ...detail };
        // What was put down long ago, or by another version, is told only as the schema has it.
        return [event(kind, key, at, EVENT_DATA[kind].parse(data))];
      }
    }
  },
};

/** An event as it leaves the server. */
function event(type: EngineEventType, key: string, at: number, data: Data): OutsideEvent {
  return { feed: 'engine', name: type, key, payload: (id) => ({ id, type, createdAt: iso(at), data }) };
}

function whereOf({ id, type, ticketId }: FactConversation): Data {
  return { conversationId: id, conversationType: type, ticketId };
}

function addressOf(conversationId: string, seq: number): Data {
  return { messageId: messageId(conversationId, seq), seq };
}

function placeOf(kind: EngineEventType, key: string, conversation: FactConversation | null): Data {
  if (kind.startsWith('ticket.')) return { conversationId: key };
  return conversation ? whereOf(conversation) : {};
}

/** A message of a ticket's conversation is a comment of that ticket. */
function* sent({ conversation, message }: Extract<Fact, { kind: 'message.sent' }>): Iterable<OutsideEvent> {
  const { id: key, ticketId } = conversation;
  const { id, seq, senderId, type, createdAt } = message;
  const address = { messageId: id, seq };
  const data = { ...whereOf(conversation), ...address, senderId, messageType: type };
  yield event('message.sent', key, createdAt, data);
  if (ticketId === null) return;
  const comment = { ticketId, conversationId: key, commentId: id, authorId: senderId, internal: false, ...address };
  yield event('ticket.commented', key, createdAt, comment);
}

function marked(
  type: 'message.delivered' | 'message.read',
  { conversation, userId, fromSeq, seq, at }: Extract<Fact, { userId: string }>,
): OutsideEvent {
  return event(type, conversation.id, at, { ...whereOf(conversation), userId, fromSeq, upToSeq: seq });
}

import type { Dialect, Fact, OutsideEvent } from '../../core/outlets/types.ts';
import { messageTypeOf } from './present/messages.ts';
import { SHOWN } from './scope.ts';

/** How telehealth speaks to other services: of messages by their ids, never in their words. Times are milliseconds. */
export const telehealthDialect: Dialect = {
  feeds: ['events', 'notifications'],
  scope: SHOWN,
  speak(fact) {
    if (fact.conversation?.members.length !== 2) return [];
    switch (fact.kind) {
      case 'message.sent':
        return [...sent(fact)];
      case 'mark.delivered':
        return fact.messages.map(({ id }) => event(fact, 'message.delivered', { messageId: id, deliveredAt: fact.at }));
      case 'mark.read':
        if (fact.messages.length === 0) return [];
        return [
          event(fact, 'message.read', {
            conversationId: fact.conversation.id,
            messageIds: fact.messages.map(({ id }) => id),
            readBy: fact.userId,
            readAt: fact.at,
          }),
        ];
      default:
        return [];
    }
  },
};

function event({ conversation }: Spoken, eventType: string, more: Readonly<Record<string, unknown>>): OutsideEvent {
  return { feed: 'events', name: eventType, key: conversation.id, payload: { eventType, ...more } };
}

type Spoken = Extract<Fact, { kind: 'message.sent' | 'mark.delivered' | 'mark.read' }>;

function* sent(fact: Extract<Fact, { kind: 'message.sent' }>): Iterable<OutsideEvent> {
  const { conversation, message, online } = fact;
  const receiver = conversation.members.find(({ userId }) => userId !== message.senderId);
  if (!receiver) return;
  yield event(fact, 'message.sent', {
    messageId: message.id,
    conversationId: conversation.id,
    senderId: message.senderId,
    receiverId: receiver.userId,
    messageType: messageTypeOf(message),
    timestamp: message.createdAt,
    isReceiverOnline: online === true,
  });
  if (online === true) return;
  const sender = conversation.members.find(({ userId }) => userId === message.senderId);
  yield {
    feed: 'notifications',
    name: 'new_message',
    // Each call for itself: one that its receiver cannot be reached by must not hold up the next.
    key: message.id,
    payload: {
      userId: receiver.userId,
      type: 'new_message',
      title: sender?.name ?? '',
      body: 'You have a new message',
      data: { conversationId: conversation.id, messageId: message.id, senderId: message.senderId },
    },
  };
}

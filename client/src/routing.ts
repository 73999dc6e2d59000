import type { ConversationInlet } from './conversations/conversations.ts';
import type { ServerEvent } from './events.ts';
import type { MessageInlet } from './messages/messages.ts';
import type { NotificationInlet } from './notifications.ts';
import type { PresenceInlet } from './presence.ts';
import type { TicketInlet } from './tickets.ts';
import type { Message, ServerEvents } from './types.ts';
import type { TypingInlet } from './typing.ts';

export type Listeners = {
  readonly me: () => string | null;
  /** Applies a message wherever it is shown; `isNew`: it was just sent. */
  readonly apply: (message: Message, isNew: boolean) => void;
  readonly remove: (event: ServerEvents['message_deleted']) => void;
  readonly leave: (conversationId: string) => void;
  readonly messages: MessageInlet;
  readonly conversations: ConversationInlet;
  readonly typing: TypingInlet;
  readonly presence: PresenceInlet;
  readonly tickets: TicketInlet;
  readonly notifications: NotificationInlet;
};

/** Brings what the server says to those whom it concerns. */
export function route(event: ServerEvent, to: Listeners): void {
  switch (event.name) {
    case 'new_message':
      to.apply(event.payload, true);
      to.typing.spoke(event.payload.conversationId, event.payload.senderId);
      break;
    case 'message_updated':
      to.apply(event.payload, false);
      break;
    case 'message_deleted':
      to.remove(event.payload);
      break;
    case 'reaction_updated':
      to.messages.of(event.payload.conversationId)?.reacted(event.payload);
      break;
    case 'message_read_receipt':
      to.conversations.read(event.payload);
      break;
    case 'message_delivered':
      to.conversations.delivered(event.payload);
      break;
    case 'typing_indicator':
      if (event.payload.userId !== to.me()) to.typing.heard(event.payload);
      break;
    case 'presence_update':
      to.presence.heard(event.payload);
      to.conversations.presence(event.payload);
      break;
    case 'conversation_created':
      to.conversations.put(event.payload);
      // Somebody who was out may look at it still, and be refused so far.
      to.messages
        .of(event.payload.id)
        ?.refresh()
        .catch(() => {});
      break;
    case 'conversation_updated':
      to.conversations.put(event.payload);
      break;
    case 'conversation_removed':
      to.leave(event.payload.conversationId);
      break;
    case 'ticket_created':
    case 'ticket_updated':
      to.tickets.changed(event.payload);
      break;
    case 'ticket_comment':
      to.tickets.commented(event.payload);
      break;
    case 'notification':
      to.notifications.heard(event.payload);
      break;
    case 'user_joined':
    case 'user_left':
    case 'error':
      break;
    default:
      event satisfies never;
  }
}

import type { CoreEvent, EventOf } from '../../../core/events.ts';

/** Events of a conversation that have something to tell here, apart from personal ones. */
export type Shown = EventOf<
  | 'message.sent'
  | 'message.edited'
  | 'message.deleted'
  | 'message.reacted'
  | 'message.hidden'
  | 'mark.read'
  | 'conversation.left'
  | 'typing.changed'
>;

/** Whether an event is one of those. */
export function isShown(event: CoreEvent): event is Shown {
  switch (event.type) {
    case 'message.sent':
    case 'message.edited':
    case 'message.deleted':
    case 'message.reacted':
    case 'message.hidden':
    case 'mark.read':
    case 'conversation.left':
      return true;
    case 'typing.changed':
      return event.turned !== null;
    default:
      return false;
  }
}

/** Events that show a conversation to each as it is to them. */
export type Personal = EventOf<'conversation.created' | 'conversation.changed' | 'conversation.arranged'>;

/** Whether an event is one of those; what was set to what it was is no news here. */
export function isPersonalHere(event: CoreEvent): event is Personal {
  switch (event.type) {
    case 'conversation.created':
    case 'conversation.changed':
    case 'conversation.arranged':
      return true;
    default:
      return false;
  }
}

import type { CoreEvent } from '../events.ts';

/** Who hears an event. `except` names a person, `exceptConnection` one connection, that does not. */
export type Audience =
  | {
      readonly kind: 'members';
      readonly conversationId: string;
      readonly except: string | null;
      readonly exceptConnection: string | null;
    }
  | { readonly kind: 'people'; readonly userIds: readonly string[]; readonly exceptConnection: string | null }
  /** All agents, and these people. */
  | { readonly kind: 'desk'; readonly userIds: readonly string[] }
  | { readonly kind: 'room'; readonly conversationId: string; readonly except: string }
  | { readonly kind: 'acquaintances'; readonly userId: string; readonly exceptConnection: string | null }
  | { readonly kind: 'nobody' };

/** True for objects that differ from person to person, such as a conversation with its unread count. */
export function isPersonal(event: CoreEvent): boolean {
  return (
    event.type === 'conversation.created' ||
    event.type === 'conversation.changed' ||
    event.type === 'conversation.affirmed' ||
    event.type === 'conversation.arranged'
  );
}

/** Who hears `event`, as the contracts' pages have it in common; crowds are handled before (`crowd.ts`). */
export function audienceOf(event: CoreEvent): Audience {
  switch (event.type) {
    case 'message.sent':
    case 'mark.read':
      return {
        kind: 'members',
        conversationId: event.conversationId,
        except: null,
        exceptConnection: event.connectionId,
      };
    case 'message.edited':
    case 'message.deleted':
    case 'message.reacted':
    case 'conversation.changed':
    case 'conversation.affirmed':
      return { kind: 'members', conversationId: event.conversationId, except: null, exceptConnection: null };
    case 'mark.delivered':
    case 'typing.changed':
      return { kind: 'members', conversationId: event.conversationId, except: event.userId, exceptConnection: null };
    case 'message.hidden':
    case 'conversation.arranged':
    case 'conversation.left':
      return { kind: 'people', userIds: [event.userId], exceptConnection: null };
    case 'conversation.created':
      return { kind: 'people', userIds: event.userIds, exceptConnection: null };
    case 'ticket.created':
    case 'ticket.updated':
      return { kind: 'desk', userIds: [event.ticket.requesterId] };
    case 'ticket.commented':
      return { kind: 'desk', userIds: event.comment.internal ? [] : [event.requesterId] };
    case 'notification.created':
      return { kind: 'people', userIds: [event.notification.userId], exceptConnection: null };
    case 'room.changed':
      return { kind: 'room', conversationId: event.conversationId, except: event.user.id };
    case 'presence.changed':
      return { kind: 'acquaintances', userId: event.presence.userId, exceptConnection: event.connectionId };
    case 'access.changed':
    case 'user.changed':
    case 'webhooks.changed':
      return { kind: 'nobody' };
  }
}

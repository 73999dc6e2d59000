import type { ConversationView } from '../../../core/conversations/types.ts';
import type { CoreEvent } from '../../../core/events.ts';
import { messageId } from '../../../core/ids.ts';
import type { Presenter, View } from '../../../core/realtime/channel.ts';
import { eventFrame, type Frame } from '../../../wire/socketio/frames.ts';
import type { HelpdeskContext } from '../context.ts';
import { conversationJson } from '../present/conversations.ts';
import { presentReactions } from '../present/messages.ts';
import { presentNotification } from '../present/notifications.ts';
import { presentComment, presentTicket } from '../present/tickets.ts';
import { messageJson } from './message-json.ts';

function show(name: string, payload: unknown): Frame {
  return eventFrame(name, JSON.stringify(payload));
}

/** How the native contract shows core events on a socket. */
export function createPresenter({ core, links }: HelpdeskContext): Presenter<Frame> {
  async function viewsOf(
    conversationId: string,
    userIds: readonly string[],
    observing: boolean,
  ): Promise<ReadonlyMap<string, ConversationView>> {
    if (!observing) return core.conversations.viewsFor(conversationId, userIds);
    const views = new Map<string, ConversationView>();
    for (const userId of userIds) {
      const [view] = await core.conversations.views([conversationId], userId, true);
      if (view) views.set(userId, view);
    }
    return views;
  }

  return {
    present(event: CoreEvent, view: View): Frame | null {
      switch (event.type) {
        case 'message.sent':
          return eventFrame('new_message', ...messageJson(event.message, view === 'self', links));
        case 'message.edited':
          return eventFrame('message_updated', ...messageJson(event.message, view === 'self', links));
        case 'message.deleted': {
          const { conversationId, messageId: id, seq, version, deletedAt, deletedBy } = event;
          return show('message_deleted', {
            conversationId,
            messageId: id,
            seq,
            version,
            deletedAt,
            deletedBy,
            forMe: false,
          });
        }
        case 'message.hidden': {
          const { conversationId, messageId: id, seq, version, hiddenAt, userId } = event;
          return show('message_deleted', {
            conversationId,
            messageId: id,
            seq,
            version,
            deletedAt: hiddenAt,
            deletedBy: userId,
            forMe: true,
          });
        }
        case 'message.reacted': {
          const { conversationId, messageId: id, version, userId, emoji, action, reactions } = event;
          return show('reaction_updated', {
            conversationId,
            messageId: id,
            version,
            userId,
            emoji,
            action,
            reactions: presentReactions(reactions),
          });
        }
        case 'mark.read': {
          const { conversationId, userId, seq, readAt } = event;
          return show('message_read_receipt', {
            conversationId,
            userId,
            messageId: messageId(conversationId, seq),
            seq,
            readAt,
          });
        }
        case 'mark.delivered': {
          const { conversationId, userId, seq, deliveredAt } = event;
          return show('message_delivered', { conversationId, userId, seq, deliveredAt });
        }
        case 'conversation.left': {
          const { conversationId, reason } = event;
          return show('conversation_removed', { conversationId, reason });
        }
        case 'typing.changed': {
          const { conversationId, userId, userName, isTyping } = event;
          return show('typing_indicator', { conversationId, userId, userName, isTyping });
        }
        case 'room.changed': {
          const { conversationId, user, at } = event;
          return show(event.action === 'joined' ? 'user_joined' : 'user_left', {
            conversationId,
            userId: user.id,
            user,
            at,
          });
        }
        case 'notification.created':
          return show('notification', presentNotification(event.notification));
        case 'presence.changed':
          return show('presence_update', event.presence);
        case 'ticket.created':
          return show('ticket_created', presentTicket(event.ticket, links));
        case 'ticket.updated':
          return show('ticket_updated', { ...presentTicket(event.ticket, links), changes: event.changes });
        case 'ticket.commented':
          return show('ticket_comment', presentComment(event.comment, links));
        case 'conversation.created':
        case 'conversation.changed':
        case 'conversation.affirmed':
        case 'conversation.arranged':
        case 'access.changed':
        case 'user.changed':
        case 'webhooks.changed':
          return null;
      }
    },

    async presentFor(event, userIds, observing) {
      const frames = new Map<string, Frame>();
      if (!('conversationId' in event) || event.type === 'conversation.affirmed') return frames;
      const name = event.type === 'conversation.created' ? 'conversation_created' : 'conversation_updated';
      const views = await viewsOf(event.conversationId, userIds, observing);
      for (const [userId, json] of conversationJson(views, core.presence))
        frames.set(userId, eventFrame(name, ...json));
      return frames;
    },
  };
}

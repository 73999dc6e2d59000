import type { InquiryStatus } from './conversations/inquiry-store.ts';
import type { Message, Reaction } from './conversations/types.ts';
import type { Notification } from './notifications/types.ts';
import type { FieldChange, Ticket, TicketComment } from './tickets/types.ts';
import type { UserRef } from './users/types.ts';

export type PresenceStatus = 'online' | 'away' | 'busy' | 'offline';

/** What others see of someone's presence. `lastSeen` is null while online and for somebody who never connected. */
export type Presence = {
  readonly userId: string;
  readonly status: PresenceStatus;
  readonly statusText: string | null;
  readonly isOnline: boolean;
  readonly lastSeen: string | null;
};

/**
 * Everything that the core announces, always after the commit that made it true. Names are `noun.pastVerb`. Events carry
 * what a contract needs to present them; who hears them is decided by the hub (`realtime/audience.ts`).
 */
export type CoreEvent =
  /** A new message. Announced in `seq` order per conversation; `connectionId` sent it and has its ack instead. */
  | {
      readonly type: 'message.sent';
      readonly conversationId: string;
      readonly message: Message;
      readonly connectionId: string | null;
      /** Its ticket got another status with it, of which the `ticket.updated` right after it tells. */
      readonly movesTicket?: boolean;
    }
  | { readonly type: 'message.edited'; readonly conversationId: string; readonly message: Message }
  | {
      readonly type: 'message.deleted';
      readonly conversationId: string;
      readonly messageId: string;
      readonly seq: number;
      readonly version: number;
      readonly deletedAt: string;
      readonly deletedBy: string;
    }
  /** Deleted for one person only. */
  | {
      readonly type: 'message.hidden';
      readonly conversationId: string;
      readonly messageId: string;
      readonly seq: number;
      readonly version: number;
      readonly hiddenAt: string;
      readonly userId: string;
    }
  | {
      readonly type: 'message.reacted';
      readonly conversationId: string;
      readonly messageId: string;
      readonly version: number;
      readonly userId: string;
      readonly emoji: string;
      readonly action: 'added' | 'removed';
      readonly reactions: readonly Reaction[];
    }
  /** Somebody's read mark moved from `fromSeq` to `seq`. */
  | {
      readonly type: 'mark.read';
      readonly conversationId: string;
      readonly userId: string;
      readonly fromSeq: number;
      readonly seq: number;
      readonly readAt: string;
      /** What is unread for them after the move, of the messages up to `countedSeq`. */
      readonly unreadCount: number;
      readonly countedSeq: number;
      /** The messages that were named, where somebody read several at once. */
      readonly named?: readonly number[];
      /** The connection that asked, which has its ack instead. */
      readonly connectionId: string | null;
    }
  | {
      readonly type: 'mark.delivered';
      readonly conversationId: string;
      readonly userId: string;
      readonly fromSeq: number;
      readonly seq: number;
      readonly deliveredAt: string;
    }
  /** A conversation that is new to `userIds` (all its members, or those just added). */
  | {
      readonly type: 'conversation.created';
      readonly conversationId: string;
      readonly userIds: readonly string[];
      /** It was there before, and is back in the list of somebody who had deleted it for themselves. */
      readonly reopened?: boolean;
    }
  /** Title, avatar, metadata, status, members or roles changed. */
  | {
      readonly type: 'conversation.changed';
      readonly conversationId: string;
      /** The status that a support conversation got with it. */
      readonly became?: InquiryStatus;
    }
  /** Somebody set of a conversation what was so already: news only to those who are told of every such request. */
  | { readonly type: 'conversation.affirmed'; readonly conversationId: string }
  /** Somebody's own settings of a conversation changed. */
  | { readonly type: 'conversation.arranged'; readonly conversationId: string; readonly userId: string }
  /** Somebody is out. */
  | {
      readonly type: 'conversation.left';
      readonly conversationId: string;
      readonly userId: string;
      readonly reason: 'removed' | 'left';
      /** The number of the message that tells of it: the last that is theirs to see. */
      readonly upToSeq: number;
    }
  /** Somebody deleted it for themselves. */
  | {
      readonly type: 'conversation.left';
      readonly conversationId: string;
      readonly userId: string;
      readonly reason: 'deleted';
    }
  | { readonly type: 'ticket.created'; readonly conversationId: string; readonly ticket: Ticket }
  | {
      readonly type: 'ticket.updated';
      readonly conversationId: string;
      readonly ticket: Ticket;
      readonly changes: readonly FieldChange[];
    }
  /** A public comment, announced with the message that it is; or an internal note, of which `requesterId` must not hear. */
  | {
      readonly type: 'ticket.commented';
      readonly conversationId: string;
      readonly requesterId: string;
      readonly comment: TicketComment;
      /** As in `message.sent`. */
      readonly movesTicket?: boolean;
    }
  /** Who may write or listen changed: members, blocks, status. Reaches no client; nodes drop what they remembered. */
  | { readonly type: 'access.changed'; readonly conversationId: string; readonly accessVersion: number }
  | {
      readonly type: 'typing.changed';
      readonly conversationId: string;
      readonly userId: string;
      readonly userName: string;
      readonly isTyping: boolean;
      /** Whether they began or ceased with it; null for whoever was typing already. */
      readonly turned: 'started' | 'stopped' | null;
    }
  | {
      readonly type: 'room.changed';
      readonly conversationId: string;
      readonly user: UserRef;
      readonly action: 'joined' | 'left';
      readonly at: string;
    }
  | {
      readonly type: 'presence.changed';
      readonly presence: Presence;
      /** Whether the person came online or went offline with it, or only said something else of themselves. */
      readonly turned: 'online' | 'offline' | null;
      readonly connectionId: string | null;
    }
  /** An entry came into somebody's feed. */
  | { readonly type: 'notification.created'; readonly notification: Notification }
  /** A user's profile, role or suspension changed. Reaches no client; caches drop the user, a suspended one is cut. */
  | {
      readonly type: 'user.changed';
      readonly userId: string;
      readonly suspended: boolean;
      /** An admin gave another role: connections come back with it. */
      readonly roleChanged?: boolean;
    }
  /** A webhook was made, changed or removed. Reaches no client; nodes look which there are. */
  | { readonly type: 'webhooks.changed' };

export type CoreEventType = CoreEvent['type'];

/** The events of one type. */
export type EventOf<T extends CoreEventType> = Extract<CoreEvent, { type: T }>;

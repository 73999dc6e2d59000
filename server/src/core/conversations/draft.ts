import type { Actor } from '../actor.ts';
import type { AttachmentStore } from '../files/store.ts';
import type { Bus } from '../realtime/bus.ts';
import type { PresenceBoard } from '../realtime/presence.ts';
import type { TypingBoard } from '../realtime/typing.ts';
import type { Ticket } from '../tickets/types.ts';
import type { Tracing } from '../tracing.ts';
import type { RecentDeletions } from './deletions.ts';
import type { Directory } from './directory.ts';
import type { Lines } from './lines.ts';
import type { ConversationStore, MessageStore } from './store.ts';
import type {
  Attachment,
  ConversationType,
  ForwardedFrom,
  Message,
  MessageType,
  Metadata,
  ReplyPreview,
} from './types.ts';
import type { MessageWriter, TicketMove, TicketReaction } from './writer.ts';

/** What a client asks to send; the form was checked by the contract. */
export type SendInput = {
  readonly conversationId: string;
  readonly type: MessageType;
  readonly content: string;
  readonly clientId: string | null;
  /** The id of the message it answers. */
  readonly replyTo: string | null;
  readonly attachmentIds: readonly string[];
  readonly metadata: Metadata | null;
  /** What is stored in place of content and metadata, where the contract has looked it up; the rest tells repeats by what was asked. */
  readonly filled?: { readonly type: MessageType; readonly content: string; readonly metadata: Metadata | null };
  /** Goes into a conversation that its sender deleted for themselves too, which is back with it. */
  readonly evenHidden?: boolean;
  /** Whence content and files were taken, for a message that is sent on. */
  readonly forwardedFrom?: ForwardedFrom;
  readonly mentions: readonly string[];
  /**
   * A hash of the files' bytes, where they come with the message itself: with the same client id they are the same request
   * although they are stored anew each time.
   */
  readonly filesHash?: string;
  /** A comment that goes with a change of the ticket's status opens nothing by itself. */
  readonly keepsStatus?: boolean;
  /** The status that the conversation's ticket is to have with it. */
  readonly move?: TicketMove | null;
};

/** What the server copies out of a service package into an offer or a booking. */
export type PackageTerms = {
  readonly userId: string;
  readonly name: string;
  readonly price: number;
  readonly currency: string;
  readonly duration: unknown;
};

export type SendPorts = {
  readonly directory: Directory;
  readonly conversations: Pick<ConversationStore, 'membership' | 'joinSupport' | 'noteRole'>;
  readonly messages: Pick<MessageStore, 'find' | 'isHidden'>;
  readonly writer: MessageWriter;
  readonly bus: Bus;
  readonly typing: TypingBoard;
  readonly lines: Lines<InLine>;
  readonly deletions: RecentDeletions;
  readonly files: Pick<AttachmentStore, 'find'>;
  /** Null where no traces are wanted. */
  readonly tracing: Tracing | null;
  readonly now: () => number;
  /** Announces what a message did to its ticket. */
  readonly onTicketChanged: (conversationId: string, reaction: TicketReaction) => void;
  readonly presence: Pick<PresenceBoard, 'of'>;
  /** Types of conversations of which somebody outside hears, as far as this process knows; the writer refuses to go by less. */
  readonly announced: () => ReadonlySet<ConversationType>;
  /** Of a ticket's conversation: whether its sender has used a client id for an internal note. */
  readonly tickets: { hasNote(conversationId: string, authorId: string, clientId: string): Promise<boolean> };
  /** Ids of packages are unique among their owner's. */
  readonly servicePackages: { findActive(id: string, ownerIds: readonly string[]): Promise<PackageTerms | null> };
};

export type Sent = {
  readonly message: Message;
  readonly duplicate: boolean;
  /** The ticket as a message with a `move` left it; of a duplicate nothing is said. */
  readonly ticket?: Ticket;
};

/** What hangs on a message that is about to be written. */
export type Draft = {
  readonly type: MessageType;
  readonly content: string;
  readonly metadata: Metadata | null;
  readonly mentions: readonly string[];
  readonly replyTo: ReplyPreview | null;
  readonly forwardedFrom: ForwardedFrom | null;
  readonly attachments: readonly Attachment[];
  readonly clientId: string | null;
  readonly requestHash: string | null;
  /** A comment that goes with a change of the ticket's status opens nothing by itself. */
  readonly keepsStatus?: boolean;
  readonly move?: TicketMove | null;
};

/** A message that waits in a line. */
export type InLine = {
  readonly actor: Actor;
  readonly draft: Draft;
  /** How often it was tried before. */
  readonly attempts: number;
  readonly resolve: (sent: Sent | Promise<Sent>) => void;
  readonly reject: (error: unknown) => void;
};

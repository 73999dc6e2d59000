import type { Role } from '../actor.ts';
import type { HubStore } from '../realtime/hub.ts';
import type { AccessStore } from './directory.ts';
import type { ConversationScope } from './scope.ts';
import type {
  ConversationType,
  ConversationView,
  Member,
  MemberRole,
  Message,
  MessageAddress,
  MessageType,
  Metadata,
} from './types.ts';

/** A caller's standing in a conversation, read from the primary. */
export type Membership = {
  readonly conversationId: string;
  readonly type: ConversationType;
  readonly status: 'active' | 'closed';
  readonly ticketId: string | null;
  readonly lastSeq: number;
  readonly memberCount: number;
  /** Null for somebody who is no member. */
  readonly own: {
    readonly role: MemberRole;
    readonly clearedSeq: number;
    readonly lastReadSeq: number;
    readonly hidden: boolean;
  } | null;
};

export type ConversationFilter = {
  readonly type: ConversationType | null;
  readonly archived: boolean | 'all';
  readonly unread: boolean;
  readonly q: string | null;
};

/** Which direct conversations: those in a scope, with `name` in the other's name, any case; null: whoever that is. */
export type DirectFilter = { readonly scope: ConversationScope; readonly name: string | null };

/** Somebody is out, and the message `upToSeq` is the last that is theirs to see. */
export type Departure = { readonly upToSeq: number };

/** Which conversations of somebody's: of what types, and whether they are archived. */
export type OverviewFilter = { readonly types: readonly ConversationType[] | null; readonly archived: boolean };

/** Where a list of conversations goes on: after this activity time (ISO) and id. */
export type ActivityCursor = { readonly at: string; readonly id: string };

export type Arrangement = {
  isArchived?: boolean | undefined;
  isPinned?: boolean | undefined;
  mutedUntil?: string | null | undefined;
};

/** What a change of a conversation's members or looks left behind. */
export type ConversationChange = {
  readonly accessVersion: number;
  /** Numbers of the system messages that tell of it, ascending. */
  readonly messages: readonly number[];
};

export type NewGroup = {
  readonly id: string;
  readonly createdBy: string;
  readonly userIds: readonly string[];
  /** Null: without one. */
  readonly title: string | null;
  readonly avatar?: string | null;
  /** The uploaded file that the avatar is. */
  readonly avatarFile?: string | null;
  readonly metadata: Metadata;
};

/** A person as a verb's text names them. */
export type Named = { readonly userId: string; readonly name: string };

export type ConversationStore = AccessStore &
  HubStore & {
    /** Null when there is no such conversation. */
    membership(conversationId: string, userId: string): Promise<Membership | null>;
    /**
     * The conversations as `userId` sees them, in the order of `conversationIds`; those they are no member of are left out,
     * but for support conversations with `observing`, and all for somebody who was a member until just now.
     */
    views(
      conversationIds: readonly string[],
      userId: string,
      observing?: boolean | Departure,
    ): Promise<ConversationView[]>;
    /** A conversation as each of its members among `userIds` sees it; all have one and the same list of members. */
    viewsFor(conversationId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, ConversationView>>;
    /** Makes somebody a member of a support conversation, in a role; null when they were one. */
    joinSupport(conversationId: string, userId: string, role: Role): Promise<{ accessVersion: number } | null>;
    /** Notes the role that a member's messages are written in from now on; null when it was the last one noted. */
    noteRole(conversationId: string, userId: string, role: Role): Promise<{ accessVersion: number } | null>;
    /** Opens or closes a support conversation without a ticket; null when nothing differed. */
    setStatus(conversationId: string, status: 'active' | 'closed'): Promise<{ accessVersion: number } | null>;
    /** Latest activity first; at most `limit`. */
    list(
      userId: string,
      filter: ConversationFilter,
      after: ActivityCursor | null,
      limit: number,
    ): Promise<{ view: ConversationView; at: string }[]>;
    /**
     * Direct conversations, latest activity first, from a place or after so many; at most `limit`, and how many there are
     * in all.
     */
    directs(
      userId: string,
      filter: DirectFilter,
      from: ActivityCursor | { readonly offset: number },
      limit: number,
    ): Promise<{ page: { view: ConversationView; at: string }[]; total: number }>;
    /** As `directs`, for conversations of any type. */
    overview(
      userId: string,
      filter: OverviewFilter,
      from: ActivityCursor | { readonly offset: number },
      limit: number,
    ): Promise<{ page: { view: ConversationView; at: string }[]; total: number }>;
    /** All members of conversations, however many, in order of joining. */
    allMembers(conversationIds: readonly string[]): Promise<ReadonlyMap<string, readonly Member[]>>;
    /** The other one of each direct conversation among somebody's; those of other types are left out. */
    others(userId: string, conversationIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
    /** Whether a conversation is there and in a scope. */
    isWithin(conversationId: string, scope: ConversationScope): Promise<boolean>;
    /** Unread messages by conversation, latest activity first; those without any are left out. */
    unread(userId: string, scope: ConversationScope): Promise<{ conversationId: string; unreadCount: number }[]>;
    /**
     * The pair's direct conversation, made when there was none. `opened` says that it is back in the creator's list.
     * @throws `blocked` when the other one blocked the creator.
     */
    createDirect(
      id: string,
      createdBy: string,
      otherId: string,
      metadata: Metadata,
    ): Promise<{ id: string; created: boolean; opened: boolean; accessVersion: number }>;
    createGroup(group: NewGroup): Promise<void>;
    /**
     * Null when nothing differed. Title and avatar changes leave a system message, and so does `owner`: to whom an owner hands
     * the group over, who is a plain member afterwards.
     */
    update(
      conversationId: string,
      by: Named,
      fields: {
        title?: string | undefined;
        avatar?: string | null | undefined;
        /** The uploaded file that a given avatar is. */
        avatarFile?: string | null | undefined;
        metadata?: Metadata | undefined;
        owner?: Named | undefined;
      },
    ): Promise<ConversationChange | null>;
    addMembers(
      conversationId: string,
      by: Named,
      people: readonly Named[],
    ): Promise<(ConversationChange & { added: readonly string[] }) | null>;
    /** Null when they were no member. Ownership passes on when the owner leaves. */
    removeMember(
      conversationId: string,
      by: Named,
      person: Named,
    ): Promise<(ConversationChange & Departure & { role: MemberRole }) | null>;
    /** Null when nothing differed; `owner` hands ownership over. */
    setRole(conversationId: string, by: Named, person: Named, role: MemberRole): Promise<ConversationChange | null>;
    /** False when nothing differed. */
    arrange(conversationId: string, userId: string, arrangement: Arrangement): Promise<boolean>;
    /** Archives for one member, or brings back; false when it was so. The time of archiving is that of the first. */
    archive(conversationId: string, userId: string, on: boolean): Promise<boolean>;
    /** Hides the conversation and its messages so far from one member. */
    clear(conversationId: string, userId: string): Promise<{ accessVersion: number }>;
  };

/** `before`: older ones, newest first. `after`: newer ones, ascending. `skip`: newest first, after so many. */
export type PageRange = { readonly before: number } | { readonly after: number } | { readonly skip: number };

/** What a reader may see of a conversation's messages. */
export type Reader = { readonly userId: string; readonly clearedSeq: number; readonly memberCount: number };

export type MessageStore = {
  page(conversationId: string, reader: Reader, range: PageRange, limit: number): Promise<Message[]>;
  /** How many messages a reader sees between two numbers, both excluded. */
  count(conversationId: string, reader: Reader, afterSeq: number, beforeSeq: number): Promise<number>;
  /** Numbers of undeleted messages in (afterSeq, upToSeq] that `senderId` sent, the newest `limit` of them, ascending. */
  sentBetween(
    conversationId: string,
    senderId: string,
    afterSeq: number,
    upToSeq: number,
    limit: number,
  ): Promise<number[]>;
  /** When messages were first within somebody's marks, in the order of `seqs`. */
  receipts(
    conversationId: string,
    userId: string,
    seqs: readonly number[],
  ): Promise<{ readonly deliveredAt: string | null; readonly readAt: string | null }[]>;
  /** Those of the addresses that exist, in the order given; no rights are checked. */
  find(addresses: readonly MessageAddress[]): Promise<Message[]>;
  /** Those of the numbers whose messages the reader hid from themselves. */
  hiddenAmong(conversationId: string, userId: string, seqs: readonly number[]): Promise<number[]>;
  /** True when the reader hid this message from themselves. */
  isHidden(address: MessageAddress, userId: string): Promise<boolean>;
  replies(address: MessageAddress, reader: Reader, afterSeq: number, limit: number): Promise<Message[]>;
  reads(
    address: MessageAddress,
    after: string | null,
    limit: number,
  ): Promise<{ userId: string; name: string; readAt: string }[]>;
  edit(address: MessageAddress, content: string): Promise<'edited' | 'deleted'>;
  /** Blanks the message for everybody; null when it was deleted before. */
  remove(
    address: MessageAddress,
  ): Promise<{ version: number; deletedAt: string; attachmentIds: readonly string[] } | null>;
  /** False when it was hidden before. */
  hide(address: MessageAddress, userId: string): Promise<boolean>;
  /** `changed` is false when there was nothing to do. Null when the message is deleted. */
  react(address: MessageAddress, userId: string, emoji: string, on: boolean): Promise<{ changed: boolean } | null>;
  /** Makes `emoji` the only reaction of a person, or takes all of theirs away (null); what was added and taken away. Null when the message is deleted. */
  reactOnce(
    address: MessageAddress,
    userId: string,
    emoji: string | null,
  ): Promise<{ added: string | null; removed: readonly string[] } | null>;
  /** Those of `among` who hid this message from themselves, or deleted the conversation after it was sent. */
  unseenBy(address: MessageAddress, among: readonly string[]): Promise<string[]>;
  /** How many of others' messages in (afterSeq, upToSeq] count as unread for somebody. */
  unreadBetween(conversationId: string, userId: string, afterSeq: number, upToSeq: number): Promise<number>;
  /** Past `afterSeq` the newest message of others, of whatever kind, at or below each of `seqs`; ascending, each once. */
  othersUpTo(conversationId: string, userId: string, afterSeq: number, seqs: readonly number[]): Promise<number[]>;
};

export type SyncChange =
  | { readonly kind: 'message'; readonly address: MessageAddress }
  | { readonly kind: 'conversation'; readonly conversationId: string }
  | { readonly kind: 'conversation_removed'; readonly conversationId: string };

export type SyncStore = {
  /** A cursor for "now". */
  present(userId: string): Promise<string>;
  /**
   * What changed for a person after `since`, oldest change first.
   * @throws `invalid_cursor` for a cursor that was not made here, `resync_required` for one that is too old.
   */
  changes(
    userId: string,
    since: string,
    limit: number,
  ): Promise<{ changes: SyncChange[]; cursor: string; more: boolean }>;
};

/** Message types that carry attachments as their substance. */
export const FILE_TYPES: ReadonlySet<MessageType> = new Set<MessageType>(['image', 'video', 'audio', 'file']);

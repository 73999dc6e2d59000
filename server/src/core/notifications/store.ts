import type { ConversationType, MessageType, Metadata } from '../conversations/types.ts';
import type { Category } from '../preferences/types.ts';
import type { OutsideJob } from './jobs.ts';
import type { Notice, Notification } from './types.ts';

/** Where a page of the feed goes on: after this entry. */
export type FeedCursor = { readonly createdAt: string; readonly id: string };

export type FeedFilter = { readonly unread: boolean; readonly category: Category | null };

/** Everybody's feed. Entries come from the outbox (`NoticeStore.settle`). */
export type FeedStore = {
  /** Newest first, at most `limit`. The cost does not grow with what lies before `after`. */
  page(userId: string, filter: FeedFilter, after: FeedCursor | null, limit: number): Promise<readonly Notification[]>;
  unreadCount(userId: string): Promise<number>;
  /** Marks an entry of this person's as read, once and for all; null when they have no such entry. */
  markRead(userId: string, id: string, at: number): Promise<Notification | null>;
  /** Marks everything of this person's that entered the feed so far. */
  markAllRead(userId: string, at: number): Promise<void>;
};

/** A notice that waits in the outbox. `at` is when it happened. */
export type WaitingNotice = Notice & { readonly outboxId: string; readonly at: string };

/** What has to be known of a notice's subject; null where it names none, or what it names is gone. */
export type NoticeFacts = {
  readonly ticket: {
    readonly id: string;
    readonly number: number;
    readonly subject: string;
    readonly requesterId: string;
    readonly assigneeId: string | null;
    readonly watcherIds: readonly string[];
    readonly conversationId: string;
  } | null;
  readonly conversation: {
    readonly id: string;
    readonly type: ConversationType;
    readonly title: string | null;
    readonly memberIds: readonly string[];
    /** Members who do not want to be disturbed by it now. */
    readonly mutedIds: ReadonlySet<string>;
  } | null;
  readonly message: {
    readonly senderId: string;
    readonly type: MessageType;
    /** Empty once deleted. */
    readonly content: string;
    readonly metadata: Metadata;
    readonly deleted: boolean;
  } | null;
};

/** What comes of one notice: entries of feeds, and jobs for the outside channels. */
export type Outcome = {
  readonly outboxId: string;
  readonly entries: readonly Notification[];
  readonly jobs: readonly OutsideJob[];
};

/** The outbox of notices. */
export type NoticeStore = {
  /** The oldest notices that wait, in the order in which they were put down; none of them is taken by this. */
  waiting(limit: number): Promise<readonly WaitingNotice[]>;
  /** What is known now of each notice's subject, in the same order. */
  facts(notices: readonly Notice[]): Promise<readonly NoticeFacts[]>;
  /**
   * Takes notices from the outbox and puts down what came of them, in one transaction. What another process has taken or
   * is taking is left to it, entries and jobs included. Returns the entries that this call brought into feeds.
   */
  settle(outcomes: readonly Outcome[]): Promise<readonly Notification[]>;
};

import type { Role } from '../actor.ts';
import type { ConversationType, Metadata } from './types.ts';

/** Where a conversation stands; one that is archived is closed as well. */
export type InquiryStatus = 'active' | 'closed' | 'archived';

/** Somebody in a conversation, with the role that they joined in. */
export type Participant = {
  readonly userId: string;
  readonly role: Role;
  readonly joinedAt: string;
  /** When their mark last moved; null before it did. */
  readonly lastReadAt: string | null;
};

/** A conversation as everybody in it sees it: nothing in it is personal. */
export type Inquiry = {
  readonly id: string;
  readonly type: ConversationType;
  readonly status: InquiryStatus;
  readonly title: string | null;
  readonly metadata: Metadata;
  readonly createdBy: string;
  /** In order of joining; in a list the first 100, and whose list it is. */
  readonly participants: readonly Participant[];
  readonly createdAt: string;
  /** When anything in it last changed, messages included. */
  readonly updatedAt: string;
};

export type NewInquiry = {
  readonly id: string;
  /** The name of the contract through which it is made. */
  readonly origin: string;
  readonly title: string | null;
  readonly metadata: Metadata;
  /** Who makes it, and who is in it with them from the start. */
  readonly people: readonly [Enrolled, ...Enrolled[]];
};

export type Enrolled = { readonly userId: string; readonly role: Role };

/** A member that is missing stays as it is; `metadata` is merged into what is there, key by key. */
export type InquiryChange = {
  readonly status?: InquiryStatus | undefined;
  readonly title?: string | null | undefined;
  readonly metadata?: Metadata | undefined;
};

/** What a change came to. */
export type InquiryChanged = {
  readonly changed: boolean;
  /** The status that it got by it; null where it had that one. */
  readonly became: InquiryStatus | null;
  /** Set where who may write changed. */
  readonly accessVersion: number | null;
};

/** A person's own conversations; with `origin`, also all that were made there. */
export type InquiryReach = { readonly userId: string; readonly origin: string | null };

/** Support conversations that have no ticket, and any conversation as everybody in it sees it. */
export type InquiryStore = {
  create(inquiry: NewInquiry): Promise<void>;
  /** Null when there is no such conversation. */
  find(conversationId: string): Promise<Inquiry | null>;
  /** Through which contract a support conversation was made; null for any other. */
  originOf(conversationId: string): Promise<string | null>;
  /** Latest change first, after `offset`, at most `limit`; and how many there are in all. */
  page(
    reach: InquiryReach,
    status: InquiryStatus | null,
    offset: number,
    limit: number,
  ): Promise<{ inquiries: Inquiry[]; total: number }>;
  /** Who else than the sender has read each of these messages, and since when, however many are in the conversation. */
  readers(
    conversationId: string,
    seqs: readonly number[],
  ): Promise<ReadonlyMap<number, readonly { readonly userId: string; readonly readAt: string }[]>>;
  /** @throws `validation_failed` for metadata that would be more than `maxMetadataBytes` of JSON. */
  change(conversationId: string, change: InquiryChange, maxMetadataBytes: number): Promise<InquiryChanged>;
};

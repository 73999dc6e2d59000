import type { UserRef } from '../users/types.ts';

export type ConversationType = 'direct' | 'group' | 'support';
export type MemberRole = 'owner' | 'admin' | 'member';
export type MessageType =
  | 'text'
  | 'image'
  | 'file'
  | 'audio'
  | 'video'
  | 'location'
  | 'service_offer'
  | 'booking_request'
  | 'system';

/** Plain JSON that a client attached and gets back as it came. */
export type Metadata = { readonly [key: string]: unknown };

/** Conversations with more members than this announce no delivery and coalesce read receipts. */
export const CROWD = 50;

export type Member = {
  readonly userId: string;
  readonly name: string;
  readonly avatar: string | null;
  readonly role: MemberRole;
  readonly userRole: UserRef['role'];
  readonly joinedAt: string;
  readonly lastReadSeq: number;
  readonly lastReadAt: string | null;
  readonly lastDeliveredSeq: number;
  readonly lastSeen: string | null;
};

export type LastMessage = {
  readonly id: string;
  readonly seq: number;
  readonly senderId: string;
  readonly type: MessageType;
  readonly content: string;
  /** The name of its first file where there are no words; null else. */
  readonly fileName: string | null;
  readonly createdAt: string;
  readonly deletedAt: string | null;
};

/** A conversation as one person sees it. */
export type ConversationView = {
  readonly id: string;
  readonly type: ConversationType;
  readonly status: 'active' | 'closed';
  readonly title: string | null;
  readonly avatar: string | null;
  readonly ticketId: string | null;
  readonly createdBy: string;
  readonly memberCount: number;
  readonly lastSeq: number;
  readonly metadata: Metadata;
  /** The first 100 in order of joining. */
  readonly members: readonly Member[];
  readonly lastMessage: LastMessage | null;
  readonly unreadCount: number;
  readonly lastReadSeq: number;
  readonly isArchived: boolean;
  /** When they archived it; null where it is not archived. */
  readonly archivedAt: string | null;
  /** When they last deleted it for themselves. */
  readonly clearedAt: string | null;
  readonly isPinned: boolean;
  readonly mutedUntil: string | null;
  readonly expiresIn: number | null;
  /** When the last message was written; `createdAt` while there is none. */
  readonly activityAt: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type AttachmentKind = 'image' | 'video' | 'audio' | 'document';

/** A stored file. Links to it are made when it is presented, because they expire. */
export type Attachment = {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly mimeType: string;
  readonly kind: AttachmentKind;
  readonly width: number | null;
  readonly height: number | null;
  /** Seconds. */
  readonly duration: number | null;
  /** The file that it is a copy of, the first of all copies; null for one that is none. */
  readonly originId?: string | null;
  /** Bytes of the small picture that is kept beside it; null where there is none. */
  readonly thumbnailSize?: number | null;
  /** Where its bytes are; nobody outside is told, but for links that lead there. */
  readonly storageKey?: string;
  readonly createdAt: string;
};

/** `at` has the time of each person's, in the order of `userIds`. */
export type Reaction = { readonly emoji: string; readonly userIds: readonly string[]; readonly at: readonly string[] };

export type ReplyPreview = {
  readonly id: string;
  readonly seq: number;
  readonly senderId: string;
  readonly type: MessageType;
  /** The first 140 code points; empty once the quoted message is deleted. */
  readonly content: string;
  readonly deletedAt: string | null;
};

export type ForwardedFrom = { readonly messageId: string; readonly senderId: string; readonly senderName: string };

/** A message as it is stored, with what hangs on it. `clientId` is shown to its sender only (contracts see to it). */
export type Message = {
  readonly id: string;
  readonly conversationId: string;
  readonly seq: number;
  readonly type: MessageType;
  readonly senderId: string;
  /** Null for a message that the server made. */
  readonly sender: UserRef | null;
  readonly content: string;
  readonly metadata: Metadata;
  readonly attachments: readonly Attachment[];
  readonly mentions: readonly string[];
  readonly replyTo: ReplyPreview | null;
  readonly replyCount: number;
  readonly forwardedFrom: ForwardedFrom | null;
  readonly reactions: readonly Reaction[];
  readonly readCount: number;
  readonly readBy: readonly { readonly userId: string; readonly readAt: string }[];
  readonly clientId: string | null;
  readonly version: number;
  readonly editedAt: string | null;
  readonly deletedAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
};

/** Where a message is. */
export type MessageAddress = { readonly conversationId: string; readonly seq: number };

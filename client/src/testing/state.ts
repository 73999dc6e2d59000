import type {
  Attachment,
  Comment,
  Conversation,
  Member,
  Message,
  Notification,
  Preferences,
  Ticket,
} from '../types.ts';
import type { FakeClock, Stir } from './clock.ts';

/** Somebody whom the fake server knows. */
export type Person = {
  readonly id: string;
  name: string;
  avatar: string | null;
  role: 'user' | 'agent' | 'admin';
  status: 'online' | 'away' | 'busy' | 'offline';
  statusText: string | null;
  lastSeen: string | null;
  readonly createdAt: string;
  preferences: Preferences;
  readonly feed: Notification[];
};

export type Membership = Pick<Member, 'role' | 'joinedAt'> &
  Pick<Conversation, 'isArchived' | 'isPinned' | 'mutedUntil'> & {
    /** Where the marks stand, and how they came there: `reads` has each step. */
    lastReadSeq: number;
    lastDeliveredSeq: number;
    readonly reads: { readonly seq: number; readonly at: string }[];
    /** Hidden up to here for this member. */
    clearedSeq: number;
    isHidden: boolean;
    joinedSeq: number;
  };

/** A message as it is stored; what differs by reader is beside it. */
export type Stored = {
  message: Message;
  /** What was asked for under its client id. */
  readonly asked: string;
  readonly hiddenFor: Set<string>;
};

export type Room = {
  readonly id: string;
  readonly type: Conversation['type'];
  status: Conversation['status'];
  title: string | null;
  avatar: string | null;
  metadata: Conversation['metadata'];
  readonly ticketId: string | null;
  readonly createdBy: string;
  readonly createdAt: string;
  updatedAt: string;
  readonly members: Map<string, Membership>;
  /** By number: the first one is 1. */
  readonly messages: Stored[];
};

export type StoredFile = {
  readonly attachment: Attachment;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly ownerId: string;
  /** Given to a message, or to a ticket. */
  isTaken: boolean;
};

export type StoredTicket = { ticket: Ticket; readonly notes: Comment[] };

/** One connection. */
export type Line = {
  readonly id: string;
  readonly userId: string;
  readonly rooms: Set<string>;
  /** Says something to it, after all that was said before. */
  say(name: string, payload: object): void;
  /** Ends it then (seconds since 1970; null: never). */
  expire(at: number | null): void;
  /** Ends it. */
  end(): void;
};

/** Something that changed, in the order in which it did. */
export type Change =
  | { readonly kind: 'message'; readonly roomId: string; readonly seq: number; readonly userId: string | null }
  | { readonly kind: 'conversation' | 'conversation_removed'; readonly roomId: string; readonly userId: string | null };

/** All that the fake server knows. */
export type State = {
  readonly clock: FakeClock;
  readonly stir: Stir;
  readonly people: Map<string, Person>;
  readonly rooms: Map<string, Room>;
  readonly tickets: Map<string, StoredTicket>;
  readonly files: Map<string, StoredFile>;
  readonly lines: Set<Line>;
  /** Changes since the start; those before `forgotten` are not kept. */
  readonly changes: Change[];
  forgotten: number;
  /** Ends of who types where, by room and person. */
  readonly typing: Map<string, () => void>;
  /** The number of the last token of somebody that was taken back. */
  readonly revoked: Map<string, number>;
  count: number;
};

export function now(state: State): string {
  return new Date(state.clock.now()).toISOString();
}

export function makeId(state: State, kind: string): string {
  state.count += 1;
  return `${kind}${state.count}`;
}

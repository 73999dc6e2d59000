import type { Attachment, MessageAddress } from '../conversations/types.ts';
import { makeId } from '../ids.ts';

const ID = /^a[0-9A-Za-z]{22}$/;

/** An id for a new attachment. */
export function makeAttachmentId(): string {
  return makeId('a');
}

/** True when `id` has the form of an attachment's; says nothing of existence. */
export function isAttachmentId(id: string): boolean {
  return ID.test(id);
}

export type NewAttachment = {
  readonly attachment: Attachment;
  readonly uploaderId: string;
  readonly storageKey: string;
};

export type StoredAttachment = NewAttachment & {
  /** True once the bytes are gone from storage. */
  readonly removed: boolean;
  /** The message that it hangs on; null while it is attached to none. */
  readonly place: (MessageAddress & { readonly deleted: boolean }) | null;
  /** The ticket that it hangs on, or (`internal`) one of whose notes; its `place` is then no message. */
  readonly ticket: { readonly requesterId: string; readonly internal: boolean } | null;
};

/** An attachment whose bytes have to go. */
export type Condemned = { readonly id: string; readonly storageKey: string };

/** The rows of attachments. All reads are from the primary. */
export type AttachmentStore = {
  /** The secret that links of this site are signed with, the same for ever. Rejects before the site was set up. */
  siteKey(): Promise<Uint8Array>;
  insert(rows: readonly NewAttachment[]): Promise<void>;
  /** Those of the ids that exist, in any order. */
  find(ids: readonly string[]): Promise<StoredAttachment[]>;
  /** The file, or a copy of it, on some message that is there, or as a group's picture; null when there is none. */
  inUse(id: string): Promise<StoredAttachment | null>;
  /** The same on a message that somebody sees (`asAgent`: in any support conversation), or of a group of theirs. */
  seen(id: string, userId: string, asAgent: boolean): Promise<StoredAttachment | null>;
  /** Uploads from before `before` (milliseconds) that hang on no message and are no group's picture, oldest first. */
  abandoned(before: number, limit: number): Promise<Condemned[]>;
  /** Attachments of deleted messages that are not marked as removed. */
  orphaned(limit: number): Promise<Condemned[]>;
  /** Notes that the bytes are gone, and forgets the file's name. */
  markRemoved(ids: readonly string[], at: number): Promise<void>;
  /** Drops rows that hang on no message and are no group's picture. */
  forget(ids: readonly string[]): Promise<void>;
};

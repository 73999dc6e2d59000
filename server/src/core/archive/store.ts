import type { Attachment, ConversationType, Message, MessageAddress, Reaction } from '../conversations/types.ts';

/**
 * A message as the archive keeps it: what is stored under its address, and nothing that other rows lend it. So names of
 * people, words of a quoted message and marks of readers are not in it, and it changes only when the message does.
 */
export type ArchivedMessage = Omit<
  Message,
  'sender' | 'attachments' | 'reactions' | 'replyTo' | 'replyCount' | 'readCount' | 'readBy'
> & {
  readonly reactions: readonly Pick<Reaction, 'emoji' | 'userIds'>[];
  readonly conversationType: ConversationType;
  /** True for a message that the server made in the sender's name. */
  readonly byServer: boolean;
  /** With the keys of their bytes in the file storage. */
  readonly attachments: readonly (Attachment & { readonly storageKey: string })[];
  /** The id of the message that it answers. */
  readonly replyTo: string | null;
};

/** Which transactions a look over the conversations covers; what the others change is left to the next one. */
export type ArchiveLook = {
  /** True when an archive was begun before. */
  readonly begun: boolean;
  /** The horizon of the last look: what older transactions did is noted. */
  readonly since: string;
  /** The oldest transaction that had not ended when this look began, and the first that had not begun. */
  readonly horizon: string;
  readonly newest: string;
};

/** A day (UTC, like `2026-11-21`) whose object does not show its present revision. */
export type DueDay = { readonly day: string; readonly revision: number };

export type ArchiveSession = {
  /** Begins a look at what was said and changed since the last one that was finished. */
  beginLook(): Promise<ArchiveLook>;
  /** Notes the days of some conversations' messages, from the id `after` on; returns where to go on, null at the end. */
  lookOn(look: ArchiveLook, after: string): Promise<string | null>;
  /** All conversations were looked at. */
  finishLook(look: ArchiveLook): Promise<void>;
  /** Days that are due: all that have an object, then those up to `through`; the oldest first. */
  due(through: string | null): Promise<DueDay[]>;
  /** The next messages of a day in the order of conversation and number. */
  page(day: string, after: MessageAddress, limit: number): Promise<ArchivedMessage[]>;
  /** Notes that the day is about to get an object. Rejects when this process is not alone any more. */
  open(day: string): Promise<void>;
  /** The day's object, or its absence, shows the revision. */
  settle(due: DueDay): Promise<void>;
};

export type ArchiveStore = {
  /** Runs `work` while no other process does, on a connection of its own; does nothing while another one is at it. */
  alone(work: (session: ArchiveSession) => Promise<void>): Promise<void>;
};

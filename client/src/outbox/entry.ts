import type { ClientEvents } from '../types.ts';

/** What is said of a new message, beside the files that go with it. */
export type MessageDraft = Omit<ClientEvents['send_message'], 'clientId' | 'conversationId' | 'attachmentIds'>;

/** A file on its way: its bytes until they are stored, then the id of what was stored. */
export type OutgoingFile = {
  readonly name: string;
  readonly size: number;
  readonly type: string;
  readonly blob: Blob;
  readonly attachmentId: string | null;
};

/** A message that the server has not acknowledged yet. `failed` ones wait for somebody to send them again or to drop them. */
export type OutboxEntry = {
  readonly clientId: string;
  readonly userId: string;
  readonly conversationId: string;
  /** Grows with each message of this client: the order in which they are sent. */
  readonly number: number;
  readonly draft: MessageDraft;
  readonly files: readonly OutgoingFile[];
  readonly createdAt: number;
  readonly state: 'pending' | 'failed';
  readonly problem: { readonly code: string; readonly detail: string } | null;
  /** Of all files together, 0 to 1; null where there are none or none is moving. */
  readonly progress: number | null;
};

/** Where unsent messages survive the end of the page or process. */
export type OutboxStorage = {
  /** Everything that this person has not sent yet, in any order. */
  load(userId: string): Promise<readonly OutboxEntry[]>;
  /** Keeps an entry, in place of the one with the same client id. */
  put(entry: OutboxEntry): Promise<void>;
  remove(clientId: string): Promise<void>;
};

import type { ConversationStore, MessageStore } from '../conversations/store.ts';
import type { MediaInspector } from './media.ts';
import type { FileStorage } from './storage.ts';
import type { AttachmentStore } from './store.ts';
import type { Thumbnails } from './thumbnails.ts';

/** What the verbs of files need. */
export type FilePorts = {
  readonly storage: FileStorage;
  readonly media: MediaInspector;
  readonly thumbnails: Thumbnails;
  readonly files: AttachmentStore;
  readonly conversations: Pick<ConversationStore, 'membership'>;
  readonly messages: Pick<MessageStore, 'find' | 'isHidden'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly limits: {
    /** Bytes. */
    readonly maxFileSize: number;
  };
  /** Told of trouble with storage that no caller waits for; a later sweep tries again. */
  readonly onFileTrouble: (error: unknown) => void;
};

import type { Connection } from '../connection.ts';
import type { OutboxEntry, OutgoingFile } from '../outbox/entry.ts';
import type { OutboxOptions } from '../outbox/outbox.ts';
import type { Message } from '../types.ts';
import type { Upload } from '../uploads.ts';

/** Brings an entry of the outbox to the server: first its files that are not there yet, one after another, then the message itself. */
export function createDelivery(connection: Connection, upload: Upload): OutboxOptions['deliver'] {
  return async (entry, change, signal) => {
    const files = await stored(entry, change, signal);
    const attachmentIds = files.flatMap(({ attachmentId }) => attachmentId ?? []);
    const { clientId, conversationId, draft } = entry;
    const sent = { ...draft, clientId, conversationId, ...(attachmentIds.length > 0 && { attachmentIds }) };
    const { message }: { readonly message: Message } = await connection.ask('send_message', sent);
    return message;
  };

  async function stored(
    entry: OutboxEntry,
    change: Parameters<OutboxOptions['deliver']>[1],
    signal: AbortSignal,
  ): Promise<readonly OutgoingFile[]> {
    const total = entry.files.reduce((sum, { size }) => sum + size, 0);
    let { files } = entry;
    let done = 0;
    for (const [index, file] of entry.files.entries()) {
      if (file.attachmentId === null) {
        const before = done;
        const onProgress = (part: number) =>
          change({ progress: total === 0 ? 0 : (before + part * file.size) / total });
        const { id } = await upload(file.blob, file.name, { onProgress, signal });
        files = files.with(index, { ...file, attachmentId: id });
        change({ files });
      }
      done += file.size;
    }
    if (files.length > 0) change({ progress: 1 });
    return files;
  }
}

import type { Connection } from '../connection.ts';
import { ParleyError } from '../errors.ts';
import type { OutboxEntry, OutgoingFile } from '../outbox/entry.ts';
import type { OutboxOptions, Reached } from '../outbox/outbox.ts';
import type { Message } from '../types.ts';
import type { Upload } from '../uploads.ts';
import type { History } from './history.ts';

export type DeliveryPorts = {
  readonly ask: Connection['ask'];
  readonly upload: Upload;
  readonly historyOf: (conversationId: string) => Pick<History, 'before'>;
};

/** How far back a message is looked for that is stored already. */
const PAGES = 5;
const PAGE = 100;

/** Brings an entry of the outbox to the server: first its files that are not there yet, one after another, then the message itself. */
export function createDelivery({ ask, upload, historyOf }: DeliveryPorts): OutboxOptions['deliver'] {
  return async (entry, reached, signal) => {
    const wereStored = entry.files.some(({ attachmentId }) => attachmentId !== null);
    try {
      return await send(entry, await stored(entry, reached, signal));
    } catch (error) {
      if (!(error instanceof ParleyError) || entry.files.length === 0) throw error;
      if (error.code === 'conflict') return found(entry, error);
      if (error.code !== 'validation_failed' || !wereStored) throw error;
      // Files that were stored long ago and given to no message are not kept.
      const anew = { ...entry, files: entry.files.map((file) => ({ ...file, attachmentId: null })) };
      return send(anew, await stored(anew, reached, signal));
    }
  };

  async function send({ clientId, conversationId, draft }: OutboxEntry, files: readonly OutgoingFile[]) {
    const attachmentIds = files.flatMap(({ attachmentId }) => attachmentId ?? []);
    const sent = { ...draft, clientId, conversationId, ...(attachmentIds.length > 0 && { attachmentIds }) };
    const { message }: { readonly message: Message } = await ask('send_message', sent);
    return message;
  }

  /**
   * The message that was stored under this client id with other copies of the same files: uploaded by another page, or by this one before
   * it could take note of it. Nobody else uses these ids.
   */
  async function found({ clientId, conversationId }: OutboxEntry, error: ParleyError): Promise<Message> {
    const history = historyOf(conversationId);
    let seq: number | null = null;
    for (let page = 0; page < PAGES; page += 1) {
      const { messages, hasMore } = await history.before(seq, PAGE);
      const first = messages.find((message) => message.clientId === clientId);
      if (first) return first;
      seq = messages[0]?.seq ?? null;
      if (!hasMore || seq === null) break;
    }
    throw error;
  }

  async function stored(entry: OutboxEntry, reached: Reached, signal: AbortSignal): Promise<readonly OutgoingFile[]> {
    const total = entry.files.reduce((sum, { size }) => sum + size, 0);
    let { files } = entry;
    let done = 0;
    for (const [index, file] of entry.files.entries()) {
      if (file.attachmentId === null) {
        const before = done;
        const onProgress = (part: number) =>
          void reached({ progress: total === 0 ? 0 : (before + part * file.size) / total });
        const { id } = await upload(file.blob, file.name, { onProgress, signal });
        files = files.with(index, { ...file, attachmentId: id });
        await reached({ files });
      }
      done += file.size;
    }
    if (files.length > 0) await reached({ progress: 1 });
    return files;
  }
}

import type { Chat, OutboxEntry } from '@parley/client';

/** Whether a message was refused for the one that it answers, which is not there any more. Trying again would not help. */
export function hasLostQuote({ draft, problem }: OutboxEntry): boolean {
  // Of what is wrong with a field, the outbox keeps a sentence that begins with its name.
  return Boolean(draft.replyTo) && problem?.code === 'validation_failed' && problem.detail.startsWith('replyTo ');
}

/** Sends what was refused anew, with its files, as an answer to nothing. */
export function sendUnquoted(chat: Chat, { clientId, draft, files }: OutboxEntry): void {
  const { replyTo: _lost, ...rest } = draft;
  // The same files where they are some still: what is shown of their pictures stays.
  const kept = files.map(({ blob, name, type }) => (blob instanceof File ? blob : new File([blob], name, { type })));
  chat.send({ ...rest, files: kept });
  chat.discard(clientId);
}

import type { ClientBase } from 'pg';
import { sqlState } from './pool.ts';

/**
 * Hangs files on a ticket, or on one of its notes. Fails with 23505 where one hangs somewhere already: they take their places
 * among the files of messages, at the number 0 of the conversation, so that one key decides all races.
 */
export async function attach(
  client: ClientBase,
  ticketId: string,
  noteId: string | null,
  attachmentIds: readonly string[],
): Promise<void> {
  if (attachmentIds.length === 0) return;
  await client.query(
    `INSERT INTO message_attachment_links (attachment_id, conversation_id, seq, position)
     SELECT a.id, t.conversation_id, 0, a.ord FROM tickets t CROSS JOIN unnest($1::text[]) WITH ORDINALITY AS a(id, ord) WHERE t.id = $2`,
    [attachmentIds, ticketId],
  );
  await client.query(
    `INSERT INTO ticket_attachments (attachment_id, ticket_id, note_id, position)
     SELECT a.id, $2, $3, a.ord FROM unnest($1::text[]) WITH ORDINALITY AS a(id, ord)`,
    [attachmentIds, ticketId, noteId],
  );
}

/** What a unique index that was offended says of a creation; null for any other failure. */
export function collision(error: unknown): 'client_id' | 'attachment' | null {
  if (sqlState(error) !== '23505' || !(error instanceof Error) || !('constraint' in error)) return null;
  if (String(error.constraint).includes('client_id')) return 'client_id';
  return /^(message_attachment_links|ticket_attachments)/.test(String(error.constraint)) ? 'attachment' : null;
}

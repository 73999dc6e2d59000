import type { ClientBase } from 'pg';

/** True in a statement while the engine's own events are wanted; a constant of its plan, see the migration `engine-events`. */
export const WANTED = 'facts_wanted()';

/** What a conversation shows of itself to everybody in it. */
type Shown = 'title' | 'avatar' | 'metadata' | 'status' | 'roles';

/** Puts down, in the caller's transaction and under the conversation's lock, that some of what a conversation shows has changed. */
export async function noteConversation(
  client: Pick<ClientBase, 'query'>,
  conversationId: string,
  changed: readonly Shown[],
  at: Date,
): Promise<void> {
  if (changed.length === 0) return;
  await client.query(`SELECT note_fact('conversation.updated', $1, NULL, 0, $2, $3)`, [
    conversationId,
    at,
    JSON.stringify({ changed }),
  ]);
}

/** Puts down that the server itself said something: `seqs`, which follow one another. */
export async function noteMessages(
  client: Pick<ClientBase, 'query'>,
  conversationId: string,
  seqs: readonly number[],
  at: Date,
): Promise<void> {
  await client.query(
    `INSERT INTO event_facts (kind, conversation_id, from_seq, seq, at)
     SELECT 'message.sent', $1, n - 1, n, $3 FROM unnest($2::int[]) WITH ORDINALITY AS s(n, ord) WHERE ${WANTED} ORDER BY ord`,
    [conversationId, seqs, at],
  );
}

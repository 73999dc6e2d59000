import type { PoolClient } from 'pg';
import type { ConversationScope } from '../../core/conversations/scope.ts';
import { messageId } from '../../core/ids.ts';
import type { Fact, FactConversation, FactMessage } from '../../core/outlets/types.ts';
import { andInScope } from './scopes.ts';

/** The newest messages of a step that are named. */
const NEWEST = 1_000;
/** Messages that one transaction looks at; a longer step of a delivery mark is taken in parts. */
const MOST_MESSAGES = 2_000;

export type FactRow = {
  readonly id: string;
  readonly kind: Fact['kind'];
  readonly conversation_id: string;
  readonly user_id: string | null;
  readonly from_seq: number;
  readonly seq: number;
  readonly online: boolean | null;
  readonly at: Date;
};

/** The oldest facts, and whether the last of them is only the first part of one. */
export type Portion = { readonly rows: readonly FactRow[]; readonly isCut: boolean };

/** Reads the oldest facts, as many as one transaction should work on. */
export async function readPortion(client: PoolClient, limit: number): Promise<Portion> {
  const found = await client.query<FactRow>(
    `SELECT id, kind, conversation_id, user_id, from_seq, seq, online, at FROM event_facts
     WHERE parked_at IS NULL ORDER BY id LIMIT $1`,
    [limit],
  );
  const rows: FactRow[] = [];
  let messages = 0;
  for (const row of found.rows) {
    const count = row.seq - row.from_seq;
    if (messages >= MOST_MESSAGES) break;
    if (row.kind === 'mark.delivered' && count > NEWEST) {
      rows.push({ ...row, seq: row.from_seq + NEWEST });
      return { rows, isCut: true };
    }
    messages += Math.min(count, NEWEST);
    rows.push(row);
  }
  return { rows, isCut: false };
}

/** What is known of each row now, in their order; null where there is nothing to tell. */
export async function readFacts(
  client: PoolClient,
  rows: readonly FactRow[],
  scopes: readonly ConversationScope[],
): Promise<(Fact | null)[]> {
  const conversations = await readConversations(client, [...new Set(rows.map((row) => row.conversation_id))], scopes);
  const messages = await readMessages(client, rows);
  return rows.map((row, index) => {
    const conversation = conversations.get(row.conversation_id);
    const found = messages[index] ?? [];
    const [message] = found;
    if (!conversation || !message) return null;
    if (row.kind === 'message.sent') return { kind: row.kind, conversation, message, online: row.online };
    return { kind: row.kind, conversation, userId: row.user_id ?? '', at: row.at.getTime(), messages: found };
  });
}

async function readConversations(
  client: PoolClient,
  ids: readonly string[],
  scopes: readonly ConversationScope[],
): Promise<ReadonlyMap<string, FactConversation>> {
  const within = scopes.map((scope) => `(true${andInScope(scope)})`).join(', ');
  const found = await client.query<Omit<FactConversation, 'scopes'> & { within: boolean[] }>(
    `SELECT c.id, c.type, ARRAY[${within}]::bool[] AS within,
       json_agg(json_build_object('userId', u.id, 'name', u.name) ORDER BY u.id) AS members
     FROM conversations c JOIN conversation_participants p ON p.conversation_id = c.id JOIN users u ON u.id = p.user_id
     WHERE c.id = ANY ($1) GROUP BY c.id`,
    [ids],
  );
  return new Map(
    found.rows.map(({ within, ...row }) => [
      row.id,
      { ...row, scopes: scopes.filter((_scope, index) => within[index]) },
    ]),
  );
}

type MessageRow = {
  kinds: FactMessage['attachments'][number]['kind'][] | null;
  index: number;
  seq: number;
  sender_id: string;
  type: FactMessage['type'];
  created_at: Date;
};

/** Never what messages say: nothing of it may leave by an event. */
async function readMessages(client: PoolClient, rows: readonly FactRow[]): Promise<FactMessage[][]> {
  const found = await client.query<MessageRow>(
    `SELECT (f.ord - 1)::int AS index, m.seq, m.sender_id, m.type, m.created_at, CASE WHEN f.reader_id IS NULL THEN (
         SELECT array_agg(a.kind ORDER BY l.position) FROM message_attachment_links l JOIN message_attachments a ON a.id = l.attachment_id
         WHERE l.conversation_id = f.conversation_id AND l.seq = m.seq AND a.removed_at IS NULL) END AS kinds
     FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::timestamptz[])
       WITH ORDINALITY AS f(conversation_id, reader_id, from_seq, seq, at, ord)
     CROSS JOIN LATERAL (
       SELECT x.seq, x.sender_id, x.type, x.created_at FROM messages x
       WHERE x.conversation_id = f.conversation_id AND x.seq > f.from_seq AND x.seq <= f.seq
         AND (f.reader_id IS NULL
           OR (x.sender_id <> f.reader_id AND x.type <> 'system' AND (x.deleted_at IS NULL OR x.deleted_at > f.at)))
       ORDER BY x.seq DESC LIMIT ${NEWEST}) m
     ORDER BY f.ord, m.seq`,
    [
      rows.map((row) => row.conversation_id),
      rows.map((row) => row.user_id),
      rows.map((row) => row.from_seq),
      rows.map((row) => row.seq),
      rows.map((row) => row.at),
    ],
  );
  const messages: FactMessage[][] = rows.map(() => []);
  for (const { index, seq, sender_id, type, created_at, kinds } of found.rows) {
    const conversationId = rows[index]?.conversation_id ?? '';
    messages[index]?.push({
      id: messageId(conversationId, seq),
      seq,
      senderId: sender_id,
      type,
      attachments: (kinds ?? []).map((kind) => ({ kind })),
      createdAt: created_at.getTime(),
    });
  }
  return messages;
}

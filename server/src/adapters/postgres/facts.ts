import type { PoolClient } from 'pg';
import type { ConversationScope } from '../../core/conversations/scope.ts';
import { messageId } from '../../core/ids.ts';
import type { Fact, FactConversation, FactMessage, NotedFact } from '../../core/outlets/types.ts';
import { andInScope } from './scopes.ts';

/** The newest messages of a step that are named. */
const NEWEST = 1_000;
/** Messages that one transaction looks at; a longer step of a delivery mark is taken in parts. */
const MOST_MESSAGES = 2_000;

export type FactRow = {
  readonly id: string;
  readonly kind: Fact['kind'];
  readonly conversation_id: string | null;
  readonly user_id: string | null;
  readonly from_seq: number;
  readonly seq: number;
  readonly online: boolean | null;
  readonly at: Date;
  readonly trace: string | null;
  readonly detail: NotedFact['detail'] | null;
};

/** The oldest facts, and whether the last of them is only the first part of one. */
export type Portion = { readonly rows: readonly FactRow[]; readonly isCut: boolean };

/** Reads the oldest facts, as many as one transaction should work on; `bulky` where steps of marks name their messages. */
export async function readPortion(client: PoolClient, limit: number, bulky: boolean): Promise<Portion> {
  const found = await client.query<FactRow>(
    `SELECT id, kind, conversation_id, user_id, from_seq, seq, online, at, trace, detail FROM event_facts
     WHERE parked_at IS NULL ORDER BY id LIMIT $1`,
    [limit],
  );
  if (!bulky) return { rows: found.rows, isCut: false };
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
  const ids = [...new Set(rows.flatMap((row) => row.conversation_id ?? []))];
  const conversations = await readConversations(client, ids, scopes);
  const named = rows.map((row) => {
    const scoped = (conversations.get(row.conversation_id ?? '')?.scopes.length ?? 0) > 0;
    return row.kind === 'message.sent' || (isMark(row) && scoped) ? row : null;
  });
  const messages = await readMessages(client, named);
  return rows.map((row, index): Fact | null => {
    const { kind, seq } = row;
    const at = row.at.getTime();
    const conversation = conversations.get(row.conversation_id ?? '') ?? null;
    const found = messages[index] ?? [];
    if (kind === 'message.sent') {
      const [message] = found;
      return conversation && message ? { kind, conversation, message, online: row.online, trace: row.trace } : null;
    }
    if (kind === 'mark.delivered' || kind === 'mark.read') {
      const step = { userId: row.user_id ?? '', fromSeq: row.from_seq, seq, at, messages: found };
      return conversation && { kind, conversation, ...step };
    }
    // What goes with a conversation is not told of one by one: that it is gone is.
    if (row.conversation_id !== null && !conversation && kind !== 'ticket.removed') return null;
    const detail = row.detail ?? {};
    return { kind, conversation, key: row.conversation_id ?? String(detail.userId), seq, at, detail };
  });
}

function isMark({ kind }: FactRow): boolean {
  return kind === 'mark.delivered' || kind === 'mark.read';
}

async function readConversations(
  client: PoolClient,
  ids: readonly string[],
  scopes: readonly ConversationScope[],
): Promise<ReadonlyMap<string, FactConversation>> {
  const within = scopes.map((scope) => `(true${andInScope(scope)})`).join(', ');
  if (ids.length === 0) return new Map();
  const found = await client.query<
    Omit<FactConversation, 'scopes' | 'members'> & { within: boolean[]; members: Members | null }
  >(
    `SELECT f.id, f.type, f.ticket_id AS "ticketId", f.within, CASE WHEN true = ANY (f.within) THEN (
         SELECT json_agg(json_build_object('userId', u.id, 'name', u.name) ORDER BY u.id)
         FROM conversation_participants p JOIN users u ON u.id = p.user_id WHERE p.conversation_id = f.id) END AS members
     FROM (SELECT c.*, ARRAY[${within}]::bool[] AS within FROM conversations c WHERE c.id = ANY ($1)) f`,
    [ids],
  );
  return new Map(
    found.rows.map(({ within, members, ...row }) => [
      row.id,
      { ...row, members: members ?? [], scopes: scopes.filter((_scope, index) => within[index]) },
    ]),
  );
}

type Members = FactConversation['members'];

type MessageRow = {
  kinds: FactMessage['attachments'][number]['kind'][] | null;
  index: number;
  seq: number;
  sender_id: string;
  type: FactMessage['type'];
  created_at: Date;
};

/** The messages of each row that is not null. Never what they say: nothing of it may leave by an event. */
async function readMessages(client: PoolClient, all: readonly (FactRow | null)[]): Promise<FactMessage[][]> {
  const messages: FactMessage[][] = all.map(() => []);
  const places = all.flatMap((row, index) => (row ? index : []));
  const rows = all.flatMap((row) => row ?? []);
  if (rows.length === 0) return messages;
  const found = await client.query<MessageRow>(
    `SELECT (f.ord - 1)::int AS index, m.seq, m.sender_id, m.type, m.created_at, CASE WHEN f.reader_id IS NULL THEN (
         SELECT array_agg(a.kind ORDER BY l.position) FROM message_attachment_links l JOIN message_attachments a ON a.id = l.attachment_id
         WHERE l.conversation_id = f.conversation_id AND l.seq = m.seq) END AS kinds
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
  for (const { index, seq, sender_id, type, created_at, kinds } of found.rows) {
    const conversationId = rows[index]?.conversation_id ?? '';
    messages[places[index] ?? -1]?.push({
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

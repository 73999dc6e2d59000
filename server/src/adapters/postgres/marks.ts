import type { Pool } from 'pg';
import type { DeliveredMove, MarkMove, MarkStore, ReadMark } from '../../core/conversations/marks.ts';
import type { ConversationScope } from '../../core/conversations/scope.ts';
import { type ConversationType, CROWD } from '../../core/conversations/types.ts';
import { countable } from './countable.ts';
import { transaction } from './pool.ts';
import { andInScope, scopeKey } from './scopes.ts';

/**
 * Rows are locked in key order. Where the target lies inside the checkpointed part of the unread count (`$5` false), the
 * count must be taken under the conversation's lock: those moves are left to a second, slower round.
 */
const READ = readWith('');

/** The same where those outside hear of steps in conversations of some types (`$6`). Whoever reads was reached first. */
const READ_ANNOUNCED = readWith(`, announced AS (
  INSERT INTO event_facts (kind, conversation_id, user_id, from_seq, seq, at)
  SELECT s.kind, m.conversation_id, m.user_id, s.from_seq, m.last_read_seq, $4
  FROM moved m JOIN conversations c ON c.id = m.conversation_id
  CROSS JOIN LATERAL (VALUES ('mark.delivered', m.delivered_before), ('mark.read', m.read_before)) AS s(kind, from_seq)
  WHERE c.type = ANY ($6) AND s.from_seq < m.last_read_seq AND (s.kind = 'mark.read' OR c.member_count <= ${CROWD})
  ORDER BY m.conversation_id, m.user_id, s.kind
)`);

function readWith(more: string): string {
  return `
WITH locked AS (
  SELECT b.ord, p.*, c.last_seq, LEAST(b.seq, c.last_seq) AS target
  FROM unnest($1::text[], $2::text[], $3::int[]) WITH ORDINALITY AS b(conversation_id, user_id, seq, ord)
  JOIN conversation_participants p ON p.conversation_id = b.conversation_id AND p.user_id = b.user_id
  JOIN conversations c ON c.id = b.conversation_id
  ORDER BY p.conversation_id, p.user_id FOR UPDATE OF p
), moved AS (
  UPDATE conversation_participants p SET
    last_read_seq = l.target, last_read_at = $4,
    last_delivered_seq = GREATEST(p.last_delivered_seq, l.target),
    last_delivered_at = CASE WHEN l.target > p.last_delivered_seq THEN $4 ELSE p.last_delivered_at END,
    unread_count = CASE WHEN l.target >= p.unread_seq THEN 0
      ELSE p.unread_count - (${countable('p.conversation_id', 'p.user_id', 'GREATEST(p.last_read_seq, p.cleared_seq)', 'l.target')}) END,
    unread_seq = GREATEST(p.unread_seq, l.target)
  FROM locked l
  WHERE p.conversation_id = l.conversation_id AND p.user_id = l.user_id AND l.target > l.last_read_seq
    AND ($5 OR l.target >= l.unread_seq)
  RETURNING p.conversation_id, p.user_id, p.last_read_seq, p.unread_seq, p.unread_count, l.last_delivered_seq AS delivered_before, l.last_read_seq AS read_before
), receipts AS (
  INSERT INTO message_read_receipts (conversation_id, user_id, up_to_seq, read_at)
  SELECT conversation_id, user_id, last_read_seq, $4 FROM moved
), deliveries AS (
  INSERT INTO message_delivery_receipts (conversation_id, user_id, up_to_seq, delivered_at)
  SELECT conversation_id, user_id, last_read_seq, $4 FROM moved WHERE last_read_seq > delivered_before
)${more}
SELECT (l.ord - 1)::int AS index, l.last_read_seq AS from_seq, COALESCE(m.last_read_seq, l.last_read_seq) AS last_read_seq,
  CASE WHEN m.user_id IS NULL THEN l.last_read_at ELSE $4 END AS read_at,
  CASE WHEN m.last_read_seq > m.delivered_before THEN m.delivered_before END AS delivered_from,
  m.user_id IS NULL AND l.target > l.last_read_seq AS slow,
  GREATEST(COALESCE(m.unread_seq, l.unread_seq), l.last_seq) AS counted_seq,
  COALESCE(m.unread_count, l.unread_count)
    + (${countable('l.conversation_id', 'l.user_id', 'GREATEST(COALESCE(m.unread_seq, l.unread_seq), COALESCE(m.last_read_seq, l.last_read_seq), l.cleared_seq)', 'l.last_seq')}) AS unread
FROM locked l LEFT JOIN moved m ON m.conversation_id = l.conversation_id AND m.user_id = l.user_id`;
}

type DeliverySpec = {
  /** SQL that locks the rows to move, with their `target`. */
  readonly locked: string;
  /** The parameters that hold the time and, where somebody outside hears, the types of conversations. */
  readonly at: string;
  readonly types: string;
};

/** Moves delivery marks. With `told`, steps in conversations of some types are put down for those outside; of crowds nobody hears. */
function deliverWith({ locked, at, types }: DeliverySpec, told: boolean): string {
  return `
WITH locked AS (${locked}), moved AS (
  UPDATE conversation_participants p SET last_delivered_seq = l.target, last_delivered_at = ${at}
  FROM locked l WHERE p.conversation_id = l.conversation_id AND p.user_id = l.user_id AND l.target > p.last_delivered_seq
  RETURNING p.conversation_id, p.user_id, l.last_delivered_seq AS from_seq, l.target
), receipts AS (
  INSERT INTO message_delivery_receipts (conversation_id, user_id, up_to_seq, delivered_at)
  SELECT conversation_id, user_id, target, ${at} FROM moved
)${
    told
      ? `, announced AS (
  INSERT INTO event_facts (kind, conversation_id, user_id, from_seq, seq, at)
  SELECT 'mark.delivered', m.conversation_id, m.user_id, m.from_seq, m.target, ${at}
  FROM moved m JOIN conversations c ON c.id = m.conversation_id WHERE c.type = ANY (${types}) AND c.member_count <= ${CROWD}
)`
      : ''
  }
SELECT * FROM moved`;
}

const NAMED: DeliverySpec = {
  locked: `
  SELECT p.conversation_id, p.user_id, p.last_delivered_seq, LEAST(b.seq, c.last_seq) AS target
  FROM unnest($1::text[], $2::text[], $3::int[]) AS b(conversation_id, user_id, seq)
  JOIN conversation_participants p ON p.conversation_id = b.conversation_id AND p.user_id = b.user_id
  JOIN conversations c ON c.id = b.conversation_id
  WHERE LEAST(b.seq, c.last_seq) > p.last_delivered_seq
  ORDER BY p.conversation_id, p.user_id FOR UPDATE OF p`,
  at: '$4',
  types: '$5',
};

/** All of the person `$1` in conversations of a scope. */
const allIn = (scope: ConversationScope): DeliverySpec => ({
  locked: `
  SELECT p.conversation_id, p.user_id, p.last_delivered_seq, c.last_seq AS target
  FROM conversation_participants p JOIN conversations c ON c.id = p.conversation_id
  WHERE p.user_id = $1 AND c.last_seq > p.last_delivered_seq${andInScope(scope)}
  ORDER BY p.conversation_id, p.user_id FOR UPDATE OF p`,
  at: '$2',
  types: '$3',
});

type DeliveredRow = { conversation_id: string; user_id: string; from_seq: number; target: number };

function toMove(row: DeliveredRow): DeliveredMove {
  return { conversationId: row.conversation_id, userId: row.user_id, fromSeq: row.from_seq, upToSeq: row.target };
}

type ReadRow = {
  index: number;
  from_seq: number;
  last_read_seq: number;
  read_at: Date | null;
  delivered_from: number | null;
  slow: boolean;
  counted_seq: number;
  unread: number;
};

function columns(moves: readonly MarkMove[]): [string[], string[], number[]] {
  return [
    moves.map((move) => move.conversationId),
    moves.map((move) => move.userId),
    moves.map((move) => move.upToSeq),
  ];
}

/**
 * Marks in PostgreSQL: one row per member, with the history of its moves. Steps in conversations of the types `announced` are put
 * down for those outside; where there are none, nothing is.
 */
export function createMarkStore(pool: Pool, announced: ReadonlySet<ConversationType>): MarkStore {
  const isTold = announced.size > 0;
  /** The last parameters of each statement. */
  const types = isTold ? [[...announced]] : [];
  const read = isTold ? READ_ANNOUNCED : READ;
  const deliver = deliverWith(NAMED, isTold);

  /** A move that ends inside the checkpointed part of the unread count; nothing may be deleted or hidden meanwhile. */
  async function readSlowly(move: MarkMove, at: Date): Promise<ReadRow | undefined> {
    return transaction(pool, async (client) => {
      await client.query('SELECT 1 FROM conversations WHERE id = $1 FOR SHARE', [move.conversationId]);
      const result = await client.query<ReadRow>(read, [...columns([move]), at, true, ...types]);
      return result.rows[0];
    });
  }

  return {
    async read(moves, at) {
      const time = new Date(at);
      const result = await pool.query<ReadRow>({
        name: 'marks-read',
        text: read,
        values: [...columns(moves), time, false, ...types],
      });
      const rows = new Map(result.rows.map((row) => [row.index, row]));
      const marks: ReadMark[] = [];
      for (const [index, move] of moves.entries()) {
        let row = rows.get(index);
        if (row?.slow) row = await readSlowly(move, time);
        marks.push({
          conversationId: move.conversationId,
          userId: move.userId,
          fromSeq: row?.from_seq ?? 0,
          lastReadSeq: row?.last_read_seq ?? 0,
          readAt: row?.read_at?.toISOString() ?? null,
          unreadCount: row?.unread ?? 0,
          countedSeq: row?.counted_seq ?? 0,
          deliveredFrom: row?.delivered_from ?? null,
        });
      }
      return marks;
    },

    async deliver(moves, at) {
      const result = await pool.query<DeliveredRow>({
        name: 'marks-deliver',
        text: deliver,
        values: [...columns(moves), new Date(at), ...types],
      });
      return result.rows.map(toMove);
    },

    async deliverAll(userId, scope, at) {
      const result = await pool.query<DeliveredRow>({
        name: `marks-deliver-${scopeKey(scope)}`,
        text: deliverWith(allIn(scope), isTold),
        values: [userId, new Date(at), ...types],
      });
      return result.rows.map(toMove);
    },
  };
}

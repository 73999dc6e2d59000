import type { Pool } from 'pg';
import type { DeliveredMove, MarkMove, MarkStore, ReadMark } from '../../core/conversations/marks.ts';
import type { ConversationScope } from '../../core/conversations/scope.ts';
import { CROWD } from '../../core/conversations/types.ts';
import { countable } from './countable.ts';
import { WANTED } from './fact-notes.ts';
import { transaction } from './pool.ts';
import { andInScope, scopeKey } from './scopes.ts';
import { UNWANTED, type Wishes } from './wishes.ts';

/**
 * Rows are locked in key order. Where the target lies inside the checkpointed part of the unread count (`$5` false), the
 * count must be taken under the conversation's lock: those moves are left to a second, slower round.
 */
const READ = readWith('', UNWANTED);

/** The same where those outside hear of steps: in conversations of some types (`$6`), or in all. Whoever reads was reached first. */
const READ_ANNOUNCED = readWith(`, announced AS (
  INSERT INTO event_facts (kind, conversation_id, user_id, from_seq, seq, at)
  SELECT s.kind, m.conversation_id, m.user_id, s.from_seq, m.last_read_seq, $4
  FROM moved m JOIN conversations c ON c.id = m.conversation_id
  CROSS JOIN LATERAL (VALUES ('mark.delivered', m.delivered_before), ('mark.read', m.read_before)) AS s(kind, from_seq)
  WHERE (c.type = ANY ($6) OR ${WANTED}) AND s.from_seq < m.last_read_seq AND (s.kind = 'mark.read' OR c.member_count <= ${CROWD})
  ORDER BY m.conversation_id, m.user_id, s.kind
)`);

function readWith(more: string, only = 'true'): string {
  return `
WITH locked AS (
  SELECT b.ord, p.*, c.last_seq, LEAST(b.seq, c.last_seq) AS target
  FROM unnest($1::text[], $2::text[], $3::int[]) WITH ORDINALITY AS b(conversation_id, user_id, seq, ord)
  JOIN conversation_participants p ON p.conversation_id = b.conversation_id AND p.user_id = b.user_id
  JOIN conversations c ON c.id = b.conversation_id
  WHERE ${only}
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

/**
 * Moves delivery marks. With `told`, steps in conversations of some types, or in all, are put down for those outside; of crowds nobody
 * hears. Without it nothing is moved where somebody outside hears, and a row without a conversation says so.
 */
function deliverWith({ locked, at, types }: DeliverySpec, told: boolean): string {
  return `
WITH locked AS (${locked}), moved AS (
  UPDATE conversation_participants p SET last_delivered_seq = l.target, last_delivered_at = ${at}
  FROM locked l WHERE p.conversation_id = l.conversation_id AND p.user_id = l.user_id AND l.target > p.last_delivered_seq${told ? '' : ` AND ${UNWANTED}`}
  RETURNING p.conversation_id, p.user_id, l.last_delivered_seq AS from_seq, l.target
), receipts AS (
  INSERT INTO message_delivery_receipts (conversation_id, user_id, up_to_seq, delivered_at)
  SELECT conversation_id, user_id, target, ${at} FROM moved
)${
    told
      ? `, announced AS (
  INSERT INTO event_facts (kind, conversation_id, user_id, from_seq, seq, at)
  SELECT 'mark.delivered', m.conversation_id, m.user_id, m.from_seq, m.target, ${at}
  FROM moved m JOIN conversations c ON c.id = m.conversation_id WHERE (c.type = ANY (${types}) OR ${WANTED}) AND c.member_count <= ${CROWD}
)`
      : ''
  }
SELECT * FROM moved${told ? '' : ` UNION ALL SELECT NULL, NULL, NULL, NULL WHERE ${WANTED}`}`;
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

type DeliveredRow = { conversation_id: string | null; user_id: string; from_seq: number; target: number };

function toMoves({ conversation_id, user_id, from_seq, target }: DeliveredRow): DeliveredMove[] {
  if (conversation_id === null) return [];
  return [{ conversationId: conversation_id, userId: user_id, fromSeq: from_seq, upToSeq: target }];
}

/** Of a statement that found nothing; who is no member is rarely asked about. */
const ATTEMPTS = 2;

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

/** Marks in PostgreSQL: one row per member, with the history of its moves. Steps that are wanted outside are put down for those there. */
export function createMarkStore(pool: Pool, wishes: Wishes): MarkStore {
  /** The last parameter where steps are told: the types of conversations in which they are, whatever webhooks want. */
  const told = () => (wishes.types().size > 0 ? [[...wishes.types()]] : []);

  /** A move that ends inside the checkpointed part of the unread count; nothing may be deleted or hidden meanwhile. */
  function readSlowly(move: MarkMove, at: Date): Promise<ReadRow | undefined> {
    return again(async (types) => {
      const row = await transaction(pool, async (client) => {
        await client.query('SELECT 1 FROM conversations WHERE id = $1 FOR SHARE', [move.conversationId]);
        const text = types.length > 0 ? READ_ANNOUNCED : READ;
        const result = await client.query<ReadRow>(text, [...columns([move]), at, true, ...types]);
        return result.rows[0];
      });
      return { result: row, isDone: row !== undefined };
    });
  }

  function readRows(moves: readonly MarkMove[], time: Date): Promise<ReadRow[]> {
    return again(async (types) => {
      const { rows } = await pool.query<ReadRow>({
        ...(types.length > 0 ? { name: 'marks-read-told', text: READ_ANNOUNCED } : { name: 'marks-read', text: READ }),
        values: [...columns(moves), time, false, ...types],
      });
      return { result: rows, isDone: rows.length > 0 };
    });
  }

  function move(spec: DeliverySpec, name: string, values: readonly unknown[]): Promise<DeliveredMove[]> {
    return again(async (types) => {
      const isTold = types.length > 0;
      const { rows } = await pool.query<DeliveredRow>({
        name: isTold ? `${name}-told` : name,
        text: deliverWith(spec, isTold),
        values: [...values, ...types],
      });
      return { result: rows.flatMap(toMoves), isDone: rows.every((row) => row.conversation_id !== null) };
    });
  }

  /** Repeats a statement that may have done nothing because somebody outside is to hear of it. */
  async function again<T>(run: (types: readonly unknown[]) => Promise<{ result: T; isDone: boolean }>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const types = told();
      const { result, isDone } = await run(types);
      if (isDone || types.length > 0 || attempt === ATTEMPTS) return result;
      await wishes.refresh();
    }
  }

  return {
    async read(moves, at) {
      const time = new Date(at);
      const rows = new Map((await readRows(moves, time)).map((row) => [row.index, row]));
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

    deliver: (moves, at) => move(NAMED, 'marks-deliver', [...columns(moves), new Date(at)]),
    deliverAll: (userId, scope, at) => move(allIn(scope), `marks-deliver-${scopeKey(scope)}`, [userId, new Date(at)]),
  };
}

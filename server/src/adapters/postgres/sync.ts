import type { Pool } from 'pg';
import type { SyncChange, SyncStore } from '../../core/conversations/store.ts';
import { ParleyError } from '../../core/errors.ts';

/**
 * A cursor remembers what could not be seen when it was made: `horizon` is the oldest transaction that was still running when it was made,
 * so whatever was not visible then has a transaction id at or past it. While a page is cut short, `position` says where
 * in the order of changes to go on, and `next` which horizon holds when all is handed out.
 */
type Cursor = {
  readonly site: string;
  readonly horizon: string;
  readonly next: string;
  readonly position: Position | null;
};
type Position = { readonly xid: string; readonly kind: number; readonly conversationId: string; readonly seq: number };

const KINDS = ['message', 'conversation', 'conversation_removed'] as const;
const DIGITS = /^\d{1,20}$/;

function encode({ site, horizon, next, position }: Cursor): string {
  const parts = [
    site,
    horizon,
    next,
    ...(position ? [position.xid, position.kind, position.conversationId, position.seq] : []),
  ];
  return Buffer.from(parts.join(' ')).toString('base64url');
}

function decode(text: string): Cursor {
  const [site, horizon, next, xid, kind, conversationId, seq, ...rest] = Buffer.from(text, 'base64url')
    .toString()
    .split(' ');
  const broken = () => new ParleyError('invalid_cursor', 'since is not a cursor of this server');
  if (!site || !horizon || !next || !DIGITS.test(horizon) || !DIGITS.test(next) || rest.length > 0) throw broken();
  if (xid === undefined) return { site, horizon, next, position: null };
  if (!DIGITS.test(xid) || !kind || !/^[0-2]$/.test(kind) || !conversationId || !seq || !/^\d{1,9}$/.test(seq))
    throw broken();
  return { site, horizon, next, position: { xid, kind: Number(kind), conversationId, seq: Number(seq) } };
}

/**
 * The messages that a cursor has not seen are the last ones of their conversation, since numbers are given out in the
 * order of the commits: all past the last one (`known`) that is older than the horizon. Earlier ones are looked up among
 * those that changed after they were sent.
 *
 * `$2` is the horizon; `$3` to `$6` the position after which to go on. The order is that of the numbers: a bare `xid` in
 * ORDER BY would be the answer's column, which is text, and 10000 would come before 9999.
 */
const CHANGES = `
WITH mine AS MATERIALIZED (
  SELECT p.conversation_id, p.cleared_seq, p.changed_xid AS own_xid, c.changed_xid, c.head_xid, (p.hidden AND c.last_seq <= p.cleared_seq) AS hidden
  FROM conversation_participants p JOIN conversations c ON c.id = p.conversation_id WHERE p.user_id = $1
), changes AS (
  SELECT m.changed_xid AS xid, 0 AS kind, mine.conversation_id, m.seq
  FROM mine CROSS JOIN LATERAL (
    SELECT COALESCE((SELECT o.seq FROM messages o WHERE o.conversation_id = mine.conversation_id AND o.changed_xid < $2::xid8
      ORDER BY o.seq DESC LIMIT 1), 0) AS known) k
  CROSS JOIN LATERAL (
    SELECT m.seq, m.changed_xid FROM messages m WHERE m.conversation_id = mine.conversation_id AND m.seq > GREATEST(k.known, mine.cleared_seq)
    UNION ALL
    SELECT m.seq, m.changed_xid FROM messages m
    WHERE m.conversation_id = mine.conversation_id AND m.version > 1 AND m.changed_xid >= $2::xid8 AND m.seq > mine.cleared_seq AND m.seq <= k.known) m
  WHERE mine.head_xid >= $2::xid8 AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.user_id = $1 AND h.conversation_id = mine.conversation_id AND h.seq = m.seq)
  UNION ALL
  SELECT GREATEST(mine.own_xid, mine.changed_xid, r.xid), 1, mine.conversation_id, 0
  FROM mine CROSS JOIN LATERAL (
    SELECT COALESCE(max(r.changed_xid), '0'::xid8) AS xid FROM message_read_receipts r
    WHERE r.conversation_id = mine.conversation_id AND r.changed_xid >= $2::xid8) r
  WHERE NOT mine.hidden AND GREATEST(mine.own_xid, mine.changed_xid, r.xid) >= $2::xid8
  UNION ALL
  SELECT d.changed_xid, 2, d.conversation_id, 0 FROM conversation_departures d
  WHERE d.user_id = $1 AND d.changed_xid >= $2::xid8
    AND NOT EXISTS (SELECT 1 FROM mine WHERE mine.conversation_id = d.conversation_id AND NOT mine.hidden)
)
SELECT xid::text, kind, conversation_id, seq FROM changes
WHERE $3::xid8 IS NULL OR (xid, kind, conversation_id, seq) > ($3::xid8, $4, $5, $6)
ORDER BY changes.xid, kind, conversation_id, seq LIMIT $7`;

/** Answers "what changed since" from transaction ids (see PostgreSQL's documentation of `pg_current_snapshot`). */
export function createSyncStore(pool: Pool, site: string): SyncStore {
  /** The newest transaction of which this process knows that it is on disk. */
  let durable = 0n;

  async function horizonNow(): Promise<{ horizon: string; newest: string }> {
    const result = await pool.query<{ horizon: string; newest: string }>(
      'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon, pg_snapshot_xmax(pg_current_snapshot())::text AS newest',
    );
    const row = result.rows[0];
    if (!row) throw new Error('the database told no snapshot');
    await secure(BigInt(row.horizon));
    return row;
  }

  /**
   * Makes sure that transaction ids below `horizon` are never given out again. Ids that were given to transactions of which
   * nothing reached the disk come again after a crash; a cursor past them would hide what is written under them then. A
   * record of our own, flushed under a newer id, settles that.
   */
  async function secure(horizon: bigint): Promise<void> {
    if (horizon <= durable + 1n) return;
    const result = await pool.query<{ xid: string }>(
      `SELECT pg_current_xact_id()::text AS xid, pg_logical_emit_message(true, 'parley', '')`,
    );
    const xid = BigInt(result.rows[0]?.xid ?? 0);
    if (xid > durable) durable = xid;
  }

  return {
    async present() {
      const { horizon } = await horizonNow();
      return encode({ site, horizon, next: horizon, position: null });
    },

    async changes(userId, since, limit) {
      const cursor = decode(since);
      const { horizon, newest } = await horizonNow();
      // Another site's history, or one that this database lost in a restore: only a fresh start is honest.
      if (cursor.site !== site || BigInt(cursor.horizon) > BigInt(newest)) {
        throw new ParleyError('resync_required', 'This position is no longer kept; load everything anew');
      }
      const { position } = cursor;
      // The horizon was read before the changes: what commits in between is at or past it and comes again.
      const next = position ? cursor.next : horizon;
      const result = await pool.query<{ xid: string; kind: number; conversation_id: string; seq: number }>(CHANGES, [
        userId,
        cursor.horizon,
        position?.xid ?? null,
        position?.kind ?? 0,
        position?.conversationId ?? '',
        position?.seq ?? 0,
        limit + 1,
      ]);
      const rows = result.rows.slice(0, limit);
      const more = result.rows.length > limit;
      const last = rows.at(-1);
      const changes = rows.map((row): SyncChange => {
        const kind = KINDS[row.kind] ?? 'message';
        if (kind === 'message') return { kind, address: { conversationId: row.conversation_id, seq: row.seq } };
        return { kind, conversationId: row.conversation_id };
      });
      const onward =
        more && last ? { xid: last.xid, kind: last.kind, conversationId: last.conversation_id, seq: last.seq } : null;
      const reached = onward ? { horizon: cursor.horizon, next } : { horizon: next, next };
      return { changes, more, cursor: encode({ site, ...reached, position: onward }) };
    },
  };
}

import type { Pool } from 'pg';
import type { FigureStore } from '../../core/figures/store.ts';

const OFFERS = `
  WITH booked AS (
    SELECT conversation_id, metadata ->> 'servicePackageId' AS package, max(seq) AS seq FROM messages
    WHERE type = 'booking_request' AND created_at >= $1 GROUP BY 1, 2)
  SELECT count(*)::int AS offered, count(b.seq)::int AS booked
  FROM messages o LEFT JOIN booked b
    ON b.conversation_id = o.conversation_id AND b.package = o.metadata ->> 'servicePackageId' AND b.seq > o.seq
  WHERE o.type = 'service_offer' AND o.created_at >= $1`;

/** Figures from PostgreSQL. Each reads an index of what it counts, and nothing else. */
export function createFigureStore(pool: Pool): FigureStore {
  async function count(statement: string, at: number): Promise<number> {
    const result = await pool.query<{ count: number }>(statement, [new Date(at)]);
    return result.rows[0]?.count ?? 0;
  }

  return {
    conversationsSince: (at) => count('SELECT count(*)::int FROM conversations WHERE created_at >= $1', at),
    uploadsSince: (at) =>
      count('SELECT count(*)::int FROM message_attachments WHERE created_at >= $1 AND origin_id IS NULL', at),

    async offersSince(at) {
      const result = await pool.query<{ offered: number; booked: number }>(OFFERS, [new Date(at)]);
      return result.rows[0] ?? { offered: 0, booked: 0 };
    },
  };
}

import type { Pool } from 'pg';
import type { TicketStats } from '../../core/tickets/types.ts';

type RateRow = { responses: number; late_responses: number; resolutions: number; late_resolutions: number };

const DAY = 86_400_000;
/** Days of the backlog when nobody says from when, and at most. */
const MONTH = 30;
const LONGEST = 366;

/**
 * Of the tickets made in a range (ISO times, both included; null: open), the share of promises that were broken among those
 * that were kept or broken. `now` (milliseconds) decides which deadlines have passed.
 */
export async function breachRates(
  pool: Pool,
  from: string | null,
  to: string | null,
  now: number,
): Promise<TicketStats['sla']> {
  const { rows } = await pool.query<RateRow>(
    `SELECT count(*) FILTER (WHERE late_response OR answered)::int AS responses, count(*) FILTER (WHERE late_response)::int AS late_responses,
       count(*) FILTER (WHERE late_resolution OR done)::int AS resolutions, count(*) FILTER (WHERE late_resolution)::int AS late_resolutions
     FROM (
       SELECT s.answered_ms IS NOT NULL AND s.response_minutes IS NOT NULL AS answered,
         s.status IN ('resolved', 'closed') AND s.resolution_minutes IS NOT NULL AS done,
         s.response_breached_at IS NOT NULL
           OR (s.answered_ms IS NULL AND s.status IN ('open', 'in_progress') AND coalesce(s.response_due_at <= $3, false)) AS late_response,
         s.resolution_breached_at IS NOT NULL
           OR (s.status IN ('open', 'in_progress') AND coalesce(s.resolution_due_at <= $3, false)) AS late_resolution
       FROM ticket_sla s JOIN tickets t ON t.id = s.ticket_id
       WHERE ($1::timestamptz IS NULL OR t.created_at >= $1) AND ($2::timestamptz IS NULL OR t.created_at <= $2)) x`,
    [from, to, new Date(now)],
  );
  const row = rows[0] ?? { responses: 0, late_responses: 0, resolutions: 0, late_resolutions: 0 };
  const rate = (late: number, all: number) => (all === 0 ? null : late / all);
  return {
    firstResponseBreachRate: rate(row.late_responses, row.responses),
    resolutionBreachRate: rate(row.late_resolutions, row.resolutions),
  };
}

/**
 * How many tickets were open at the end of each day (UTC) of a range, but for today: are now. Without a beginning the last
 * 30 days, and never more than the last 366 of the range. Reckoned backwards from now by what was opened and ended since, so
 * that it costs what happened since the first of the days.
 */
export async function backlogOf(
  pool: Pool,
  from: string | null,
  to: string | null,
  now: number,
): Promise<TicketStats['backlog']> {
  const today = Math.floor(now / DAY);
  const last = Math.min(to === null ? today : Math.floor(Date.parse(to) / DAY), today);
  const wanted = from === null ? last - MONTH + 1 : Math.floor(Date.parse(from) / DAY);
  const first = Math.max(wanted, last - LONGEST + 1);
  if (first > last) return [];
  const { rows } = await pool.query<{ open: number; changes: Record<string, number> | null }>(
    `SELECT (SELECT coalesce(sum(n.tickets), 0)::int FROM ticket_counts n
         WHERE n.day = '-infinity' AND n.status NOT IN ('resolved', 'closed')) AS open,
       (SELECT json_object_agg(day, change) FROM (
          SELECT day, sum(change)::int AS change FROM (
            SELECT n.day, sum(n.tickets) AS change FROM ticket_counts n WHERE n.day > $1::date GROUP BY n.day
            UNION ALL
            SELECT (e.at AT TIME ZONE 'UTC')::date, sum(
              (e.old_value #>> '{}' IN ('resolved', 'closed'))::int - (e.new_value #>> '{}' IN ('resolved', 'closed'))::int)
            FROM ticket_events e
            WHERE e.action = 'status_changed' AND e.at >= ($1::date + 1)::timestamp AT TIME ZONE 'UTC' GROUP BY 1) moves
          GROUP BY day) days) AS changes`,
    [dateOf(first)],
  );
  const changes = rows[0]?.changes ?? {};
  let open = rows[0]?.open ?? 0;
  const days: { date: string; open: number }[] = [];
  for (let day = today; day >= first; day--) {
    const date = dateOf(day);
    if (day <= last) days.unshift({ date, open });
    open -= changes[date] ?? 0;
  }
  return days;
}

function dateOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

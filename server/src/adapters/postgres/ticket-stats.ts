import type { Pool } from 'pg';
import { type Duration, TICKET_PRIORITIES, TICKET_STATUSES, type TicketStats } from '../../core/tickets/types.ts';
import { backlogOf, breachRates } from './sla-stats.ts';

type KindRow = {
  status: string;
  priority: string;
  category: string;
  assignee_id: string;
  name: string | null;
  tickets: number;
};
type TimeRow = {
  responses: number;
  response_average: number | null;
  response_median: number | null;
  resolutions: number;
  resolution_average: number | null;
  resolution_median: number | null;
  ratings: number;
  rating_average: number | null;
};

const SEPARATED = 'EXTRACT(EPOCH FROM';

/** Figures of the tickets that were made in a range (ISO times, both included; null: open). Costs grow with the range. */
export async function ticketStats(
  pool: Pool,
  from: string | null,
  to: string | null,
  now: number,
): Promise<TicketStats> {
  const range = '($1::timestamptz IS NULL OR t.created_at >= $1) AND ($2::timestamptz IS NULL OR t.created_at <= $2)';
  const everything = from === null && to === null;
  const [sla, backlog, kinds, times] = await Promise.all([
    breachRates(pool, from, to, now),
    backlogOf(pool, from, to, now),
    pool.query<KindRow>(
      everything
        ? `SELECT n.status, n.priority, n.category, n.assignee_id, u.name, n.tickets
           FROM ticket_counts n LEFT JOIN users u ON u.id = n.assignee_id WHERE n.day = '-infinity' AND n.tickets > 0`
        : `SELECT t.status, t.priority, t.category, coalesce(t.assignee_id, '') AS assignee_id, u.name, count(*)::int AS tickets
           FROM tickets t LEFT JOIN users u ON u.id = t.assignee_id WHERE ${range} GROUP BY 1, 2, 3, 4, 5`,
      everything ? [] : [from, to],
    ),
    pool.query<TimeRow>(
      `SELECT count(first_response)::int AS responses, avg(first_response)::float8 AS response_average,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY first_response) AS response_median,
         count(resolution)::int AS resolutions, avg(resolution)::float8 AS resolution_average,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY resolution) AS resolution_median,
         count(rating_score)::int AS ratings, avg(rating_score)::float8 AS rating_average
       FROM (SELECT ${SEPARATED} t.first_responded_at - t.created_at)::float8 AS first_response,
               ${SEPARATED} coalesce(t.resolved_at, t.closed_at) - t.created_at)::float8 AS resolution, t.rating_score
             FROM tickets t WHERE ${range}) x`,
      [from, to],
    ),
  ]);
  return { from, to, ...byKind(kinds.rows), ...byTime(times.rows[0]), sla, backlog };
}

function byKind(rows: readonly KindRow[]) {
  const sumBy = (key: 'status' | 'priority' | 'category', value: string) =>
    rows.reduce((sum, row) => sum + (row[key] === value ? row.tickets : 0), 0);
  const categories = [...new Set(rows.map((row) => row.category))].sort();
  const people = new Map<string, { assigneeId: string; name: string; open: number; resolved: number }>();
  for (const { assignee_id: id, name, status, tickets } of rows) {
    if (id === '') continue;
    const person = people.get(id) ?? { assigneeId: id, name: name ?? id, open: 0, resolved: 0 };
    people.set(id, person);
    if (status === 'resolved' || status === 'closed') person.resolved += tickets;
    else person.open += tickets;
  }
  const record = <K extends string>(keys: readonly K[], value: (key: K) => number) =>
    Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<K, number>;
  return {
    total: rows.reduce((sum, row) => sum + row.tickets, 0),
    unassigned: rows.reduce((sum, row) => sum + (row.assignee_id === '' ? row.tickets : 0), 0),
    byStatus: record(TICKET_STATUSES, (status) => sumBy('status', status)),
    byPriority: record(TICKET_PRIORITIES, (priority) => sumBy('priority', priority)),
    byCategory: record(categories, (category) => sumBy('category', category)),
    byAssignee: [...people.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
  };
}

function byTime(row: TimeRow | undefined) {
  const duration = (count = 0, average: number | null = null, median: number | null = null): Duration => ({
    count,
    averageSeconds: average === null ? null : rounded(average),
    medianSeconds: median === null ? null : rounded(median),
  });
  return {
    firstResponse: duration(row?.responses, row?.response_average, row?.response_median),
    resolution: duration(row?.resolutions, row?.resolution_average, row?.resolution_median),
    csat: { count: row?.ratings ?? 0, average: row?.rating_average == null ? null : rounded(row.rating_average) },
  };
}

/** Milliseconds are as exact as the times are. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

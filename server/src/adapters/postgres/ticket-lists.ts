import type { Pool } from 'pg';
import type { TicketFilter, TicketSort, TicketStore } from '../../core/tickets/store.ts';
import { addKinds, Conditions, ticketConditions } from './ticket-filters.ts';
import { TICKET_COLUMNS, TICKET_FROM, type TicketRow, toTicket } from './ticket-rows.ts';

/** What each order goes by. Every one ends with the id, so that it is an order of all tickets. */
const KEYS: Record<'createdAt' | 'updatedAt' | 'priority', readonly string[]> = {
  createdAt: ['t.created_at', 't.id'],
  updatedAt: ['t.updated_at', 't.id'],
  priority: ['t.priority_rank', 't.created_at', 't.id'],
};

function orderOf(sort: TicketSort) {
  const descending = sort.startsWith('-');
  const by = sort.replace('-', '') as keyof typeof KEYS;
  return { by, keys: KEYS[by], direction: descending ? 'DESC' : 'ASC', beyond: descending ? '<' : '>' };
}

const DAY_MS = 86_400_000;

/** Lists of tickets by keyset, and how many there are. */
export function createTicketLists(pool: Pool, now: () => number): Pick<TicketStore, 'list' | 'count'> {
  async function countRows(filter: TicketFilter): Promise<number> {
    const { text, values } = ticketConditions(filter, now());
    const result = await pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM tickets t WHERE ${text}`,
      values,
    );
    return result.rows[0]?.count ?? 0;
  }

  /** From the counts by kind and day, or in all; `from` and `to` are whole days in milliseconds, `to` excluded. */
  async function countKinds(filter: TicketFilter, from: number | null, to: number | null): Promise<number> {
    const conditions = new Conditions();
    addKinds(conditions, filter, 'n', "= ''");
    if (from === null) conditions.add(to === null ? 'n.day = ?::date' : 'n.day > ?::date', '-infinity');
    else conditions.add('n.day >= ?::date', new Date(from).toISOString().slice(0, 10));
    if (to !== null) conditions.add('n.day < ?::date', new Date(to).toISOString().slice(0, 10));
    const result = await pool.query<{ count: number }>(
      `SELECT coalesce(sum(n.tickets), 0)::int AS count FROM ticket_counts n WHERE ${conditions.text}`,
      conditions.values,
    );
    return result.rows[0]?.count ?? 0;
  }

  return {
    async list(filter, sort, after, limit) {
      const conditions = ticketConditions(filter, now());
      const { by, keys, direction, beyond } = orderOf(sort);
      if (after && 'at' in after) {
        const parts = by === 'priority' ? [after.rank, after.at, after.id] : [after.at, after.id];
        const list = parts.map((part) => conditions.value(part)).join(', ');
        conditions.add(`(${keys.join(', ')}) ${beyond} (${list}) AND ?`, true);
      }
      const order = keys.map((key) => `${key} ${direction}`).join(', ');
      const offset = conditions.value(after && 'offset' in after ? after.offset : 0);
      const result = await pool.query<TicketRow>(
        `SELECT ${TICKET_COLUMNS} FROM ${TICKET_FROM}
         JOIN (SELECT t.id FROM tickets t WHERE ${conditions.text} ORDER BY ${order} OFFSET ${offset} LIMIT ${conditions.value(limit)}) page ON page.id = t.id
         ORDER BY ${order}`,
        conditions.values,
      );
      return result.rows.map((row) => ({
        ticket: toTicket(row, now()),
        position: {
          at: (by === 'updatedAt' ? row.updated_at : row.created_at).toISOString(),
          rank: row.priority_rank,
          id: row.id,
        },
      }));
    },

    async count(filter) {
      if (filter.slaBreached !== null || filter.tag !== null || filter.requesterId !== null || filter.q !== null)
        return countRows(filter);
      const { createdFrom, createdTo } = filter;
      const from = createdFrom === null ? null : Math.ceil(Date.parse(createdFrom) / DAY_MS) * DAY_MS;
      const to = createdTo === null ? null : Math.floor(Date.parse(createdTo) / DAY_MS) * DAY_MS;
      if (from !== null && to !== null && from >= to) return countRows(filter);
      // Whole days are counted already; what sticks out at either end is counted row by row.
      const before = new Date((from ?? 0) - 1).toISOString();
      const after = new Date(to ?? 0).toISOString();
      const counts = await Promise.all([
        countKinds(filter, from, to),
        from === null ? 0 : countRows({ ...filter, createdTo: before }),
        to === null ? 0 : countRows({ ...filter, createdFrom: after }),
      ]);
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
}

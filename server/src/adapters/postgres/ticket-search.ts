import type { ClientBase, Pool } from 'pg';
import type { QueryPart } from '../../core/search/query.ts';
import { queryTerms } from '../../core/search/terms.ts';
import {
  type RankPosition,
  type TermWeight,
  type TicketSearch,
  type TicketText,
  ticketTerms,
} from '../../core/tickets/search.ts';
import { transaction } from './pool.ts';
import { ticketConditions } from './ticket-filters.ts';

/** Stands in an entry whose terms are too many to keep: it may hold anything. */
const ANYTHING = '!';
/** Of the terms of one entry, so that they stay below the megabyte that PostgreSQL allows. */
const MAX_BYTES = 400_000;
/** Tickets that are indexed in one go. */
const BATCH = 50;

/** A term as the text forms of tsvector and tsquery write it, so that nothing in it is syntax. */
function quote(term: string): string {
  return `'${term.replace(/['\\]/g, '$&$&')}'`;
}

function vectorOf(terms: ReadonlyMap<string, TermWeight>): string {
  const entries: string[] = [];
  let bytes = 0;
  for (const [term, weight] of terms) {
    bytes += Buffer.byteLength(term) + 8;
    if (bytes > MAX_BYTES) return [...entries, quote(ANYTHING)].join(' ');
    entries.push(`${quote(term)}:1${weight === 'D' ? '' : weight}`);
  }
  return entries.join(' ');
}

function queryOf(parts: readonly QueryPart[]): string {
  const all = queryTerms(parts).map((term) => quote(term.text) + (term.prefix ? ':*' : ''));
  return `(${all.join(' & ')}) | ${quote(ANYTHING)}`;
}

const TEXTS = `
SELECT t.id, t.subject, t.number, t.tags, t.description,
  ARRAY(SELECT m.content FROM messages m WHERE m.conversation_id = t.conversation_id AND m.deleted_at IS NULL AND m.content <> ''
    AND NOT EXISTS (SELECT 1 FROM message_hides h WHERE h.user_id = $2 AND h.conversation_id = m.conversation_id AND h.seq = m.seq) ORDER BY m.seq) AS comments,
  ARRAY(SELECT n.content FROM ticket_notes n WHERE n.ticket_id = t.id AND n.deleted_at IS NULL ORDER BY n.position) AS notes
FROM unnest($1::text[]) WITH ORDINALITY AS b(id, ord) JOIN tickets t ON t.id = b.id ORDER BY b.ord`;

type TextRow = Omit<TicketText, 'ticketId'> & { readonly id: string };

async function readTexts(
  client: Pool | ClientBase,
  ticketIds: readonly string[],
  readerId: string | null,
  desk: boolean,
): Promise<TicketText[]> {
  if (ticketIds.length === 0) return [];
  const result = await client.query<TextRow>({ name: 'ticket-texts', text: TEXTS, values: [ticketIds, readerId] });
  return result.rows.map(({ id, ...text }) => ({ ticketId: id, ...text, notes: desk ? text.notes : [] }));
}

/** The search of tickets in PostgreSQL. */
export function createTicketSearch(pool: Pool, now: () => number): TicketSearch {
  return {
    async candidates(parts, filter, desk, after: RankPosition | null, limit) {
      if (parts.length === 0) return [];
      const conditions = ticketConditions({ ...filter, q: null }, now());
      const query = `${conditions.value(queryOf(parts))}::tsquery`;
      const terms = desk ? 's.desk_terms' : 's.public_terms';
      const rank = `(1e6 * ts_rank('{0.05, 0.15, 0.4, 1}', ${terms}, ${query}))::int`;
      // What waits for the index ranks last, where it is looked at by its text.
      const found = `
        SELECT t.id, t.number, ${rank} AS rank FROM ticket_search s JOIN tickets t ON t.id = s.ticket_id
        WHERE ${terms} @@ ${query} AND NOT EXISTS (SELECT 1 FROM ticket_search_queue w WHERE w.ticket_id = t.id) AND ${conditions.text}
        UNION ALL
        SELECT DISTINCT t.id, t.number, 0 FROM ticket_search_queue w JOIN tickets t ON t.id = w.ticket_id WHERE ${conditions.text}`;
      const place = after
        ? `WHERE (rank, number) < (${conditions.value(after.rank)}, ${conditions.value(after.number)})`
        : '';
      const result = await pool.query<{ id: string; number: number; rank: number }>(
        `SELECT id, number, rank FROM (${found}) f ${place} ORDER BY rank DESC, number DESC LIMIT ${conditions.value(limit)}`,
        conditions.values,
      );
      return result.rows.map((row) => ({ ticketId: row.id, number: row.number, rank: row.rank }));
    },

    texts: (ticketIds, readerId, desk) => readTexts(pool, ticketIds, readerId, desk),
  };
}

/**
 * Brings the index up to date with some of the tickets that wait: reads them after it has taken their places in the queue,
 * so that a change which commits meanwhile waits in its own. Several processes share the work.
 * @returns how many places were taken; 0 when nothing waits.
 */
export function indexTickets(pool: Pool): Promise<number> {
  return transaction(pool, async (client) => {
    const taken = await client.query<{ ticket_id: string }>(
      `DELETE FROM ticket_search_queue WHERE id IN (
         SELECT id FROM ticket_search_queue WHERE ticket_id IN (SELECT ticket_id FROM ticket_search_queue ORDER BY id LIMIT $1)
         FOR UPDATE SKIP LOCKED)
       RETURNING ticket_id`,
      [BATCH],
    );
    const ids = [...new Set(taken.rows.map((row) => row.ticket_id))].sort();
    if (ids.length === 0) return 0;
    // One process at a time, from the reading to the commit: an older reading never overwrites a newer one.
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('ticket search'))`);
    const texts = await readTexts(client, ids, null, true);
    await client.query(
      `INSERT INTO ticket_search (ticket_id, public_terms, desk_terms) SELECT * FROM unnest($1::text[], $2::tsvector[], $3::tsvector[])
       ON CONFLICT (ticket_id) DO UPDATE SET public_terms = excluded.public_terms, desk_terms = excluded.desk_terms`,
      [
        texts.map((text) => text.ticketId),
        texts.map((text) => vectorOf(ticketTerms({ ...text, notes: [] }, false))),
        texts.map((text) => vectorOf(ticketTerms(text, true))),
      ],
    );
    return taken.rows.length;
  });
}

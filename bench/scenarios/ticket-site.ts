import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { faqLexemes } from '../../server/src/core/faqs/lexemes.ts';
import type { Progress } from '../progress.ts';
import type { Target } from '../targets/target.ts';

const agents = 20;
const commentsEach = 10;
const ticketsPerCustomer = 10;
/** One ticket in so many minutes, up to now: what is larger has gone on for longer. */
const minutesApart = 10;
const statsDays = 10;
const DAY_MS = 86_400_000;

/** One of the agents. Each has a twentieth of the tickets. */
export const agentId = 'agent-7';
/** One of the customers. Each has ten tickets; one of this one's holds the rare word. */
export const searcherId = 'customer-0';
/** Stands in a comment on 20 tickets and in 20 FAQs, however many there are, so that a search always finds as much. */
export const rareWord = 'zanzibar';
const holders = 20;

const vocabulary =
  'quick brown lazy river market window garden doctor ticket yellow planet coffee train summer letter bridge'.split(
    ' ',
  );
/** Of fourteen words each. */
const sentences = Array.from({ length: 64 }, (_, line) =>
  Array.from({ length: 14 }, (_, word) => vocabulary[(line * 7 + word * (1 + (line % 5))) % vocabulary.length]).join(
    ' ',
  ),
);

/**
 * Puts a help desk with so many tickets, ten comments on each, and as many FAQs straight into Parley's tables, and waits
 * until Parley has made its indexes of search. Returns the bounds of ten days in its past.
 */
export async function fillSite(
  progress: Progress,
  target: Target,
  url: string,
  tickets: number,
): Promise<{ statsFrom: string; statsTo: string }> {
  progress.note(`making ${tickets} tickets with ${commentsEach} comments each, and as many FAQs`);
  await (await target.start()).stop(); // makes the tables
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const now = new Date();
    await fillTickets(client, tickets, now);
    await fillFaqs(client, tickets);
    await client.query('VACUUM ANALYZE');
    await waitForIndexes(progress, target, client, tickets);
    await client.query('VACUUM ANALYZE');
    const statsTo = new Date(now.getTime() - DAY_MS);
    const statsFrom = new Date(statsTo.getTime() - statsDays * DAY_MS);
    return { statsFrom: statsFrom.toISOString(), statsTo: statsTo.toISOString() };
  } finally {
    await client.end();
  }
}

/** What is random about ticket `n` in the statements below: a number of 31 bits that another salt makes another one. */
const dice = (salt: string) => `(hashtext('${salt}' || n) & 2147483647)`;
const ticketId = `'t' || left(md5('t' || n), 22)`;
const conversationId = `'c' || left(md5('c' || n), 22)`;
const customer = `'customer-' || (n / ${ticketsPerCustomer})`;
const agent = `'agent-' || (${dice('agent')} % ${agents})`;
const status = `(ARRAY['open','in_progress','pending','resolved','resolved','closed','closed','closed','closed','closed'])[1 + ${dice('status')} % 10]`;
const at = `$2::timestamptz - make_interval(mins => ($1 - n) * ${minutesApart})`;

async function fillTickets(client: pg.Client, tickets: number, now: Date): Promise<void> {
  const each = (text: string, ...more: unknown[]) =>
    client.query(`${text.replace('TICKETS', 'generate_series(0, $1::int - 1) AS n')}`, [tickets, now, ...more]);
  const customers = Math.ceil(tickets / ticketsPerCustomer);
  await client.query(
    `INSERT INTO users (id, name, role)
     SELECT 'customer-' || n, 'Customer ' || n, 'user' FROM generate_series(0, $1::int - 1) AS n
     UNION ALL SELECT 'agent-' || n, 'Agent ' || n, 'agent' FROM generate_series(0, $2::int - 1) AS n`,
    [customers, agents],
  );
  await each(
    `INSERT INTO conversations (id, type, title, ticket_id, created_by, member_count, last_seq, activity_at, created_at, updated_at)
     SELECT ${conversationId}, 'support', 'Question ' || n, ${ticketId}, ${customer}, 2, ${commentsEach}, ${at}, ${at}, ${at} FROM TICKETS`,
  );
  await each(
    `INSERT INTO conversation_participants (conversation_id, user_id, joined_at)
     SELECT ${conversationId}, member, ${at} FROM TICKETS CROSS JOIN LATERAL (VALUES (${customer}), (${agent})) AS m (member)`,
  );
  await each(
    `INSERT INTO tickets (id, number, subject, description, status, priority, category, tags, requester_id, assignee_id, conversation_id, created_by,
       first_responded_at, resolved_at, closed_at, created_at, updated_at)
     SELECT ${ticketId}, n + 1, 'Question ' || n || ' ' || ($3::text[])[1 + ${dice('subject')} % 64], ($3::text[])[1 + ${dice('text')} % 64], ${status},
            (ARRAY['low','medium','medium','high','urgent'])[1 + ${dice('priority')} % 5],
            (ARRAY['general','technical','billing','account','other'])[1 + ${dice('category')} % 5],
            ARRAY[(ARRAY['vip','bug','refund','login'])[1 + ${dice('tag')} % 4]],
            ${customer}, ${agent}, ${conversationId}, ${customer}, ${at} + make_interval(mins => ${dice('answer')} % 600),
            CASE WHEN ${status} IN ('resolved', 'closed') THEN ${at} + make_interval(mins => 600 + ${dice('solution')} % 6000) END,
            CASE WHEN ${status} = 'closed' THEN ${at} + make_interval(mins => 7000) END, ${at}, ${at}
       FROM TICKETS`,
    sentences,
  );
  await each(
    `INSERT INTO messages (conversation_id, seq, sender_id, type, content, created_at, updated_at)
     SELECT ${conversationId}, k, CASE k % 2 WHEN 1 THEN ${customer} ELSE ${agent} END, 'text',
            ($3::text[])[1 + (${dice('comment')} % 64 + k * 11) % 64] || CASE WHEN k = 3 AND n % ($1 / ${holders}) = 0 THEN ' ${rareWord}' ELSE '' END,
            ${at} + make_interval(mins => k), ${at} + make_interval(mins => k)
       FROM TICKETS CROSS JOIN generate_series(1, ${commentsEach}) AS k`,
    sentences,
  );
  await client.query("SELECT setval('ticket_numbers', $1)", [tickets]);
  await client.query('INSERT INTO ticket_search_queue (ticket_id) SELECT id FROM tickets ORDER BY number');
}

async function fillFaqs(client: pg.Client, faqs: number): Promise<void> {
  const lines: string[] = [];
  const words: string[] = [];
  const numbers: number[] = [];
  const store = async () => {
    const rows = `unnest($1::int[], $2::text[]) AS r (number, value)`;
    await client.query(
      `INSERT INTO faqs (number, id, question, answer, status, created_by, created_at, updated_at, published_at) OVERRIDING SYSTEM VALUE
       SELECT number, 'f' || left(md5('f' || number), 22), 'How does number ' || number || ' work?', value, 'published', 'agent-0', at, at, at
         FROM ${rows} CROSS JOIN LATERAL (SELECT '2020-01-01Z'::timestamptz + make_interval(mins => number)) AS t (at)`,
      [numbers, lines],
    );
    await client.query(
      `INSERT INTO faq_terms (faq_number, terms) SELECT number, array_to_tsvector(string_to_array(value, E'\\n')) FROM ${rows}`,
      [numbers, words],
    );
    for (const list of [lines, words, numbers]) list.length = 0;
  };
  for (let number = 1; number <= faqs; number += 1) {
    const rare = number % (faqs / holders) === 0 ? ` ${rareWord}` : '';
    const answer = `${sentences[number % 64]}${rare}`;
    const question = `How does number ${number} work?`;
    numbers.push(number);
    lines.push(answer);
    words.push(faqLexemes({ number, status: 'published', question, answer, categoryIds: [] }).join('\n'));
    if (numbers.length === 5000 || number === faqs) await store();
  }
  await client.query(`SELECT setval(pg_get_serial_sequence('faqs', 'number'), $1)`, [faqs]);
}

/** Has Parley make its indexes of tickets and of messages, which follow what was written. */
async function waitForIndexes(progress: Progress, target: Target, client: pg.Client, tickets: number): Promise<void> {
  const server = await target.start();
  try {
    for (let round = 0; ; round += 1) {
      const { rows } = await client.query<{ found: string; read: string; queued: boolean }>(
        `SELECT (SELECT count(*) FROM ticket_search) AS found, (SELECT count(*) FROM message_search_segments) AS read,
                EXISTS (SELECT 1 FROM ticket_search_queue) AS queued`,
      );
      const { found, read, queued } = rows[0] ?? { found: 0, read: 0, queued: true };
      if (!queued && Number(found) === tickets && Number(read) === tickets) return;
      if (round % 5 === 0) progress.note(`indexed for search: ${found} tickets, ${read} conversations of ${tickets}`);
      await sleep(2000);
    }
  } finally {
    await server.stop();
  }
}

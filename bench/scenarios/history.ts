import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Job, Roster } from '../load/job.ts';
import { measure } from '../measure.ts';
import type { Stage } from '../stage.ts';
import type { Server } from '../targets/server.ts';
import { type Plan, type Target, userId } from '../targets/target.ts';
import { freshPlan, inPairs } from './exchange.ts';
import { request } from './http.ts';
import { type Sample, windowFigures } from './sample.ts';
import { rotated, type Scenario, undisturbed, warmupSeconds, windowSeconds } from './scenario.ts';

const sizes = [100_000, 1_000_000];
const senders = 1000;
/** One more user, who reads: in 20 conversations with as many of the others, the first of them a tenth of all messages. */
const reader = senders;
const readersConversations = 20;
/** Stands in 20 messages of the reader's long conversation, and in every thousandth of other people's. */
const rareWord = 'zanzibar';

type Site = { readonly target: Target; readonly url: string; readonly roster: Roster };

const sites = new Map<number, Promise<Site>>();

/**
 * The same questions at a site with 100,000 messages and at one with ten times as many: what a send costs, a page at
 * either end of a long conversation, the unread counts, a search.
 */
export const history: Scenario = {
  name: 'history',
  targets: ['parley'],
  samplesEach: sizes.length * 5,
  async run(stage, round) {
    const samples: Sample[] = [];
    for (const size of rotated(sizes, round)) {
      const known = sites.get(size) ?? seed(stage, size);
      sites.set(size, known);
      samples.push(...(await measureSite(stage, round, size, await known)));
    }
    return samples;
  },
};

async function measureSite(
  stage: Stage,
  round: number,
  size: number,
  { target, url, roster }: Site,
): Promise<Sample[]> {
  const server = await target.start();
  const token = roster.tokens[reader] as string;
  const long = `/api/messaging/conversations/${roster.conversations[senders / 2]?.id}/messages`;
  const get = (address: string) => askingFor(stage, server, request(address, token));
  const jobs: [string, (server: Server) => Promise<Job>][] = [
    ['send', async () => sending(stage, server, await present(url, roster))],
    ['first page', async () => get(long)],
    ['deepest page', async () => get(`${long}?before=51`)],
    ['unread count', async () => get('/api/messaging/unread-count')],
    ['search', async () => get(`/api/messaging/search?q=${rareWord}`)],
  ];
  const samples: Sample[] = [];
  try {
    for (const [name, job] of jobs) {
      const take = async (): Promise<Sample> => {
        const before = await target.stored();
        const measured = await measure(stage, server, await job(server));
        const after = await target.stored();
        return {
          scenario: 'history',
          variant: `${name}, ${size}`,
          target: target.name,
          round,
          figures: windowFigures(measured),
          faults: { ...measured.faults, unstored: Math.abs((after ?? 0) - (before ?? 0) - measured.acked) },
          firstError: measured.firstError,
          ownShare: measured.ownShare,
          neighbours: measured.neighbours,
        };
      };
      samples.push(await undisturbed(stage, `history of ${size}, round ${round + 1}, ${name}`, take));
    }
  } finally {
    await server.stop();
  }
  return samples;
}

/** A rate that leaves the history about as long as it was. */
function sending(stage: Stage, server: Server, roster: Roster): Job {
  const times = { warmupSeconds: warmupSeconds(stage, 3), seconds: windowSeconds(stage, 6) };
  return { kind: 'open', rate: 400, port: server.port, roster, numbered: true, ...times };
}

function askingFor(stage: Stage, server: Server, text: string): Job {
  const times = { warmupSeconds: warmupSeconds(stage, 1), seconds: windowSeconds(stage, 3) };
  return { kind: 'http', port: server.port, requests: [text], connections: 10, ...times };
}

/** The senders' conversations, each with the last number that it has now. */
async function present(url: string, { tokens, conversations }: Roster): Promise<Roster> {
  const rows = await query<{ id: string; last_seq: number }>(url, 'SELECT id, last_seq FROM conversations');
  const lastSeq = new Map(rows.map((row) => [row.id, row.last_seq]));
  return {
    tokens: tokens.slice(0, senders),
    conversations: conversations
      .slice(0, senders / 2)
      .map(({ id, members }) => ({ id, members, lastSeq: lastSeq.get(id) ?? 0 })),
  };
}

async function seed(stage: Stage, size: number): Promise<Site> {
  stage.progress.note(`making a history of ${size} messages`);
  const url = await stage.postgres.create(`history_${size}`);
  const target = stage.parleyOn(url);
  const others = Array.from({ length: readersConversations }, (_, user) => [reader, user]);
  const plan = freshPlan(senders + 1, [...inPairs(senders), ...others]);
  const server = await target.start();
  let roster: Roster;
  try {
    roster = await target.prepare(server, plan);
  } finally {
    await server.stop();
  }
  await fill(url, plan, roster, size);
  stage.progress.note(`waiting until ${size} messages are indexed for search`);
  const indexing = await target.start();
  try {
    while (await isBehind(url)) await sleep(1000);
  } finally {
    await indexing.stop();
  }
  await query(url, 'VACUUM ANALYZE');
  return { target, url, roster };
}

/** True while Parley's index of search, which follows the messages, has not reached all of them. */
async function isBehind(url: string): Promise<boolean> {
  const [row] = await query<{ behind: boolean }>(
    url,
    `SELECT EXISTS (SELECT 1 FROM conversations c WHERE c.last_seq >
       coalesce((SELECT max(s.indexed_seq) FROM message_search_segments s WHERE s.conversation_id = c.id), 0)) AS behind`,
  );
  return row?.behind ?? false;
}

/** Puts the messages straight into Parley's tables: a tenth into the reader's long conversation, a tenth into the others of the reader. */
async function fill(url: string, plan: Plan, { conversations }: Roster, size: number): Promise<void> {
  const tenth = size / 10;
  const longAt = senders / 2;
  const counts = conversations.map((_, index) => {
    if (index < longAt) return (8 * tenth) / longAt;
    return index === longAt ? tenth : Math.round(tenth / (readersConversations - 1));
  });
  const every = conversations.map((_, index) => (index === longAt ? tenth / 20 : index < longAt ? 1000 : size));
  const of = (place: number) => conversations.map(({ members }) => userId(plan, members[place] as number));
  await query(
    url,
    `INSERT INTO messages (conversation_id, seq, sender_id, type, content, created_at, updated_at)
     SELECT id, n, CASE n % 2 WHEN 0 THEN a ELSE b END, 'text',
            (SELECT string_agg((ARRAY['quick','brown','lazy','river','market','window','garden','doctor','ticket','yellow','planet',
               'coffee','train','summer','letter','bridge'])[1 + (abs(hashtext(id || n || k)::bigint) % 16)::int], ' ') FROM generate_series(1, 14) k)
            || CASE WHEN n % every = 0 THEN ' ${rareWord}' ELSE '' END,
            now() - make_interval(secs => total - n), now() - make_interval(secs => total - n)
       FROM unnest($1::text[], $2::int[], $3::int[], $4::text[], $5::text[]) AS c (id, total, every, a, b), generate_series(1, total) n`,
    [conversations.map(({ id }) => id), counts, every, of(0), of(1)],
  );
  await query(
    url,
    'UPDATE conversations c SET last_seq = (SELECT max(seq) FROM messages m WHERE m.conversation_id = c.id)',
  );
}

async function query<Row extends object = object>(url: string, text: string, values?: unknown[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

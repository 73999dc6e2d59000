import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { z } from 'zod';
import { createCannedStore } from '../../src/adapters/postgres/canned.ts';
import { makeId } from '../../src/core/ids.ts';
import type { Api } from './api.ts';
import { remindOf } from './arrivals.ts';
import { writeArticles } from './articles.ts';
import { CANNED } from './canned.ts';
import type { Engine } from './engine.ts';
import { makeFile } from './files.ts';
import type { Found } from './found.ts';
import { DAY, Hours } from './hours.ts';
import { indexMessages } from './indexing.ts';
import { policyFrom, promise } from './levels.ts';
import { personOf } from './people.ts';
import type { RoomPlan } from './plan.ts';
import { playRoom, type Upload } from './player.ts';
import type { Told } from './progress.ts';
import { Random } from './random.ts';
import { ADMIN } from './site.ts';
import { stampPast } from './stamps.ts';
import { openTicket, playTicket } from './ticket-player.ts';
import { DAYS, type Wish, type Workspace } from './workspace.ts';

/** How much was written. */
export type Filled = {
  readonly conversations: number;
  readonly messages: number;
  readonly tickets: number;
  readonly articles: number;
};

const NOTICES_WITHIN_MS = 20_000;

/** All that is needed to fill a site, and what is missing there. */
export type Filling = {
  readonly api: Api;
  readonly engines: readonly Engine[];
  readonly pool: Pool;
  readonly missing: Workspace;
  readonly found: Found;
  readonly wish: Wish;
  readonly progress: Told;
};

/** Writes what is missing. @returns how much that was. */
export async function fill(filling: Filling): Promise<Filled> {
  const { api, engines, pool, missing, found, wish, progress } = filling;
  const random = new Random(wish.seed);
  const upload: Upload = async (who, kind, key) => api.upload(personOf(who), await makeFile(kind, random.fork(key)));
  const saidOf = ({ room }: RoomPlan) => found.rooms.get(room.key)?.seqs.size ?? 0;
  const short = missing.rooms.filter((plan) => saidOf(plan) < plan.messages);
  const total = short.reduce((sum, plan) => sum + plan.messages - saidOf(plan), 0);
  let messages = 0;
  const onMessage = () => progress.count('messages', ++messages, total);
  const jobs: Job[] = [
    (engine) => playTickets(engine, filling, upload),
    ...missing.rooms.map(
      (plan): Job =>
        async (engine) => {
          const soFar = found.rooms.get(plan.room.key) ?? null;
          await playRoom(plan, { engine, upload, marker: wish, soFar, onMessage });
        },
    ),
  ];
  await Promise.all(engines.map((engine) => work(engine, jobs)));
  const [engine] = engines;
  if (engine) await writeHelp(engine, filling, random);
  progress.stage('promises, notices, dates, search');
  await promiseLevels(filling);
  await noticesTold(pool);
  await indexMessages(pool);
  await stampPast(pool, { now: wish.now, since: missing.since, random: random.fork('stamps') });
  await remindOf(api);
  const { tickets, articles } = missing;
  return { conversations: short.length, messages, tickets: tickets.length, articles: articles.length };
}

type Job = (engine: Engine) => Promise<void>;

async function work(engine: Engine, jobs: Job[]): Promise<void> {
  for (let job = jobs.shift(); job; job = jobs.shift()) await job(engine);
}

/** All are opened first, in their order, because their numbers grow with it. */
async function playTickets(engine: Engine, { api, missing, found }: Filling, upload: Upload): Promise<void> {
  const answer = z.object({ data: z.array(z.object({ slug: z.string() })) });
  const { data } = await api.call(ADMIN, 'GET', '/api/tickets/categories', answer);
  const known = data.map(({ slug }) => slug);
  const ids: string[] = [];
  for (const plan of missing.tickets) {
    const category = known.includes(plan.category) ? plan.category : (known[0] ?? plan.category);
    ids.push(found.tickets.get(plan.key)?.id ?? (await openTicket(engine, plan, category, upload)));
  }
  for (const [index, plan] of missing.tickets.entries())
    await playTicket(engine, ids[index] ?? '', plan, !found.hasPolicy);
}

async function writeHelp(engine: Engine, { missing, found, wish, progress }: Filling, random: Random): Promise<void> {
  const chance = random.fork('help');
  let written = 0;
  await writeArticles(missing.articles, {
    engine,
    hours: new Hours(wish.now, chance),
    random: chance,
    days: DAYS,
    onArticle: () => progress.count('articles', ++written, missing.articles.length),
  });
  engine.setTime(wish.now - 60 * DAY);
  const canned = createCannedStore(engine.pool, engine.now);
  for (const answer of CANNED.filter(({ title }) => !found.cannedTitles.has(title)))
    await canned.insert({ ...answer, id: makeId('k'), shared: true, createdBy: 'omar' });
}

/** A policy that is there is left alone; the accounts of tickets were then written as they came. */
async function promiseLevels({ api, pool, missing, found, wish }: Filling): Promise<void> {
  if (found.hasPolicy) return;
  const { rows } = await pool.query<{ id: string }>(`SELECT id FROM tickets WHERE client_id LIKE 'demo-ticket-%'`);
  const policy = policyFrom(missing.since);
  await promise(
    pool,
    policy,
    ADMIN.id,
    rows.map(({ id }) => id),
    wish.now,
  );
  // The same once more through the server, which takes other tickets that are under way into account at once.
  const { targets, businessHours } = policy;
  await api.call(ADMIN, 'PUT', '/api/tickets/sla-policies', z.unknown(), { ...targets, businessHours });
}

/** The server works off the notices of all that happened; a server that is busy may go on with it by itself. */
async function noticesTold(pool: Pool): Promise<void> {
  const until = Date.now() + NOTICES_WITHIN_MS;
  while (Date.now() < until) {
    const { rows } = await pool.query('SELECT 1 FROM notice_outbox LIMIT 1');
    if (rows.length === 0) return;
    await sleep(100);
  }
}

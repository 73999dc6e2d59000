import type { Pool } from 'pg';
import { bringIn, introduce, offerServices } from './arrivals.ts';
import { openEngine } from './engine.ts';
import { type Filled, fill } from './filling.ts';
import { type Found, findWorkspace, pairKey } from './found.ts';
import { PEOPLE, SERVICES } from './people.ts';
import type { Told } from './progress.ts';
import { openSite, type Site } from './site.ts';
import { planWorkspace, type Wish, type Workspace } from './workspace.ts';

/** What a seed added. */
export type Added = Filled & { readonly people: number };

/** Engines side by side: each has a clock of its own. */
const ENGINES = 4;

/**
 * Puts the demo workspace into a site, or what is missing of it. People, files and services go through the running server, which
 * remembers them; the past is written beside it, by engines whose clocks are set (`engine.ts`).
 * @returns what was added; null where all of it was there.
 * @throws where the site has one that was made from another number.
 */
export async function seedWorkspace(site: Site, wish: Wish, progress: Told): Promise<Added | null> {
  const { api, pool, close } = await openSite(site);
  try {
    progress.stage('making up who says what, and when');
    const found = await findWorkspace(pool);
    if (found.seed !== null && found.seed !== wish.seed)
      throw new Error(`A demo workspace is here already, made with --seed-number ${found.seed}.`);
    const missing = missingOf(planWorkspace(wish), found);
    const people = await newcomers(pool, found);
    if (isEmpty(missing) && people.length === 0 && found.isFinished) return null;
    progress.stage('people');
    await bringIn(api, people);
    await introduce(api, people);
    if (people.some(({ id }) => id === SERVICES.ownerId)) await offerServices(api);
    const engines = await Promise.all(Array.from({ length: ENGINES }, () => openEngine(site.database.url)));
    try {
      return { people: people.length, ...(await fill({ api, engines, pool, missing, found, wish, progress })) };
    } finally {
      await Promise.all(engines.map((engine) => engine.close()));
    }
  } finally {
    progress.end();
    await close();
  }
}

/** Everybody, where there was no workspace, so that all have the names of the demo; later those who are missing. */
async function newcomers(pool: Pool, { seed }: Found) {
  if (seed === null) return PEOPLE;
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM users WHERE id = ANY ($1)', [
    PEOPLE.map(({ id }) => id),
  ]);
  const known = new Set(rows.map(({ id }) => id));
  return PEOPLE.filter(({ id }) => !known.has(id));
}

/**
 * What of a workspace is not there. A pair who talk already are left alone; where a seed was stopped, rooms in which all was said may
 * lack who read it.
 */
function missingOf({ rooms, tickets, articles, since }: Workspace, found: Found): Workspace {
  return {
    since,
    rooms: rooms.filter(({ room, messages }) => {
      if (room.title === null && found.ownPairs.has(pairKey(room.members))) return false;
      return !found.isFinished || (found.rooms.get(room.key)?.seqs.size ?? 0) < messages;
    }),
    // Promises are made when all tickets have their past; one that is young has none.
    tickets: tickets.filter(({ key }) => {
      const ticket = found.tickets.get(key);
      return ticket === undefined || !(ticket.hasPast || found.hasPolicy);
    }),
    articles: articles.filter(({ question }) => !found.questions.has(question)),
  };
}

function isEmpty({ rooms, tickets, articles }: Workspace): boolean {
  return rooms.length + tickets.length + articles.length === 0;
}

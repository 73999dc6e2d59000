import { performance } from 'node:perf_hooks';
import { loadConfig } from '../../src/config.ts';
import type { Narrator } from '../narrator.ts';
import { findRunning, localUrl, tokenFor } from '../target.ts';
import type { TokenFor } from './api.ts';
import { findDatabase } from './database.ts';
import { Progress } from './progress.ts';
import { type Added, seedWorkspace } from './seed.ts';
import { ADMIN } from './site.ts';

/**
 * `npm run demo -- --seed`: fills the running server with a workspace that looks lived in. A second time it adds what is missing.
 * @throws with a sentence where no server runs, its database is not within reach, or it gives nobody a token.
 */
export async function runSeed(number: number, env: NodeJS.ProcessEnv, narrator: Narrator): Promise<void> {
  const url = await findRunning(env);
  if (url === null)
    throw new Error(
      `No Parley runs at ${localUrl(env)}: start one first (npm start), a workspace needs a place to stay. If one runs elsewhere, say where: PARLEY_URL=http://127.0.0.1:4000, or PORT=4000.`,
    );
  const config = loadConfig(env, process.cwd());
  const signIn: TokenFor = ({ id, name, role }) => tokenFor(url, env, { sub: id, name, role });
  if (config.auth.jwtSecret === null && !(await givesTokens(url)))
    throw new Error(`${url} gives nobody a token, as in production: set JWT_SECRET to its key, if it is to be filled.`);
  const database = await findDatabase(config);
  narrator.line(`Parley runs at ${url}. It gets a workspace:`);
  const startedAt = performance.now();
  const site = { url, database, tokenFor: signIn };
  const added = await seedWorkspace(site, { seed: number, scale: 1, now: Date.now() }, new Progress(process.stdout));
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  if (added === null) narrator.good('The workspace is there already; nothing was added.');
  else {
    narrator.good(`${sentenceOf(added)} (${seconds} s)`);
    narrator.line('Sign in as Mira, Omar or Ada. Windows that are open show it after a reload.');
  }
}

function sentenceOf({ people, conversations, messages, tickets, articles }: Added): string {
  const counts = [
    [people, 'people'],
    [conversations, 'conversations'],
    [messages, 'messages'],
    [tickets, 'tickets'],
    [articles, 'articles'],
  ] as const;
  const parts = counts.filter(([count]) => count > 0).map(([count, what]) => `${count.toLocaleString('en')} ${what}`);
  return parts.length === 0 ? 'Finished what was left to do' : `Added ${parts.join(', ')}`;
}

/** Whether the server lets in whoever says who they are, as it does in development. */
async function givesTokens(url: string): Promise<boolean> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ id: ADMIN.id, name: ADMIN.name, role: ADMIN.role });
  return (await fetch(new URL('/dev/token', url), { method: 'POST', headers, body })).ok;
}

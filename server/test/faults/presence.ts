import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { callRest } from './call.ts';
import type { Source } from './finalState.ts';
import type { PresenceRecord } from './history.ts';
import type { World } from './world.ts';

/** Connections that went dead without a word, and nodes that died, are noticed by then. */
const LIMIT_MS = 15_000;
const PAUSE_MS = 200;

const Answer = z.looseObject({ data: z.array(z.looseObject({ userId: z.string(), isOnline: z.boolean() })) });

/** What every node says of these users, once it is as it should be, or after a while. */
export async function readPresence(
  world: World,
  sources: readonly Source[],
  users: readonly string[],
  isThere: boolean,
): Promise<PresenceRecord[]> {
  const until = performance.now() + LIMIT_MS;
  for (;;) {
    const found = (await Promise.all(sources.map((source) => ask(world, source, users, isThere)))).flat();
    if (found.every(({ told }) => told === isThere) || performance.now() > until) return found;
    await sleep(PAUSE_MS);
  }
}

async function ask(
  world: World,
  { name, url }: Source,
  users: readonly string[],
  isThere: boolean,
): Promise<PresenceRecord[]> {
  const caller = { ...world.caller(world.host), url };
  const called = await callRest(caller, 'GET', `/api/users/presence?ids=${users.map(encodeURIComponent).join(',')}`);
  const online = new Map(
    called.outcome === 'ok' ? Answer.parse(called.body).data.map((one) => [one.userId, one.isOnline]) : [],
  );
  return users.map((user) => ({ node: name, user, isThere, told: online.get(user) ?? !isThere }));
}

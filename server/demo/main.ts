import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { readArguments, USAGE } from './arguments.ts';
import { Farewell } from './farewell.ts';
import { Narrator } from './narrator.ts';
import { Person } from './person.ts';
import { runSeed } from './seed/command.ts';
import { Stage } from './stage.ts';
import { arrive, type Cast } from './story/arrivals.ts';
import { talkInPrivate } from './story/direct.ts';
import { talkInGroup } from './story/group.ts';
import { missAndCatchUp } from './story/offline.ts';
import { askForHelp, type SupportCast } from './story/support.ts';
import { findTarget, type Role, type Target } from './target.ts';
import { auditLedgers, compareHistories, praise } from './verdict.ts';

// A reader that stops reading (`| head`) must not end the demo before it has ended its server.
process.stdout.on('error', () => {});
const narrator = new Narrator(process.stdout);

/** A cast that nobody has met before, so that the story is the same on a server that has seen it already. */
async function invite(target: Target): Promise<Cast & SupportCast> {
  const run = randomBytes(3).toString('hex');
  const isInStory = (userId: string) => userId.endsWith(`-${run}`);
  const person = async (name: string, role: Role = 'user') => {
    const id = `demo-${name.toLowerCase()}-${run}`;
    const token = await target.token(id, name, role);
    const onEvent = narrator.hear.bind(narrator);
    const someone = new Person({ baseUrl: target.url, id, name, token, onEvent, isInStory });
    narrator.introduce(someone);
    return someone;
  };
  return {
    mira: await person('Mira'),
    jonas: await person('Jonas'),
    tove: await person('Tove'),
    vik: await person('Vik'),
    nora: await person('Nora'),
    omar: await person('Omar', 'agent'),
    ada: await person('Ada', 'admin'),
  };
}

/** Plays the story and returns everything that was wrong, one line each. */
async function play(target: Target, farewell: Farewell): Promise<string[]> {
  const cast = await invite(target);
  const people = Object.values(cast);
  const stage = new Stage({ baseUrl: target.url, narrator, people, paceMs: process.stdout.isTTY ? 80 : 0 });
  const faults: string[] = [];
  try {
    await arrive(stage, cast);
    const direct = await talkInPrivate(stage, cast);
    const group = await talkInGroup(stage, cast);
    await missAndCatchUp(stage, cast, direct, group);
    const help = await askForHelp(stage, cast, farewell);
    narrator.scene('Is everything there?');
    faults.push(...(await compareHistories(stage, [direct, group, help])));
  } catch (error) {
    narrator.flush();
    faults.push(error instanceof Error ? error.message : String(error));
  }
  faults.push(...(await farewell.run()));
  faults.push(...(await auditLedgers(people)));
  if (faults.length === 0) praise(people, narrator);
  for (const person of people) person.disconnect();
  return faults;
}

async function main(): Promise<void> {
  const request = readArguments(process.argv.slice(2));
  if (request.kind === 'help') return narrator.line(USAGE);
  if (request.kind === 'seed') return runSeed(request.number, process.env, narrator);
  const target = await findTarget(process.env, narrator);
  const farewell = new Farewell();
  const interrupted = () =>
    void farewell
      .run()
      .then(target.stop)
      .finally(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  const startedAt = performance.now();
  try {
    const faults = await play(target, farewell);
    narrator.line();
    for (const fault of faults) narrator.bad(fault);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    if (faults.length === 0) narrator.good(`nothing missing, nothing doubled, nothing out of order (${seconds} s)`);
    else process.exitCode = 1;
  } finally {
    await target.stop();
  }
}

await main().catch((error: unknown) => {
  narrator.bad(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});

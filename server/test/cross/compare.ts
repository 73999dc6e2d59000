import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { Look, Someone, Voice } from './voice.ts';
import type { World } from './world.ts';

const PATIENCE_MS = 3_000;

/** Of what is known the part that is shown. */
function partOf(known: object, shown: object): object {
  return Object.fromEntries(Object.entries(known).filter(([name]) => name in shown));
}

/** What follows from other people's connections by itself, a moment later. */
function lateParts({ online, reached }: Look): object {
  return { online, reached };
}

async function compareLook(world: World, voice: Voice, who: Someone): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  const due = world.look(who);
  const name = `${voice.name} as ${who.name} sees it`;
  for (let isFirst = true; ; isFirst = false) {
    const shown = await voice.look(world.room, who);
    const found = shown.reached ? { ...shown, reached: world.ofOthers(shown.reached) } : shown;
    const should = partOf(due, found);
    const late = isDeepStrictEqual(partOf(lateParts(found), found), partOf(lateParts(due), found));
    // What was acknowledged has to be there at once.
    if (late || Date.now() > until) expect(found, name).toEqual(should);
    else if (isFirst) expect({ ...found, ...partOf(lateParts(due), found) }, name).toEqual(should);
    if (late) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function compareHistory(world: World, voice: Voice, who: Someone): Promise<void> {
  // To be shown messages is to be reached by them.
  const reach = () => world.reached.set(who.id, world.end);
  if (voice.name === 'telehealth') reach();
  const found = await voice.history(world.room, who);
  const due = world.messages.map((message, index) => partOf(world.seen(message, who), found[index] ?? {}));
  expect(found, `history of ${voice.name} as ${who.name} sees it`).toEqual(due);
}

/** Compares what every contract shows to every member with the model. */
export async function compare(world: World, voices: readonly Voice[]): Promise<void> {
  const { members, kind } = world.room;
  const seeing = voices.filter((voice) => voice.sees(kind));
  await Promise.all(seeing.flatMap((voice) => members.map((who) => compareLook(world, voice, who))));
  // Where deliveries are shown first, and one after the other: looking is what moves them.
  for (const who of members) {
    const [shows, others] = [seeing.filter(showsDelivery), seeing.filter((voice) => !showsDelivery(voice))];
    for (const voice of shows) await compareHistory(world, voice, who);
    if (who === members.at(-1))
      await Promise.all(others.flatMap((voice) => members.map((one) => compareHistory(world, voice, one))));
  }
}

const showsDelivery = ({ name }: Voice) => name === 'telehealth';

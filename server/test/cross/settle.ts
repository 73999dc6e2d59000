import type { Ear } from './voice.ts';
import { byLane, type World } from './world.ts';

const PATIENCE_MS = 8_000;

const kindOf = (lane: string) => lane.slice(0, lane.indexOf(':') + 1);

/** What is wrong about what a connection has heard of who is online. */
function presenceTrouble(world: World, ear: Ear, heard: ReadonlyMap<string, readonly string[]>): string[] {
  const { presence } = ear.voice;
  if (presence === 'none') return [];
  return world.others(ear.who.id).flatMap(({ id }) => {
    const now = `${world.isOnline(id)}`;
    const lanes = [...heard].filter(([lane]) => lane === `online:${id}` || lane.startsWith(`online:${id}:`));
    const wasSo = `${ear.found.get(id)}` === now;
    if (lanes.length === 0 && !wasSo) return [`online:${id}: heard nothing, is ${now}`];
    return lanes.flatMap(([lane, told]) => {
      const repeated = presence === 'changes' && told.some((one, index) => index > 0 && told[index - 1] === one);
      return told.at(-1) === now && !repeated ? [] : [`${lane}: heard ${told}, is ${now}`];
    });
  });
}

/** What is wrong about what a connection has heard; nothing when it heard exactly what it had to. */
function troubleOf(world: World, ear: Ear): string[] {
  const heard = byLane(ear.heard);
  const due = byLane(ear.due);
  const members = new Set(world.room.members.map(({ id }) => id));
  const trouble = [...ear.wrong, ...presenceTrouble(world, ear, heard)];
  for (const lane of new Set([...heard.keys(), ...due.keys()])) {
    const [is, should] = [heard.get(lane) ?? [], due.get(lane) ?? []];
    const kind = kindOf(lane);
    if (kind === 'online:') {
      if (!members.has(lane.split(':')[1] ?? '')) trouble.push(`${lane}: of no member`);
    } else if (kind === 'once:') {
      if (new Set(is).size < is.length) trouble.push(`${lane}: heard ${is}`);
    } else if (kind === 'state:') {
      // A row may come from the making of the conversation, to whoever connected right after.
      const isOpening = lane === 'state:row' && should.length === 0;
      if (is.at(-1) !== should.at(-1) && !isOpening) trouble.push(`${lane}: heard ${is.at(-1)}, due ${should.at(-1)}`);
    } else if ((kind !== 'typing:' || world.isTypingSure) && JSON.stringify(is) !== JSON.stringify(should)) {
      trouble.push(`${lane}:\n    heard ${JSON.stringify(is)}\n    due   ${JSON.stringify(should)}`);
    }
  }
  return trouble;
}

/** Waits until every connection has heard all that it had to hear, and nothing else; fails when that does not come. */
export async function settle(world: World): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (let wait = 1; ; wait = Math.min(wait * 2, 50)) {
    const trouble = [...world.ears].flatMap((ear) =>
      troubleOf(world, ear).map((one) => `${ear.who.name} in ${ear.voice.name}: ${one}`),
    );
    if (trouble.length === 0) return;
    if (Date.now() > until) throw new Error(`in a ${world.room.kind} conversation\n${trouble.join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

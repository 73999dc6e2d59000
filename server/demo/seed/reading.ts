import { MINUTE, SECOND } from './hours.ts';
import type { Saying, Step } from './plan.ts';
import type { Random } from './random.ts';
import type { Room } from './rooms.ts';

/** A sitting: its messages, by their places. */
export type Session = { readonly from: number; readonly to: number };

/** How often somebody who said nothing in a sitting reads it soon, and how many of the crowd have not come to the last one yet. */
const SOON = 0.75;
const BEHIND = 0.2;
/** For them waits what the room says, and nothing else. */
const PROMPT: ReadonlySet<string> = new Set(['mira', 'jonas', 'tove', 'omar']);

/**
 * When people read. Who answers has read what stands before the answer; the others come by later, and for some the last
 * messages wait as the room says. `until` is the present.
 */
export function readings(
  room: Room,
  said: readonly Saying[],
  sessions: readonly Session[],
  until: number,
  random: Random,
): Step[] {
  const steps: Step[] = [];
  const away = new Set(Object.keys(room.unread));
  const firstUnread = said.length - Math.max(0, ...Object.values(room.unread));
  const read = (who: readonly string[], at: number, upTo: number): Step => ({ kind: 'read', who, at, upTo });
  for (const { from, to } of sessions) {
    const last = said[to];
    if (!last) continue;
    const speakers = [...new Set(said.slice(from, to + 1).map(({ who }) => who))];
    if (room.title === null) steps.push(...answersRead(said, from, to));
    steps.push(read(speakers, Math.min(last.at + random.int(1, 20) * SECOND, until), to + 1));
    const silent = room.members.filter((id) => !speakers.includes(id) && !(from >= firstUnread && away.has(id)));
    const coming = to === said.length - 1 ? 1 - BEHIND : SOON;
    const prompt = silent.filter((id) => away.has(id) || PROMPT.has(id));
    const at = last.at + random.int(1, 25) * MINUTE;
    if (prompt.length > 0) steps.push(read(prompt, Math.min(at, until), to + 1));
    const others = silent.filter((id) => !prompt.includes(id) && random.chance(coming));
    if (others.length > 0 && at <= until) steps.push(read(others, at, to + 1));
  }
  for (const [id, count] of Object.entries(room.unread)) {
    const upTo = Math.max(0, said.length - count);
    const before = said[upTo - 1];
    if (before) steps.push(read([id], Math.min(before.at + random.int(20, 600) * SECOND, until), upTo));
    if (random.chance(0.5)) steps.push({ kind: 'deliver', at: until, who: [id], upTo: said.length });
  }
  return steps;
}

/** In a conversation of two the other one reads just before they answer. */
function answersRead(said: readonly Saying[], from: number, to: number): Step[] {
  const steps: Step[] = [];
  for (let place = from + 1; place <= to; place += 1) {
    const [before, answer] = [said[place - 1], said[place]];
    if (!before || !answer || before.who === answer.who) continue;
    const at = Math.max(before.at + 500, answer.at - Math.round((answer.at - before.at) * 0.6));
    steps.push({ kind: 'read', who: [answer.who], at: Math.min(at, answer.at - 1), upTo: place });
  }
  return steps;
}

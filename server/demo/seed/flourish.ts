import { MINUTE, SECOND } from './hours.ts';
import type { Saying, Step } from './plan.ts';
import type { Random } from './random.ts';
import type { Room } from './rooms.ts';

/** How many of all messages get reactions, are corrected, are taken back, and quote another without being written so. */
const REACTED = 0.09;
const CORRECTED = 0.012;
const TAKEN_BACK = 0.005;

const MOODS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/thank|merci|🙏|شكر|ありがと/iu, ['❤️', '🙏', '👍']],
  [/🎉|out 🚀|is out|congrat|happy birthday|best season/iu, ['🎉', '🚀', '❤️', '👏']],
  [/😂|😄|🙃|faster|haha|beep/iu, ['😂', '😄']],
  [/alert|outage|crash|roll back|ouch/iu, ['👀', '😬', '🫡']],
  [/\?$/u, ['👀', '🤔', '👍']],
];
const ANY = ['👍', '👍', '👍', '❤️', '✅', '👀', '😂', '💯', '🙌'];

/** Messages as they were first said, and what became of them afterwards. */
export type Flourished = { readonly said: readonly Saying[]; readonly steps: readonly Step[] };

/** Adds what becomes of messages after they were said: reactions, corrections, and some that are taken back. `until` is the present. */
export function flourish(room: Room, said: readonly Saying[], until: number, random: Random): Flourished {
  const quoted = new Set(said.map(({ replyTo }) => replyTo));
  const firstUnread = said.length - Math.max(0, ...Object.values(room.unread));
  const steps: Step[] = [];
  const first = said.map((saying, message) => {
    const after = (milliseconds: number) => Math.min(saying.at + milliseconds, until);
    const isPlain = saying.type === 'text' && saying.mentions.length === 0;
    if (isPlain && message < firstUnread && !quoted.has(message) && random.chance(TAKEN_BACK)) {
      steps.push({ kind: 'remove', at: after(random.int(4, 90) * SECOND), message });
      return saying;
    }
    if (random.chance(REACTED)) steps.push(...reactions(room, saying, message, after, random));
    const slip = isPlain && random.chance(CORRECTED) ? slipOf(saying.text, random) : null;
    if (slip === null) return saying;
    steps.push({ kind: 'edit', at: after(random.int(8, 60) * SECOND), message, text: saying.text });
    return { ...saying, text: slip };
  });
  return { said: first, steps };
}

function reactions(
  room: Room,
  saying: Saying,
  message: number,
  after: (milliseconds: number) => number,
  random: Random,
): Step[] {
  const others = room.members.filter((id) => id !== saying.who && !(id in room.unread));
  const [, emojis = ANY] = MOODS.find(([pattern]) => pattern.test(saying.text)) ?? [];
  const emoji = random.pick(emojis);
  const count = random.weighted([
    [1, 6],
    [2, 3],
    [4, 1],
  ]);
  return random.some(others, count).map((who) => ({
    kind: 'react',
    at: after(Math.round(random.around(4 * MINUTE))),
    who,
    message,
    emoji: random.chance(0.7) ? emoji : random.pick(ANY),
  }));
}

/** The text with two letters in the wrong order; null where no word is long enough. */
function slipOf(text: string, random: Random): string | null {
  const words = [...text.matchAll(/[a-z]{5,}/g)];
  if (words.length === 0) return null;
  const word = random.pick(words);
  const place = word.index + random.int(1, word[0].length - 3);
  const [first, second] = [text[place], text[place + 1]];
  return first === second ? null : `${text.slice(0, place)}${second}${first}${text.slice(place + 2)}`;
}

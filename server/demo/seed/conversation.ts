import type { MessageType } from '../../src/core/conversations/types.ts';
import { flourish } from './flourish.ts';
import { DAY, type Hours, MINUTE } from './hours.ts';
import type { Phrases } from './phrases.ts';
import { inOrder, type RoomPlan, type Saying, type Step } from './plan.ts';
import type { Random } from './random.ts';
import { readings, type Session } from './reading.ts';
import type { Room } from './rooms.ts';
import type { Extra } from './script.ts';
import { Chatter, type Talk, type Words } from './sessions.ts';

export type Setting = {
  readonly talk: Talk;
  readonly phrases: Phrases;
  readonly hours: Hours;
  readonly random: Random;
  /** How far back the history of the workspace goes. */
  readonly days: number;
};

/** Between two sittings at least (milliseconds). */
const APART = 3 * MINUTE;
/** A message quotes one of those shortly before it by itself, so often of 1. */
const QUOTES = 0.03;

const TYPES: { readonly [E in Extra]: MessageType } = {
  image: 'image',
  sketch: 'image',
  file: 'file',
  audio: 'audio',
  place: 'location',
  offer: 'service_offer',
  booking: 'booking_request',
};

const PLACES = [
  { latitude: 60.3951, longitude: 5.3247, address: 'Bryggen, Bergen' },
  { latitude: 45.7676, longitude: 4.8344, address: 'Place des Terreaux, Lyon' },
  { latitude: 52.5074, longitude: 13.3904, address: 'Köthener Str. 12, Berlin' },
  { latitude: 38.7112, longitude: -9.1398, address: 'Miradouro de São Pedro, Lisboa' },
  { latitude: 35.0116, longitude: 135.7681, address: '京都市中京区' },
] as const;

/** Makes up a conversation of `count` messages. The same chance makes the same conversation. */
export function planRoom(room: Room, count: number, setting: Setting): RoomPlan {
  const { hours, days, talk, phrases, random } = setting;
  const chatter = new Chatter(room, count, talk, phrases, random);
  const absent = new Set(Object.keys(room.unread));
  const tail = Math.min(count, Math.max(0, ...Object.values(room.unread)));
  const sittings = [
    ...sittingsOf(chatter, count - tail, count, new Set(), random),
    ...sittingsOf(chatter, tail, count, absent, random),
  ];
  const until = lastMoment(room, setting);
  const left = days - (hours.now - until) / DAY;
  const span = count > 200 ? left : left * (0.35 + 0.6 * random.next());
  const starts = place(sittings, until, () => hours.moment(span, until));
  const said: Saying[] = [];
  const sessions: Session[] = [];
  for (const [index, sitting] of sittings.entries()) {
    const from = said.length;
    let at = starts[index] ?? until;
    for (const words of sitting) {
      at += words.pause;
      said.push(sayingOf(words, at, said, from, random));
    }
    sessions.push({ from, to: said.length - 1 });
  }
  const adorned = flourish(room, said, hours.now, random);
  const steps: Step[] = [...adorned.said, ...adorned.steps, ...readings(room, said, sessions, hours.now, random)];
  const startsAt = (said[0]?.at ?? until) - random.int(2, 40) * MINUTE;
  return { room, startsAt, messages: count, steps: inOrder(steps) };
}

/** When the last message was said: about as long ago as the room says, and if that is days, at an hour at which people are up. */
function lastMoment({ quiet }: Room, { hours, random }: Setting): number {
  const about = hours.now - Math.round(quiet * MINUTE * (0.85 + 0.3 * random.next()));
  return quiet < DAY / MINUTE ? about : hours.moment(2, about);
}

/** So many messages in sittings, in which those of `absent` say nothing; where much is said (`all`), they are longer. */
function sittingsOf(
  chatter: Chatter,
  count: number,
  all: number,
  absent: ReadonlySet<string>,
  random: Random,
): Words[][] {
  const usual = all > 1_000 ? 16 : all > 150 ? 10 : 5;
  const sittings: Words[][] = [];
  for (let left = count; left > 0; left -= sittings.at(-1)?.length ?? left) {
    const length = Math.max(2, Math.round(random.around(usual)));
    sittings.push(chatter.session(length, absent).slice(0, left));
  }
  return sittings;
}

/** When each sitting begins: at moments that are drawn, moved back where they would run into the next one or past `until`. */
function place(sittings: readonly (readonly Words[])[], until: number, moment: () => number): number[] {
  const starts = sittings.map(moment).sort((one, other) => one - other);
  let next = until;
  for (let index = sittings.length - 1; index >= 0; index -= 1) {
    const lasts = sittings[index]?.reduce((sum, { pause }) => sum + pause, 0) ?? 0;
    const isLast = index === sittings.length - 1;
    next = isLast ? next - lasts : Math.min(starts[index] ?? next, next - lasts - APART);
    starts[index] = next;
  }
  return starts;
}

function sayingOf(words: Words, at: number, said: readonly Saying[], from: number, random: Random): Saying {
  const { who, text, extra, answers, mentions } = words;
  const earlier = said.slice(Math.max(from, said.length - 6)).findLastIndex((saying) => saying.who !== who);
  const others = Math.max(from, said.length - 6) + earlier;
  const quotes = earlier >= 0 && (answers || (extra === null && random.chance(QUOTES)));
  return {
    kind: 'say',
    place: said.length,
    at,
    who,
    type: extra === null ? 'text' : TYPES[extra],
    text,
    replyTo: quotes ? others : null,
    mentions,
    metadata: metadataOf(extra, at, random),
    file: extra === 'image' || extra === 'sketch' || extra === 'file' || extra === 'audio' ? extra : null,
  };
}

function metadataOf(extra: Extra | null, at: number, random: Random): Saying['metadata'] {
  if (extra === 'place') return random.pick(PLACES);
  if (extra === 'offer') return { servicePackageId: random.pick(['first-visit', 'treatment', 'course']) };
  if (extra !== 'booking') return null;
  const requestedDate = new Date(at + random.int(2, 12) * DAY).toISOString().slice(0, 10);
  return { servicePackageId: 'treatment', requestedDate, requestedTime: random.pick(['09:30', '11:00', '14:15']) };
}

import { type DemoPerson, personOf, SPEAKERS } from './people.ts';
import type { Phrases } from './phrases.ts';
import type { Random } from './random.ts';
import type { Room } from './rooms.ts';
import type { Exchange, Extra } from './script.ts';

/** Something that is said, before it is known when. */
export type Words = {
  readonly who: string;
  readonly text: string;
  readonly extra: Extra | null;
  /** Whether it quotes what somebody else said last. */
  readonly answers: boolean;
  readonly mentions: readonly string[];
  /** Milliseconds after what was said before it; of the first of a session 0. */
  readonly pause: number;
};

export type Talk = ReadonlyMap<string, readonly Exchange[]>;

/** They say more than others, so that what they see of the workspace is lively. */
const MAIN: ReadonlySet<string> = new Set(['mira', 'jonas', 'tove', 'omar', 'nora']);
/** One message in so many may bring a file, and at most so many of a conversation do. */
const PER_FILE = 170;
const MOST_FILES = 12;

/**
 * What the people of a room say to each other, session by session. Patterns come by again only when all that fit were used.
 */
export class Chatter {
  readonly #room: Room;
  readonly #talk: Talk;
  readonly #phrases: Phrases;
  readonly #random: Random;
  readonly #bags = new Map<string, Exchange[]>();
  #files: number;

  /** `count` is how many messages the room will have. */
  constructor(room: Room, count: number, talk: Talk, phrases: Phrases, random: Random) {
    this.#room = room;
    this.#talk = talk;
    this.#phrases = phrases;
    this.#random = random;
    this.#files = Math.min(MOST_FILES, Math.ceil(count / PER_FILE));
  }

  /** A sitting of at least so many messages, up to the end of a subject, in which those of `absent` say nothing. */
  session(length: number, absent: ReadonlySet<string>): Words[] {
    const present = this.#room.members.filter((id) => !absent.has(id)).map(personOf);
    const said: Words[] = [];
    while (said.length < length) {
      const { exchange, cast } = this.#choose(present);
      this.#phrases.forget();
      if (exchange.hasFile) this.#files -= 1;
      for (const [place, line] of exchange.lines.entries()) {
        const who = cast.get(line.speaker);
        if (!who) throw new Error(`nobody says ${line.text}`);
        const { text, mentions } = this.#named(this.#phrases.fill(line.text), cast);
        const pause = said.length === 0 ? 0 : this.#pause(text, place === 0);
        said.push({ who: who.id, text, extra: line.extra, answers: line.answers, mentions, pause });
      }
    }
    return said;
  }

  #choose(present: readonly DemoPerson[]): { exchange: Exchange; cast: Map<string, DemoPerson> } {
    const wanted = Object.entries(this.#room.topics);
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const topic = this.#random.weighted(wanted);
      const exchange = this.#draw(topic);
      if (exchange.hasFile && this.#files <= 0) continue;
      const speakers = SPEAKERS[topic];
      const able = speakers ? present.filter(({ id }) => speakers.includes(id)) : present;
      const cast = this.#cast(exchange, able);
      if (cast) return { exchange, cast };
    }
    const exchange = this.#draw(present.every(({ side }) => side === 'staff') ? 'nudges' : 'regards');
    const cast = this.#cast(exchange, present);
    if (!cast) throw new Error(`nobody says anything in ${this.#room.key}`);
    return { exchange, cast };
  }

  #draw(topic: string): Exchange {
    const bag = this.#bags.get(topic) ?? [];
    const next = bag.pop() ?? null;
    if (next) return next;
    const all = this.#talk.get(topic) ?? [];
    const filled = this.#random.shuffled(all);
    const first = filled.pop();
    if (!first) throw new Error(`there is no talk about ${topic}`);
    this.#bags.set(topic, filled);
    return first;
  }

  /** Who plays which speaker; null where there are too few. */
  #cast({ speakers, sides }: Exchange, able: readonly DemoPerson[]): Map<string, DemoPerson> | null {
    const cast = new Map<string, DemoPerson>();
    for (const speaker of speakers) {
      const side = sides.get(speaker);
      const free = able.filter((one) => ![...cast.values()].includes(one) && (!side || one.side === side));
      if (free.length === 0) return null;
      cast.set(speaker, this.#random.weighted(free.map((one) => [one, MAIN.has(one.id) ? 2.5 : 1])));
    }
    return cast;
  }

  /** Puts people's names into a text: `$b` is how somebody is called, `@b` a mention. */
  #named(text: string, cast: ReadonlyMap<string, DemoPerson>): { text: string; mentions: string[] } {
    const mentions: string[] = [];
    const named = text.replace(/([$@])([a-d])\b/g, (whole, sign: string, speaker: string) => {
      const person = cast.get(speaker);
      if (!person) return whole;
      if (sign === '$' || this.#room.title === null) return person.called;
      mentions.push(person.id);
      return `@${person.name}`;
    });
    return { text: named, mentions: [...new Set(mentions)] };
  }

  /** Longer texts take longer, and between two subjects people do something else. */
  #pause(text: string, isNewSubject: boolean): number {
    const seconds = isNewSubject ? 40 + this.#random.around(170) : 3 + text.length / 14 + this.#random.around(16);
    return Math.round(Math.min(seconds, 1_500) * 1_000) + this.#random.int(0, 999);
  }
}

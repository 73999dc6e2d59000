import { type Article, readArticles } from './articles.ts';
import { readCases } from './cases.ts';
import { planRoom } from './conversation.ts';
import { DAY, Hours } from './hours.ts';
import { policyFrom } from './levels.ts';
import { Phrases } from './phrases.ts';
import { type RoomPlan, shareOut } from './plan.ts';
import { Random } from './random.ts';
import { ROOMS } from './rooms.ts';
import { readTalk, readWords } from './script.ts';
import { planTickets, type TicketPlan } from './tickets.ts';

/** How much is made, and from which number: the same number makes the same workspace, as of `now`. */
export type Wish = {
  readonly seed: number;
  /** 1 for all of it, less for a part. */
  readonly scale: number;
  /** The present, in milliseconds since 1970. */
  readonly now: number;
};

/** A workspace that is to be. */
export type Workspace = {
  readonly rooms: readonly RoomPlan[];
  readonly tickets: readonly TicketPlan[];
  readonly articles: readonly Article[];
  /** When its history begins. */
  readonly since: number;
};

export const DAYS = 90;
const MESSAGES = 20_000;
const TICKETS = 200;
/** What a room has at least, however small the workspace is. */
const LEAST = { messages: 6, rooms: 8 };

/** Makes up a whole workspace. */
export function planWorkspace({ seed, scale, now }: Wish): Workspace {
  const random = new Random(seed);
  const talk = readTalk();
  const words = readWords();
  const rooms = ROOMS.slice(0, Math.max(LEAST.rooms, Math.round(ROOMS.length * scale)));
  const counts = shareOut(rooms, Math.round(MESSAGES * scale), LEAST.messages);
  const planned = rooms.map((room) => {
    const chance = random.fork(room.key);
    const setting = {
      talk,
      phrases: new Phrases(words, chance),
      hours: new Hours(now, chance),
      random: chance,
      days: DAYS,
    };
    return planRoom(room, counts.get(room) ?? LEAST.messages, setting);
  });
  const since = now - (DAYS + 5) * DAY;
  const chance = random.fork('tickets');
  const tickets = planTickets(Math.round(TICKETS * scale), {
    cases: readCases(),
    phrases: new Phrases(words, chance),
    hours: new Hours(now, chance),
    random: chance,
    days: DAYS,
    policy: policyFrom(since),
  });
  const articles = readArticles();
  const share = Math.round(articles.length * scale);
  return { rooms: planned, tickets, articles: random.fork('articles').shuffled(articles).slice(0, share), since };
}

import type { Calendar } from '../../src/core/sla/calendar.ts';
import type { CaseLine } from './cases.ts';
import { DAY, HOUR, MINUTE, SECOND } from './hours.ts';
import { AGENTS, type DemoPerson } from './people.ts';
import type { Random } from './random.ts';
import type { Story } from './story.ts';

export type Telling = {
  readonly story: Story;
  readonly requester: DemoPerson;
  /** When agents work. */
  readonly calendar: Calendar;
  readonly random: Random;
  /** How much longer than usual agents take: 1 is usual. */
  readonly pace: number;
  /** Whether that is because it was overlooked, which nobody likes. */
  readonly overlooked: boolean;
};

/** How many customers take their time, and how much more of it. */
const SLOW = { share: 0.2, pace: 20 };
const RATED = 0.6;
const EXPLAINED = 0.45;
const CLOSED_AFTER = 3 * DAY;
/** How often somebody gives each number of stars, also after they had to wait. */
const USUAL = stars(3, 4, 9, 26, 58);
const LATE = stars(15, 20, 28, 25, 12);
const PRAISE = [
  'Quick and friendly.',
  'Understood at once what I meant.',
  'Best support I know.',
  'Very patient with me.',
];
const BLAME = [
  'Took too long.',
  'Solved, but I had to ask twice.',
  'The answer was right, the wait was not.',
  'I would have liked a call.',
];

/** Tells a story line by line: who does what, and when they come to it. */
export class Teller {
  readonly #story: Story;
  readonly #requester: DemoPerson;
  readonly #calendar: Calendar;
  readonly #random: Random;
  readonly #pace: number;
  readonly #overlooked: boolean;
  readonly #agent: DemoPerson;

  constructor({ story, requester, calendar, random, pace, overlooked }: Telling) {
    this.#story = story;
    this.#requester = requester;
    this.#calendar = calendar;
    this.#random = random;
    this.#pace = pace;
    this.#overlooked = overlooked;
    const busy: { readonly [id: string]: number } = { omar: 4, lena: 3.2 };
    this.#agent = random.weighted(AGENTS.map((one) => [one, busy[one.id] ?? 1.4]));
  }

  /** The ticket is given to its agent, mostly by themselves. */
  take(): void {
    const by = this.#random.chance(0.7) ? this.#agent.id : 'ada';
    this.#story.tell({ kind: 'assign', at: this.#later(10), by, to: this.#agent.id });
  }

  say({ by, aim, text }: CaseLine): void {
    if (this.#story.status === 'closed') return;
    const agent = this.#agent.id;
    if (by === 'customer') {
      this.#customerSays(text);
      return;
    }
    if (by === 'staff') {
      const writer = this.#random.chance(0.7) ? agent : this.#random.pick(AGENTS).id;
      this.#story.tell({ kind: 'note', at: this.#later(7), by: writer, text });
      return;
    }
    this.#agentSays(text, aim === 'solves' ? 'resolved' : aim === 'asks' ? 'pending' : 'in_progress');
  }

  /** What the customer thinks of it, and the end. */
  finish(): void {
    const { status } = this.#story;
    if ((status === 'resolved' || status === 'closed') && this.#random.chance(RATED)) this.#rate();
    if (this.#story.status !== 'resolved') return;
    const at = this.#calendar.addCounted(this.#story.at + CLOSED_AFTER, this.#random.int(5, 200) * MINUTE);
    const by = this.#agent.id;
    this.#story.tell({ kind: 'move', at, by, status: 'closed', comment: null, stands: { status: 'closed' } });
  }

  #rate(): void {
    const score = this.#random.weighted(this.#overlooked ? LATE : USUAL);
    const comment = this.#random.chance(EXPLAINED) ? this.#random.pick(score >= 4 ? PRAISE : BLAME) : null;
    const at = this.#whenAwake(this.#story.at + this.#random.around(3 * HOUR));
    this.#story.tell({ kind: 'rate', at, score, comment });
  }

  #agentSays(text: string, status: 'resolved' | 'pending' | 'in_progress'): void {
    const at = this.#later(status === 'resolved' && this.#story.isAnswered ? 120 : 35);
    const by = this.#agent.id;
    const told =
      this.#story.status === status
        ? this.#story.tell({ kind: 'comment', at, by, text, stands: { answered: true } })
        : this.#story.tell({ kind: 'move', at, by, status, comment: text, stands: { status, answered: true } });
    if (!told || this.#random.chance(0.1)) return;
    const readAt = this.#whenAwake(this.#story.at + this.#random.int(2, 90) * MINUTE);
    this.#story.tell({ kind: 'read', at: readAt, who: this.#requester.id });
  }

  #customerSays(text: string): void {
    const by = this.#requester.id;
    const pace = this.#random.chance(SLOW.share) ? SLOW.pace : 1;
    const at = this.#whenAwake(this.#story.at + pace * this.#random.around(80 * MINUTE));
    const isThanks = this.#story.status === 'resolved' && !text.endsWith('?') && !/again|any more/.test(text);
    const told = isThanks
      ? this.#story.tell({ kind: 'move', at, by, status: 'closed', comment: text, stands: { status: 'closed' } })
      : this.#story.tell({ kind: 'comment', at, by, text, stands: this.#opens() });
    if (told) this.#story.tell({ kind: 'read', at: this.#later(6), who: this.#agent.id });
  }

  /** A customer who writes opens what waited for them. */
  #opens(): { status?: 'open' } {
    return this.#story.status === 'pending' || this.#story.status === 'resolved' ? { status: 'open' } : {};
  }

  /** Some working minutes later. */
  #later(minutes: number): number {
    const counted = this.#random.around(minutes) * this.#pace * MINUTE;
    return this.#calendar.addCounted(this.#story.at, counted) + this.#random.int(1, 40) * SECOND;
  }

  /** Customers write at any hour of the day, but at night. */
  #whenAwake(at: number): number {
    const hour = new Date(at).getUTCHours();
    return hour >= 5 && hour < 21 ? at : at + (hour < 5 ? 5 - hour : 29 - hour) * HOUR;
  }
}

/** How often each of one to five stars is given. */
function stars(...weights: readonly number[]): (readonly [number, number])[] {
  return weights.map((weight, index) => [index + 1, weight]);
}

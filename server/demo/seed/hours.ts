import type { BusinessHours } from '../../src/core/sla/calendar.ts';
import type { Random } from './random.ts';

/** When the company of the demo works. */
export const OFFICE: BusinessHours = {
  timeZone: 'Europe/Berlin',
  days: [1, 2, 3, 4, 5],
  start: '08:00',
  end: '18:00',
};

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** How much is said in each hour of a day (UTC), and on a day of the weekend. */
const BY_HOUR = [0, 0, 0, 0, 0.1, 0.3, 1, 3, 4, 4, 3.5, 2, 3, 4, 3.5, 2.5, 1.2, 0.6, 0.5, 0.6, 0.4, 0.2, 0.1, 0];
const AT_WEEKENDS = 0.12;

/** Moments of the past, most of them while people are at work, and more of them the later it is. */
export class Hours {
  /** The present of the workspace, in milliseconds since 1970. */
  readonly now: number;
  readonly #random: Random;

  constructor(now: number, random: Random) {
    this.now = now;
    this.#random = random;
  }

  /** One moment of the last `days` days that lies before `before`. */
  moment(days: number, before = this.now): number {
    const today = Math.floor(before / DAY);
    const choices = Array.from({ length: Math.ceil(days) + 1 }, (_, back): [number, number] => {
      const weekday = new Date((today - back) * DAY).getUTCDay();
      const share = weekday === 0 || weekday === 6 ? AT_WEEKENDS : 1;
      return [today - back, share * (1.25 - (0.5 * back) / days)];
    });
    const day = this.#random.weighted(choices);
    const hour = this.#random.weighted(BY_HOUR.map((weight, index): [number, number] => [index, weight]));
    const at = day * DAY + hour * HOUR + this.#random.int(0, HOUR - 1);
    // What lies in the future of the workspace becomes some moment of its last hours.
    return at < before ? at : before - this.#random.int(1, 6 * HOUR);
  }
}

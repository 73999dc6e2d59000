import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { ParleyError } from '../core/errors.ts';

type ThrottlePorts = Pick<Core, 'rates' | 'settings'>;

const HOUR_MS = 3_600_000;

/** Sends that count together, and how many of somebody's pass in an hour where no setting says so. */
export type SendCounter = { readonly name: string; readonly perHour: number };

const SENDS: SendCounter = { name: 'send', perHour: 3_600 };

/** Void: it may pass, now. A promise: it may pass when that is fulfilled. What is refused is thrown, or rejected, as `rate_limited`. */
export type Counted = void | Promise<void>;

function refuse(what: string, retryAfter: number): never {
  throw new ParleyError('rate_limited', `Too many ${what}; try again in ${retryAfter} s`, { retryAfter });
}

function allow(what: string, wait: number | Promise<number>): Counted {
  if (typeof wait === 'number') {
    if (wait > 0) refuse(what, wait);
    return;
  }
  const counted = wait.then((seconds) => {
    if (seconds > 0) refuse(what, seconds);
  });
  counted.catch(() => {}); // Who waits in a line hears of it in their turn.
  return counted;
}

/** Does `work` when what was counted may pass: at once, where that is known. */
export function whenCounted<T>(counted: Counted, work: () => T | Promise<T>): T | Promise<T> {
  return counted ? counted.then(work) : work();
}

/** Counts a request or socket event of somebody (a user id, or an address without one). @throws `rate_limited`. */
export function takeRequest({ rates, settings }: ThrottlePorts, who: string): Counted {
  return allow('requests', rates.take('request', who, settings.requests.max, settings.requests.windowMs));
}

/**
 * Counts a message that somebody sends, by whatever way, with those of all contracts that have no counter of their own.
 * @throws `rate_limited`.
 */
export function takeSend(
  { rates, settings }: ThrottlePorts,
  actor: Actor,
  { name, perHour } = SENDS,
  count = 1,
): Counted {
  return allow('messages', rates.take(name, actor.userId, settings.messagesPerHour ?? perHour, HOUR_MS, count));
}

/** Sends that came to nothing, such as the repeat of an earlier one, do not count. */
export function giveBackSend({ rates }: Pick<ThrottlePorts, 'rates'>, actor: Actor, { name } = SENDS, count = 1): void {
  rates.giveBack(name, actor.userId, count);
}

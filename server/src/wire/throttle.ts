import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { ParleyError } from '../core/errors.ts';

type ThrottlePorts = Pick<Core, 'rates' | 'settings'>;

const HOUR_MS = 3_600_000;

/** Sends that count together, and how many of somebody's pass in an hour where no setting says so. */
export type SendCounter = { readonly name: string; readonly perHour: number };

const SENDS: SendCounter = { name: 'send', perHour: 3_600 };

function refuse(what: string, retryAfter: number): never {
  throw new ParleyError('rate_limited', `Too many ${what}; try again in ${retryAfter} s`, { retryAfter });
}

/** Counts a request or socket event of somebody (a user id, or an address without one). @throws `rate_limited`. */
export function takeRequest({ rates, settings }: ThrottlePorts, who: string): void {
  const wait = rates.take('request', who, settings.requests.max, settings.requests.windowMs);
  if (wait > 0) refuse('requests', wait);
}

/**
 * Counts a message that somebody sends, by whatever way, with those of all contracts that have no counter of their own.
 * @throws `rate_limited`.
 */
export function takeSend({ rates, settings }: ThrottlePorts, actor: Actor, { name, perHour } = SENDS, count = 1): void {
  const wait = rates.take(name, actor.userId, settings.messagesPerHour ?? perHour, HOUR_MS, count);
  if (wait > 0) refuse('messages', wait);
}

/** Sends that came to nothing, such as the repeat of an earlier one, do not count. */
export function giveBackSend({ rates }: Pick<ThrottlePorts, 'rates'>, actor: Actor, { name } = SENDS, count = 1): void {
  rates.giveBack(name, actor.userId, count);
}

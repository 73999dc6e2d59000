import type { Preferences } from '@parley/client';

export const channels = ['inApp', 'email', 'push', 'sms'] as const satisfies readonly (keyof Preferences['channels'])[];
export type Channel = (typeof channels)[number];

export const categories = [
  'messages',
  'groups',
  'tickets',
  'bookings',
  'account',
  'security',
  'product',
  'marketing',
] as const satisfies readonly (keyof Preferences['categories'])[];
export type Category = (typeof categories)[number];

const ESSENTIAL: ReadonlySet<Category> = new Set(['account', 'security']);

/** What nobody can turn off: how a person is told of their account and its safety. */
export function isFixed(category: Category, channel: Channel): boolean {
  return ESSENTIAL.has(category) && (channel === 'email' || channel === 'inApp');
}

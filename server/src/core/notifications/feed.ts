import type { Actor } from '../actor.ts';
import { ParleyError } from '../errors.ts';
import type { FeedCursor, FeedFilter, FeedStore } from './store.ts';
import type { Notification } from './types.ts';

const ENTRY_ID = /^[\w-]{1,64}$/;

export type FeedPorts = { readonly feed: FeedStore; readonly now: () => number };

/** A page of one's own feed, newest first, and how many entries are unread in all. */
export async function listFeed(
  ctx: Pick<FeedPorts, 'feed'>,
  actor: Actor,
  input: FeedFilter & { readonly after: FeedCursor | null; readonly limit: number },
): Promise<{ entries: readonly Notification[]; next: FeedCursor | null; unreadCount: number }> {
  const { unread, category, after, limit } = input;
  const found = await ctx.feed.page(actor.userId, { unread, category }, after, limit + 1);
  const entries = found.slice(0, limit);
  const last = entries.at(-1);
  return {
    entries,
    next: found.length > limit && last ? { createdAt: last.createdAt, id: last.id } : null,
    unreadCount: await ctx.feed.unreadCount(actor.userId),
  };
}

/** Marks an entry of one's own as read; again it changes nothing. @throws `not_found` for unknown ones and others'. */
export async function readEntry(ctx: FeedPorts, actor: Actor, id: string): Promise<Notification> {
  const entry = ENTRY_ID.test(id) ? await ctx.feed.markRead(actor.userId, id, ctx.now()) : null;
  if (!entry) throw new ParleyError('not_found', 'There is no such notification');
  return entry;
}

/** Marks all of one's own feed as read. */
export async function readFeed(ctx: FeedPorts, actor: Actor): Promise<void> {
  await ctx.feed.markAllRead(actor.userId, ctx.now());
}
